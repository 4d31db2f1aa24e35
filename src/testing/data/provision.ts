import { instantOf } from "../read/instant.js";
import { Refusal } from "../refusal.js";
import type { AccountRequest } from "../request.js";
import type { Exchange, PlainAnswer } from "../route.js";
import type { Basin, Deletion, State, Stream } from "../state.js";
import type { Given } from "./config-body.js";

/** A basin or stream to provision: its name, what has that name now, and how one is made and shown. */
interface Provision<T extends Basin | Stream> {
  readonly noun: string;
  readonly given: Given;
  readonly config: T["config"];
  readonly existing: T | undefined;
  readonly create: (request: string | null) => T;
  readonly show: (thing: T) => object;
}

/** Creates a basin or stream, or repeats the answer to the same request; with PUT, ensures its configuration. */
export function provision<T extends Basin | Stream>(
  { noun, given, config, existing, create, show }: Provision<T>,
  { request }: Exchange,
): PlainAnswer {
  const ensures = request.method === "PUT";
  const repeatable = ensures ? null : repeatableOf(request, given);
  const answer = (status: number, result: "created" | "updated" | "noop", thing: T) => ({
    status,
    json: show(thing),
    headers: { "s2-provision-result": result },
  });
  if (existing === undefined) return answer(201, "created", create(repeatable));
  if (ensures) {
    const isSame = JSON.stringify(existing.config) === JSON.stringify(config);
    existing.config = config;
    return answer(200, isSame ? "noop" : "updated", existing);
  }
  if (repeatable !== null && existing.request === repeatable) return answer(201, "noop", existing);
  throw new Refusal("resource_already_exists", `A ${noun} with this name exists.`);
}

/** Returns what tells a repeated creation from another of the same name; null if the client sent no token. */
function repeatableOf({ headers }: AccountRequest, given: Given): string | null {
  const token = headers.get("s2-request-token");
  if (token === null) return null;
  if (token.length > 36) throw new Refusal("bad_header", "s2-request-token must have at most 36 bytes.");
  return JSON.stringify([token, given]);
}

/** Deletes a basin or stream, at once or after the account's delay. Has no effect on one being deleted. */
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

/** Drops basins and streams whose deletion is over. */
export function settleDeletions(state: State, now: number): void {
  if (state.deletions.length === 0) return;
  for (const { basin: name, stream } of state.deletions.filter(({ until }) => until <= now)) {
    const basin = state.basins.get(name);
    // The name may have been reused since, for another one.
    if (stream === undefined && basin?.deletedAt !== undefined) state.basins.delete(name);
    if (stream !== undefined && basin?.streams.get(stream)?.deletedAt !== undefined) {
      basin.streams.delete(stream);
    }
  }
  state.deletions = state.deletions.filter(({ until }) => until > now);
}
