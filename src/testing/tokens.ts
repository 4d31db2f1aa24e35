import type { AccessTokenInfo, AccessTokenScope, operations } from "../../generated/schema.js";
import type { WireFields } from "../check/wire/fields.js";
import type { FullScope } from "./authorise.js";
import { hasCome, isLater, parseInstant, type Instant } from "./read/instant.js";
import { booleanOf, fail, optional, readJson, stringOf, type Reader } from "./read/json.js";
import { tokenIdPrefixProblem, tokenIdProblem } from "./read/names.js";
import { readListQuery } from "./read/query.js";
import { grantsAnything, readScope } from "./read/scope-body.js";
import { Refusal } from "./refusal.js";
import type { Exchange } from "./route.js";
import { selectPage } from "./sorted-map.js";
import type { AccountToken, State, Token } from "./state.js";

/** The name of a token's expiry on the wire. */
const EXPIRY = "expires_at" satisfies keyof AccessTokenInfo;

/** A token as requested; its expiry may still default to the issuer's. */
export interface TokenRequest {
  readonly id: string;
  readonly scope: FullScope;
  readonly autoPrefixStreams: boolean;
  readonly expiresAt: Instant | undefined;
}

/** Reads the body of an issue. */
export function readTokenRequest({ request }: Exchange): TokenRequest {
  const body: WireFields<"AccessTokenInfo"> = readJson(request);
  const id = stringOf(body.id, "id");
  const problem = tokenIdProblem(id);
  if (problem !== undefined) return fail("id", problem);
  return {
    id,
    scope: readScope(body.scope, "scope"),
    autoPrefixStreams: optional(booleanOf)(body.auto_prefix_streams, "auto_prefix_streams") ?? false,
    expiresAt: optional(readExpiry)(body[EXPIRY], EXPIRY),
  };
}

const readExpiry: Reader<Instant> = (value, path) =>
  parseInstant(stringOf(value, path)) ?? fail(path, "must be a date and time in RFC 3339");

/** Refuses what is well-formed but invalid. */
export function checkTokenRequest(wanted: TokenRequest, { caller: issuer, rules }: Exchange): void {
  const { scope, autoPrefixStreams, expiresAt } = wanted;
  if (!grantsAnything(scope)) throw new Refusal("invalid", "Access token permissions cannot be empty");
  if (autoPrefixStreams && !(scope.streams !== null && "prefix" in scope.streams)) {
    throw new Refusal("invalid", "Auto prefixing is only allowed for streams with prefix matching");
  }
  if (expiresAt === undefined) return;
  if (hasCome(expiresAt, rules.now())) throw new Refusal("invalid", `${EXPIRY} is in the past.`);
  if (issuer.expiresAt !== null && isLater(expiresAt, issuer.expiresAt)) {
    throw new Refusal("invalid", `${EXPIRY} is beyond the expiry of the issuing token.`);
  }
}

/** Reads the id in the path. */
export function readTokenId({ parameters }: Exchange): string {
  const id = parameters["id"] ?? "";
  const problem = tokenIdProblem(id);
  if (problem !== undefined) throw new Refusal("bad_path", `The id in the path ${problem}.`);
  return id;
}

/**
 * The parameters of a listing of tokens, all of them. One that the contract gains does not compile until it is read, or left
 * out of this type for a reason.
 */
type TokenQuery = Required<NonNullable<operations["list_access_tokens"]["parameters"]["query"]>>;

/** Reads the query of a listing of tokens. */
export function readTokenQuery(url: URL): TokenQuery {
  return readListQuery(url, tokenIdPrefixProblem);
}

/** Lists tokens. */
export function listTokens(
  query: TokenQuery,
  { state, rules, caller }: Exchange,
): DeclaredAnswer<"list_access_tokens"> {
  const within = rules.filterListings ? caller.scope.access_tokens : { prefix: "" };
  const { items, hasMore } = selectPage(state.tokens, ({ token }) => token.id, query, within);
  return { status: 200, json: { access_tokens: items.map(({ token }) => toInfo(token)), has_more: hasMore } };
}

/** Creates a token, unless its id is taken. */
export function issueToken(
  { id, scope, autoPrefixStreams, expiresAt }: TokenRequest,
  { state, rules, caller }: Exchange,
): DeclaredAnswer<"issue_access_token"> {
  if (state.tokens.get(id) !== undefined) {
    throw new Refusal("resource_already_exists", "An access token with this id exists.");
  }
  const token = { id, scope, autoPrefixStreams, expiresAt: expiresAt ?? caller.expiresAt };
  const secret = rules.newSecret();
  if (state.credentials.has(secret)) throw new Error("newSecret must not return the same secret twice.");
  state.tokens.set(id, { token, secret });
  state.credentials.set(secret, { token, deadAt: null });
  return { status: 201, json: { access_token: secret } };
}

/** Removes a token from the listing at once; its secret stops working after the revocation delay. */
export function revokeToken(id: string, { state, rules }: Exchange): DeclaredAnswer<"revoke_access_token"> {
  const listing = state.tokens.get(id);
  if (listing === undefined) {
    throw new Refusal("access_token_not_found", "There is no access token with this id.");
  }
  const { token, secret } = listing;
  state.tokens.delete(id);
  state.credentials.set(secret, { token, deadAt: rules.now() + rules.revocationDelayMillis });
  return { status: 204 };
}

/** Returns the live token of a secret; undefined if it was revoked, has expired or was never issued. */
export function liveToken({ credentials }: State, secret: string, now: number): Token | undefined {
  const credential = credentials.get(secret);
  if (credential === undefined || credential.deadAt !== null) return undefined;
  const { token } = credential;
  return token.expiresAt !== null && hasCome(token.expiresAt, now) ? undefined : token;
}

/** Returns a token as a listing shows it, in the contract's form. */
export function toInfo({ id, scope, autoPrefixStreams, expiresAt }: Token): AccountToken & AccessTokenInfo {
  const { access_tokens, basins, streams, op_groups, ops } = scope;
  return {
    id,
    [EXPIRY]: expiresAt?.text ?? null,
    auto_prefix_streams: autoPrefixStreams,
    scope: { access_tokens, basins, streams, op_groups, ops: [...ops] },
    // One that the contract gains does not compile until it is here, or left out of this type for a reason.
  } satisfies Required<AccessTokenInfo & { readonly scope: Required<AccessTokenScope> }>;
}

type Responses<O extends keyof operations> = operations[O]["responses"];

/** An answer that the contract declares for an operation. */
export type DeclaredAnswer<O extends keyof operations> = {
  [S in keyof Responses<O> & number]: Responses<O>[S] extends {
    content: { "application/json": infer Body };
  }
    ? { readonly status: S; readonly json: Body }
    : { readonly status: S };
}[keyof Responses<O> & number];
