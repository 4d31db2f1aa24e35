import { uniqueId } from "../../check/ids.js";
import type { IssueGuard } from "../../types.js";
import { carry } from "../bulk/carry.js";
import type { Lane } from "../bulk/limiter.js";
import { ONCE, type TokenCalls } from "../tokens.js";
import type { Kind } from "./kind.js";
import type { Kept } from "./store.js";

/** The means of issuing a token. */
interface Issuing {
  readonly tokens: TokenCalls;
  readonly lane: Lane;
  /** The lifetime of the token, in milliseconds. */
  readonly life: number;
  readonly before: readonly IssueGuard[] | undefined;
  readonly signal: AbortSignal;
  /** Takes the id of a token that may have been issued, and whose secret did not arrive. */
  readonly lose: (id: string) => void;
}

/** Issues a token. If the outcome is unknown, gives up that id and tries one other at once. */
export async function issueFresh(kind: Kind, issuing: Issuing): Promise<Kept> {
  const { tokens, lane, life, before, signal, lose } = issuing;
  const { idPrefix, scope, autoPrefixStreams } = kind;
  const { now } = lane.clock;
  for (let losses = 0; ; losses++) {
    const id = uniqueId(idPrefix);
    let issuedAt = now();
    const issue = () => {
      issuedAt = now();
      // issue checks that a token with autoPrefixStreams has a prefix.
      const input = { id, scope, autoPrefixStreams, expiresAt: issuedAt + life };
      return tokens.issue(input, { ...ONCE, ifOutcomeUnknown: "throw", before });
    };
    const tried = await carry(lane, "without-effect", issue, signal);
    if (tried.ok) return { token: tried.value, issuedAt, expiresAt: issuedAt + life };
    if (!tried.unsure) throw tried.error;
    lose(id);
    if (losses === 1 || signal.aborted) throw tried.error;
  }
}
