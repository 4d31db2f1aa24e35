import type { FaultName } from "../../src/testing/index.js";

/**
 * The ending of a call: `ok`, `revoked`, `gone`, `unknown` (an `S2IssueOutcomeUnknownError`), or an error as class,
 * code and effect; `?` stands for an unknown effect.
 */
export type Ending = string;

/** The required ending of each call under a fault; `first`: on the first attempt, `all`: on every attempt. */
export interface Row {
  /** True if the side effect had happened before the fault; undefined if it makes no difference. */
  readonly layer: "before" | "after" | undefined;
  readonly first: {
    readonly list: Ending;
    readonly revoke: Ending;
    readonly issue: Ending;
    readonly issueOrThrow: Ending;
  };
  readonly all: { readonly list: Ending; readonly revoke: Ending; readonly issue: Ending };
}

function healthy(): Row {
  const ok = { list: "ok", revoke: "revoked", issue: "ok" };
  return { layer: undefined, first: { ...ok, issueOrThrow: "ok" }, all: ok };
}

/** No effect, which the client cannot know. */
function lostBefore(all: Ending): Row {
  return {
    layer: "before",
    first: { list: "ok", revoke: "revoked", issue: "ok", issueOrThrow: "unknown" },
    all: { list: all, revoke: `${all} ?`, issue: "unknown" },
  };
}

/** No effect, which the service guarantees. */
function refusedForNow(all: Ending): Row {
  return {
    layer: "before",
    first: { list: "ok", revoke: "revoked", issue: "ok", issueOrThrow: "ok" },
    all: { list: all, revoke: all, issue: all },
  };
}

/** An effect without an answer. `revokeAgain`: the ending of a second revocation under the same fault. */
function lostAfter(all: Ending, revokeAgain = `${all} ?`): Row {
  return {
    layer: "after",
    first: { list: "ok", revoke: "gone", issue: "unknown", issueOrThrow: "unknown" },
    all: { list: all, revoke: revokeAgain, issue: "unknown" },
  };
}

/** The server's own refusal, passed on unchanged. */
function refusal(error: Ending): Row {
  const each = { list: error, revoke: error, issue: error };
  return { layer: "before", first: { ...each, issueOrThrow: error }, all: each };
}

/** S2's own 404: the token's where the request names one, and else the bearer's. */
function bearersOwn404(): Row {
  const { layer, first, all } = refusal("S2AuthenticationError access_token_not_found");
  const revoke = "S2NotFoundError access_token_not_found";
  return { layer, first: { ...first, revoke }, all: { ...all, revoke } };
}

/** A listing that would loop, repeat or skip items. The other calls have no pages. */
function badPage(): Row {
  const { first, all } = healthy();
  const list = "S2ResponseError response";
  return { layer: undefined, first: { ...first, list }, all: { ...all, list } };
}

/** The second 404 was spoiled, so the client cannot tell that S2 sent it. */
const SPOILED_404 = "S2ApiError http ?";

/** The ending of every call under every fault of the local account. */
export const OUTCOMES = {
  none: healthy(),
  slow: healthy(),
  gzip: healthy(),

  "408": lostBefore("S2ApiError request_timeout"),
  "500": lostBefore("S2ApiError other"),
  "500-empty": lostBefore("S2ApiError http"),
  "502": lostBefore("S2ApiError http"),
  "503": lostBefore("S2ApiError http"),
  "504": lostBefore("S2ApiError http"),
  "reset-before": lostBefore("S2ConnectionError connection"),
  "html-2xx": lostBefore("S2ResponseError response"),

  "429": refusedForNow("S2RateLimitError rate_limited"),
  "429-retry-after": refusedForNow("S2RateLimitError rate_limited"),
  "409-transaction-conflict": refusedForNow("S2ConflictError transaction_conflict"),
  "502-hot-server": refusedForNow("S2ApiError hot_server"),
  "503-draining": refusedForNow("S2ApiError server_draining"),
  refused: refusedForNow("S2ConnectionError connection"),

  "500-after": lostAfter("S2ApiError other"),
  "504-after": lostAfter("S2ApiError upstream_timeout"),
  "reset-after": lostAfter("S2ConnectionError connection"),
  "hang-after": lostAfter("S2TimeoutError timeout"),
  drip: lostAfter("S2TimeoutError timeout"),
  truncated: lostAfter("S2ResponseError response", SPOILED_404),
  "cut-body": lostAfter("S2ConnectionError connection", SPOILED_404),
  "empty-2xx": lostAfter("S2ResponseError response", SPOILED_404),
  "wrong-shape": lostAfter("S2ResponseError response", SPOILED_404),
  "bad-utf8": lostAfter("S2ResponseError response", "gone"),

  "400": refusal("S2ApiError bad_json"),
  "401": refusal("S2AuthenticationError authn"),
  "403": refusal("S2PermissionError permission_denied"),
  "404": bearersOwn404(),
  "409": refusal("S2ConflictError resource_already_exists"),
  "422": refusal("S2ApiError invalid"),
  "501": refusal("S2NotSupportedError not_implemented"),
  quota: refusal("S2PermissionError quota_exhausted"),
  "dead-bearer": bearersOwn404(),
  "401-echo": refusal("S2AuthenticationError authn"),
  "huge-error": refusal("S2ApiError bad_json"),

  redirect: refusal("S2ResponseError response"),
  "redirect-loop": refusal("S2ResponseError response"),

  "empty-page": badPage(),
  "repeat-page": badPage(),
  "backward-page": badPage(),
} as const satisfies Record<FaultName, Row>;
