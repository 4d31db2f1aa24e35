import type { Clock } from "../clock.js";
import type { Held } from "./decide.js";
import type { Listed } from "./generation.js";
import type { Desired, Entry } from "./desired.js";
import { generationOf } from "../ids.js";
import { readSink, type Sink } from "./sink.js";
import type { TokenCalls } from "../tokens.js";

/** Everything that a plan is made from. */
export interface Seen {
  readonly desired: Desired;
  readonly listed: readonly Listed[];
  readonly held: ReadonlyMap<string, Held>;
}

/** The most sink reads at once. */
const READS_AT_ONCE = 16;

/** Lists the owned tokens and reads the ids that the sink holds. */
export async function look(
  tokens: TokenCalls,
  desired: Desired,
  sink: Sink,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Seen> {
  const listed = await listGenerations(tokens, desired.owned, signal);
  const held = new Map<string, Held>();
  const waiting = [...desired.entries];
  const read = async (): Promise<void> => {
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      held.set(entry.name, await heldIn(sink, entry, clock));
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, read));
  return { desired, listed, held };
}

async function heldIn(sink: Sink, { name, key }: Entry, clock: Clock): Promise<Held> {
  try {
    return { id: await readSink(sink, { name, key }, clock) };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : "The sink could not be read." };
  }
}

/** Lists the generations whose id begins with a prefix, in the order of their ids. */
export async function listGenerations(
  tokens: TokenCalls,
  prefix: string,
  signal?: AbortSignal,
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for await (const token of tokens.listAll({ prefix }, { signal })) {
    const generation = generationOf(token.id);
    if (generation !== undefined) found.push({ ...generation, token });
  }
  return found;
}
