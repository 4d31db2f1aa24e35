import { PAGE_SIZE_MAX } from "../../generated/constants.js";
import { askGuards } from "./before.js";
import { MOST_UNASKED } from "../check/limits.js";
import { refuse } from "../check/problems.js";
import { readCall } from "../check/values.js";
import { idInput, listAllInput, listInput, refuseMany, toArrayInput, tokenReader } from "../check/inputs.js";
import { issueToken } from "./issue.js";
import type { IssuedAccessToken } from "./issued.js";
import { listTokens, lookUp, tokenSteps } from "./list.js";
import type { CallOptions, IssueOptions, ListAllOptions, RevokeOptions } from "../options.js";
import type { PageSource } from "../transport/walks/source.js";
import { notLoaded } from "../transport/failure.js";
import { collect, walkItems, walkListing } from "../transport/runtime/servers.js";
import { revokeToken } from "./revoke.js";
import { callOptions, issueOptions, listAllOptions, revokeOptions } from "../check/settings.js";
import type { Settings } from "../check/settings.js";
import { withCall, type Call } from "../transport/call.js";
import type {
  AccessTokenInfo,
  AccessTokenListing,
  GetAccessTokenInput,
  IssueAccessTokenInput,
  ListAccessTokensInput,
  ListAccessTokensResponse,
  ListAllAccessTokensInput,
  RevokeAccessTokenInput,
  Revocation,
} from "../types.js";

/** The settings of each client. Not a private field, which published declarations would carry. */
const settingsOf = /* @__PURE__ */ new WeakMap<object, Settings>();

/** Returns the settings of a client. */
function settings(client: S2AccessTokens): Settings {
  const found = settingsOf.get(client);
  if (found === undefined) throw new TypeError("This method must be called on client.accessTokens.");
  return found;
}

/**
 * The access tokens of an account: `client.accessTokens`.
 *
 * Every method checks its input first and rejects with `S2ArgumentError`, listing every problem, before anything is
 * sent. Every other failure is an `S2Error` too, except for the caller's own reason to abort.
 */
export class S2AccessTokens {
  /** @internal */
  constructor(given: Settings) {
    settingsOf.set(this, given);
  }

  /**
   * Lists one page of tokens, at most 1000, in ascending byte order of their ids. Secrets are never listed.
   *
   * @see https://s2.dev/docs/api/access-tokens/list
   */
  async list(
    input: ListAccessTokensInput = {},
    options: CallOptions = {},
  ): Promise<ListAccessTokensResponse> {
    const [query, given] = readCall("list", [listInput, input], [callOptions, options]);
    const { items, hasMore } = await withCall(settings(this), "list", given, (call) =>
      listTokens(call, query),
    );
    return { accessTokens: items, hasMore };
  }

  /**
   * Walks all tokens, page by page, one page ahead (`prefetch: false` turns that off), in constant memory. Nothing is
   * sent before the first item is requested. The total timeout is per page.
   *
   * Throws `S2ArgumentError` at once, not on the first item.
   *
   * @see https://s2.dev/docs/api/access-tokens/list
   * @example
   * ```ts
   * for await (const token of client.accessTokens.listAll({ prefix: "user-" })) console.log(token.id);
   * ```
   */
  listAll(input: ListAllAccessTokensInput = {}, options: ListAllOptions = {}): AccessTokenListing {
    const [query, given] = readCall("list", [listAllInput, input], [listAllOptions, options]);
    const { startAfter, pageSize = PAGE_SIZE_MAX, ...filters } = query;
    const source = pageSource(settings(this), filters, given);
    const walk = {
      startAfter,
      pageSize,
      prefetch: given.prefetch ?? true,
      signal: given.signal,
      wanted: Infinity,
      parallel: given.parallel ?? 1,
      prefix: filters.prefix ?? "",
      notLoaded: notLoaded("list"),
    };
    return {
      [Symbol.asyncIterator]: () => walkItems(source, walk),
      pages: () => ({ [Symbol.asyncIterator]: () => walkListing(source, walk) }),
      toArray: async (input = {}) => {
        const [{ maxItems }] = readCall("list", [toArrayInput, input], [callOptions, {}]);
        const items = await collect(source, walk, maxItems ?? MOST_UNASKED + 1);
        if (maxItems === undefined) refuseMany(items);
        return items;
      },
    };
  }

