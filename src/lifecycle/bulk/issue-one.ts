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
  /** Another id for the same token, where one was lost; without it a lost id is reported. */
  readonly remint?: (() => string) | undefined;
  readonly input: (id: string) => IssueAccessTokenInput;
  readonly before?: readonly IssueGuard[] | undefined;
  readonly revoke: Revoke;
}

/** How issuing a token ended. */
export type Minted =
  | {
      readonly status: "issued";
      readonly id: string;
      readonly token: IssuedAccessToken;
      readonly lost: readonly string[];
    }
  | {
      /** `refused`: this one will never be issued. `unknown`: a token of this id may be there. */
      readonly status: "refused" | "failed" | "unknown";
      readonly id: string;
      readonly error: unknown;
      readonly lost: readonly string[];
    };

/** How often the outcome may be unknown before that is how it ends. */
const MOST_LOST = 3;

/**
 * Issues one token and resolves unknown outcomes itself: lists for the id, issues again if it is not there, and if it is,
 * revokes it and takes another id. `lost` names the ids that could not be revoked.
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
    // On a first attempt a conflict is somebody else's token; after a lost one it is that.
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
