import { beyondIssuer } from "./contain.js";
import type { Exchange } from "./exchange.js";
import { readListQuery } from "./listing.js";
import { tokenIdPrefixProblem, tokenIdProblem } from "./names.js";
import { Refusal } from "./refusal.js";
import { route, type Route } from "./route.js";
import {
  checkTokenRequest,
  issueToken,
  listTokens,
  readTokenRequest,
  revokeToken,
  type TokenRequest,
} from "./tokens.js";

/** Every request the account understands: its operation, the resources it names and what it does. */
export const ROUTES: readonly Route[] = [
  route({
    method: "GET",
    path: "/access-tokens",
    operation: "list-access-tokens",
    read: ({ request }) => readListQuery(request.url, tokenIdPrefixProblem),
    names: () => ({}),
    answer: listTokens,
  }),
  route<TokenRequest>({
    method: "POST",
    path: "/access-tokens",
    operation: "issue-access-token",
    read: ({ request }) => readTokenRequest(request),
    check: (wanted, { caller, rules }) => checkTokenRequest(wanted, caller, rules.now()),
    names: ({ id }) => ({ "access-token": id }),
    permit: (wanted, { caller, rules }) =>
      beyondIssuer({ ...wanted, expiresAt: null }, caller, rules.operationTable),
    answer: issueToken,
  }),
  route({
    method: "DELETE",
    path: "/access-tokens/{id}",
    operation: "revoke-access-token",
    read: readTokenId,
    names: (id) => ({ "access-token": id }),
    answer: revokeToken,
  }),
];

function readTokenId({ parameters }: Exchange): string {
  const id = parameters["id"] ?? "";
  const problem = tokenIdProblem(id);
  if (problem !== undefined) throw new Refusal("bad_path", `The id in the path ${problem}.`);
  return id;
}
