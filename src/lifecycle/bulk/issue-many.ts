import type { IssueAccessTokenInput, IssueGuard } from "../../types.js";
import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import { uniqueId } from "../../check/ids.js";
import { statusOf } from "./failures.js";
import { issueOne, type Minted } from "./issue-one.js";
import { isGone, revoker } from "./revoke-one.js";
import { run, type Run, type RunOptions, type Work } from "./run.js";
import type { TokenCalls } from "../tokens.js";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** A token to issue whose id does not matter but for its beginning. */
export type UnnamedToken = WithoutId<IssueAccessTokenInput> & {
  /** What its id begins with; unique text follows. */
  readonly idPrefix: string;
};

/** An input of `issueMany`. Where the outcome of an `idPrefix` is unknown, another id is taken; an `id` is reported. */
export type TokenToIssueInBulk = IssueAccessTokenInput | UnnamedToken;

/** Options of `issueMany`. */
export interface IssueManyOptions extends RunOptions {
  /** Each sees every token before it is sent and may refuse it. */
  readonly before?: readonly IssueGuard[] | undefined;
}

/** How one input of `issueMany` ended. */
export type IssueResult<I> = (
  | {
      readonly status: "issued";
      /** The token: its secret is shown this once. */
      readonly token: IssuedAccessToken;
      readonly error?: undefined;
    }
  | {
      /**
       * `refused`: S2, a check or a guard will not have this one, a conflict included. `failed`: nothing was issued, and it
       * may work later. `unknown`: a token of this id may be there, and nobody has its secret.
       */
      readonly status: "refused" | "failed" | "unknown";
      readonly token?: undefined;
      readonly error: unknown;
    }
) & {
  readonly input: I;
  /** Which input of the run, from 0. */
  readonly index: number;
  /** The id that was issued, or tried last. */
  readonly id: string;
  /** Ids tried before that may be there and could not be revoked; nobody has their secrets. */
  readonly lost: readonly string[];
};

/**
 * Issues many tokens, as many at once as the service takes (1 to 64), and yields one result per input, as they end. Inputs
 * are taken one by one, as there is room: nothing is begun while a result waits to be read.
 *
 * Repeats what certainly had no effect, waits as long as `Retry-After` says, and resolves unknown outcomes itself. A
 * `break` begins nothing more, awaits what is under way and revokes what was not handed over; what could not be revoked
 * is in `summary.left`. Rejects, once what was under way has been read, when the bearer is refused, 25 results in a row
 * are `failed` or `unknown`, the service asks to wait for more than two minutes, the inputs fail, or the signal fires:
 * `summary.taken` says with which input to go on.
 *
 * @see https://s2.dev/docs/api/access-tokens/issue
 * @example
 * ```ts
 * for await (const { status, id, token, error } of issueMany(client.accessTokens, inputs)) {
 *   if (status === "issued") await store(id, token.accessToken);
 *   else console.error(id, status, error);
 * }
 * ```
 */
export function issueMany<I extends TokenToIssueInBulk>(
  tokens: TokenCalls,
  inputs: Iterable<I> | AsyncIterable<I>,
  options: IssueManyOptions = {},
): Run<IssueResult<I>> {
  return run(tokens, inputs, issuing(tokens, options), options);
}

function issuing<I extends TokenToIssueInBulk>(
  tokens: TokenCalls,
  { before }: IssueManyOptions,
): Work<I, IssueResult<I>> {
  const revoke = revoker(tokens);
  return {
    statuses: ["issued", "refused", "failed", "unknown"],
    good: ["issued"],
    bad: ["failed", "unknown"],
    async perform(input, index, lane, signal) {
      const mint = namer(input);
      const remint = "idPrefix" in input ? mint : undefined;
      const token = { id: mint(), remint, input: (id: string) => named(input, id), before, revoke };
      return resultOf(input, index, await issueOne(tokens, lane, token, signal));
    },
    untouched: (input, index, error) => {
      const id = "id" in input && typeof input.id === "string" ? input.id : "";
      return { status: statusOf(error), input, index, id, error, lost: [] };
    },
    async takeBack({ status, id, input, lost }, lane) {
      // An id that the caller chose may be somebody else's where its outcome is unknown.
      const own = status === "issued" || (status === "unknown" && "idPrefix" in input);
      const ids = own ? [...lost, id] : [...lost];
      const outcomes = await Promise.all(ids.map(async (each) => isGone(await revoke(each, lane))));
      const left = ids.filter((_, index) => outcomes[index] !== true);
      return status === "unknown" && !own ? [...left, id] : left;
    },
  };
}

function resultOf<I>(input: I, index: number, minted: Minted): IssueResult<I> {
  const { id, lost } = minted;
  return minted.status === "issued"
    ? { status: "issued", input, index, id, token: minted.token, lost }
    : { status: minted.status, input, index, id, error: minted.error, lost };
}

/** Gives an input's id, or a new one each time. */
function namer(input: TokenToIssueInBulk): () => string {
  if (!("idPrefix" in input)) return () => input.id;
  const { idPrefix } = input;
  return () => uniqueId(idPrefix);
}

function named(input: TokenToIssueInBulk, id: string): IssueAccessTokenInput {
  if (!("idPrefix" in input)) return input;
  const { idPrefix: _, ...token } = input;
  return { ...token, id };
}
