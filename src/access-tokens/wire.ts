import type { components } from "../../generated/schema.js";
import { isBearer } from "../check/connection.js";
import { isRecord } from "../check/keys.js";
import type { WireFields } from "../check/wire/fields.js";
import type { S2Error } from "../errors.js";
import type { ListAccessTokensResponse } from "../types.js";
import type { IssuedAccessToken } from "./issued.js";

type Schemas = components["schemas"];

/** Our name of each field of an answer. One that the contract gains does not compile until it is here, and read. */
export const ANSWER_FIELDS = {
  ListAccessTokensResponse: { access_tokens: "accessTokens", has_more: "hasMore" } satisfies Record<
    keyof Schemas["ListAccessTokensResponse"],
    keyof ListAccessTokensResponse
  >,
  IssueAccessTokenResponse: { access_token: "accessToken" } satisfies Record<
    keyof Schemas["IssueAccessTokenResponse"],
    keyof IssuedAccessToken
  >,
  ErrorInfo: { code: "code", message: "message" } satisfies Record<keyof Schemas["ErrorInfo"], keyof S2Error>,
} as const;

/** Reads the secret of an issued token; undefined if the body has another shape, or no header can carry the secret. */
export function readIssueResponse(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const { access_token: secret }: WireFields<"IssueAccessTokenResponse"> = body;
  return isBearer(secret) ? secret : undefined;
}
