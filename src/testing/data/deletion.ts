import { instantOf } from "../read/instant.js";
import type { Exchange } from "../route.js";
import type { Basin, Deletion, State, Stream } from "../state.js";

/** Deletes a basin or a stream, at once or when the account's delay is over. What is being deleted stays so. */
export function remove(
  thing: Basin | Stream,
  place: Omit<Deletion, "until">,
  { state, rules }: Exchange,
): void {
  if (thing.deletedAt !== undefined) return;
  const now = rules.now();
  thing.deletedAt = instantOf(now).text;
  state.deletions = [...state.deletions, { ...place, until: now + rules.deletionDelayMillis }];
  settleDeletions(state, now);
}

/** Drops what has been deleted for long enough. */
export function settleDeletions(state: State, now: number): void {
  if (state.deletions.length === 0) return;
  for (const { basin: name, stream } of state.deletions.filter(({ until }) => until <= now)) {
    const basin = state.basins.get(name);
    // A name can have come again since, and is then that of another one.
    if (stream === undefined && basin?.deletedAt !== undefined) state.basins.delete(name);
    if (stream !== undefined && basin?.streams.get(stream)?.deletedAt !== undefined) {
      basin.streams.delete(stream);
    }
  }
  state.deletions = state.deletions.filter(({ until }) => until > now);
}