  /**
   * Looks up one token, by a listing of one; undefined if none has this id, or none that the bearer may list.
   *
   * @see https://s2.dev/docs/api/access-tokens/list
   */
  async get(input: GetAccessTokenInput, options: CallOptions = {}): Promise<AccessTokenInfo | undefined> {
    const [{ id }, given] = readCall("get", [idInput, input], [callOptions, options]);
    return withCall(settings(this), "get", given, (call) => lookUp(call, id));
  }

  /**
   * Issues a token and resolves to its secret, which is shown only once.
   *
   * Repeats a request only if nothing can have been done. If the token may exist but its secret did not arrive, looks
   * for the id and issues again only if it is absent; otherwise rejects with `S2IssueOutcomeUnknownError` (at once with
   * `ifOutcomeUnknown: "throw"`), as it does for an abort after the request was sent. Rejects with `S2ConflictError` if
   * a token with this id already existed.
   *
   * @see https://s2.dev/docs/api/access-tokens/issue
   * @example
   * ```ts
   * const { accessToken } = await client.accessTokens.issue({
   *   id: "user-1234",
   *   scope: { basins: { exact: "my-basin" }, streams: { prefix: "users/1234/" }, ops: ["read", "check-tail"] },
   *   expiresAt: Date.now() + 3_600_000,
   * });
   * ```
   */
  async issue<const S>(
    input: IssueAccessTokenInput<S>,
    options: IssueOptions = {},
  ): Promise<IssuedAccessToken> {
    const { now, before, ifOutcomeUnknown } = settings(this);
    const at = now();
    const [token, given] = readCall("issue", [tokenReader(at), input], [issueOptions, options]);
    const guards = [...before, ...(given.before ?? [])];
    refuse(askGuards(guards, token, at), "issue");
    const wishes = { guards, mode: given.ifOutcomeUnknown ?? ifOutcomeUnknown };
    return withCall(settings(this), "issue", given, (call) => issueToken(call, token, wishes));
  }

  /**
   * Revokes a token. It leaves the listing at once; its secret can still be accepted for up to ten minutes.
   *
   * Resolves to `revoked`, or to `gone` if the token was missing after an attempt of this call that may have revoked
   * it, or with `missingOk`; a listing has to confirm that first, since S2 gives a dead bearer the same answer. Any
   * other missing token is an `S2NotFoundError`.
   *
   * @see https://s2.dev/docs/api/access-tokens/revoke
   */
  async revoke(input: RevokeAccessTokenInput, options: RevokeOptions = {}): Promise<Revocation> {
    const [{ id }, given] = readCall("revoke", [idInput, input], [revokeOptions, options]);
    const missingOk = given.missingOk ?? false;
    return withCall(settings(this), "revoke", given, (call) => revokeToken(call, id, missingOk));
  }
}

/** Returns the source of the pages of one listing, each requested by a call of its own. */
function pageSource(
  from: Settings,
  filters: Omit<ListAccessTokensInput, "startAfter" | "limit">,
  options: CallOptions,
): PageSource<AccessTokenInfo> {
  return (query, background, list) => {
    let opened: Call | undefined;
    const page = withCall(from, "list", { ...options, background }, (call) => {
      opened = call;
      return list(tokenSteps(call, { ...filters, ...query }));
    });
    // A prefetched page may fail before it is requested; the request then gets the error.
    page.catch(() => undefined);
    return { page, bringForward: () => opened?.bringForward(), abort: () => opened?.end(undefined) };
  };
}
