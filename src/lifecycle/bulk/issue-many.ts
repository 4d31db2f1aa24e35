import type { IssueAccessTokenInput, IssueGuard } from "../../types.js";
import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import { uniqueId } from "../../check/ids.js";
import { statusOf } from "./failures.js";
import { issueOne, type Minted } from "./issue-one.js";
import { isGone, revoker } from "./revoke-one.js";
import { run, type Run, type RunOptions, type Work } from "./run.js";
import type { TokenCalls } from "../tokens.js";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** A token to issue with a generated id. */
export type UnnamedToken = WithoutId<IssueAccessTokenInput> & {
  /** The beginning of its id; unique text follows. */
  readonly idPrefix: string;
};

/** An input of `issueMany`. If the outcome is unknown, an `idPrefix` gets another id; an `id` is reported. */
export type TokenToIssueInBulk = IssueAccessTokenInput | UnnamedToken;

/** Options of `issueMany`. */
export interface IssueManyOptions extends RunOptions {
  /** Guards that see every token before it is sent and may refuse it. */
  readonly before?: readonly IssueGuard[] | undefined;
}

/** The result of one input of `issueMany`. */
export type IssueResult<I> = (
  | {
      readonly status: "issued";
      /** The token; its secret is available only here. */
      readonly token: IssuedAccessToken;
      readonly error?: undefined;
    }
  | {
      /**
       * `refused`: S2, a check or a guard rejected this one, or its id is taken. `failed`: nothing was issued, and it
       * may work later. `unknown`: a token with this id may exist, and nobody has its secret.
       */
      readonly status: "refused" | "failed" | "unknown";
      readonly token?: undefined;
      readonly error: unknown;
    }
) & {
  readonly input: I;
  /** The index of the input in the run, from 0. */
  readonly index: number;
  /** The id issued, or the last one tried. */
  readonly id: string;
  /** Ids tried earlier that may exist and could not be revoked; nobody has their secrets. */
  readonly lost: readonly string[];
};

/**
 * Issues many tokens, as many at once as the service takes (1 to 64), and yields one result per input, as they finish.
 * Inputs are taken one by one, as there is room: nothing starts while a result waits to be read.
 *
 * Retries calls that certainly had no effect, honors `Retry-After`, and resolves unknown outcomes itself. A `break`
 * starts nothing more, awaits calls in progress and revokes tokens not handed over; `summary.left` lists those that
 * could not be revoked. Rejects, once the results in progress have been read, when the bearer is refused, 25 results in
 * a row are `failed` or `unknown`, the service asks to wait for more than two minutes, the inputs fail, or the signal
 * fires: `summary.taken` is the index of the input to resume with.
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
      // If its outcome is unknown, an id that the caller chose may be somebody else's.
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

/** Returns a function that gives the input's id, or a new one each time. */
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
