import type { IssueAccessTokenInput, IssueGuard } from "../../types.js";
import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import { carry, type Carried } from "./carry.js";
import { isConflict, isDeadBearer, statusOf } from "./failures.js";
import type { Lane } from "./limiter.js";
import { isGone, type Revoke } from "./revoke-one.js";
import { lookUp, ONCE, type TokenCalls } from "../tokens.js";

/** One token to issue. */
export interface TokenToMint {
  readonly id: string;
  /** Returns another id for the same token if one was lost; without it, a lost id is reported. */
  readonly remint?: (() => string) | undefined;
  readonly input: (id: string) => IssueAccessTokenInput;
  readonly before?: readonly IssueGuard[] | undefined;
  readonly revoke: Revoke;
}

/** The outcome of issuing one token. */
export type Minted =
  | {
      readonly status: "issued";
      readonly id: string;
      readonly token: IssuedAccessToken;
      readonly lost: readonly string[];
    }
  | {
      /** `refused`: this token will never be issued. `unknown`: a token with this id may exist. */
      readonly status: "refused" | "failed" | "unknown";
      readonly id: string;
      readonly error: unknown;
      readonly lost: readonly string[];
    };

/** The number of unknown outcomes after which the result is `unknown`. */
const MOST_LOST = 3;

/**
 * Issues one token and resolves unknown outcomes itself: looks the id up, issues again if it is missing, or else
 * revokes it and takes another id. `lost` lists the ids that could not be revoked.
 */
export async function issueOne(
  tokens: TokenCalls,
  lane: Lane,
  { id: first, remint, input, before, revoke }: TokenToMint,
  signal?: AbortSignal,
): Promise<Minted> {
  const lost: string[] = [];
  let id = first;
  let inDoubt = false;
  for (let losses = 0; ;) {
    const options = { ...ONCE, ifOutcomeUnknown: "throw", before } as const;
    const tried = await carry(lane, "without-effect", () => tokens.issue(input(id), options), signal);
    if (tried.ok) return { status: "issued", id, token: tried.value, lost };
    const { error, unsure } = tried;
    // On a first attempt a conflict means somebody else's token; after a lost attempt it means ours.
    const ours = inDoubt && isConflict(error);
    if (!unsure && !ours) return { status: inDoubt ? "unknown" : statusOf(error), id, error, lost };
    inDoubt = true;
    if (++losses >= MOST_LOST || signal?.aborted === true) return { status: "unknown", id, error, lost };
    const there = ours ? ({ ok: true, value: true } as const) : await isThere(tokens, lane, id, signal);
    if (!there.ok)
      return { status: "unknown", id, error: isDeadBearer(there.error) ? there.error : error, lost };
    if (!there.value) continue;
    if (remint === undefined) return { status: "unknown", id, error, lost };
    if (!isGone(await revoke(id, lane, signal))) lost.push(id);
    id = remint();
    inDoubt = false;
  }
}

async function isThere(
  tokens: TokenCalls,
  lane: Lane,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Carried<boolean>> {
  return carry(lane, "always", async () => (await lookUp(tokens, id)) !== undefined, signal);
}
