import type { S2AccessTokens } from "../../index.js";
import type { AccessTokenInfo } from "../../types.js";
import type { AccountSource, PageToken } from "./source.js";

/** Shows an account by listing it, without any other request. */
export function remoteSource(accessTokens: S2AccessTokens, endpoint: string): AccountSource {
  return {
    account: { kind: "remote", endpoint, revocationDelayMillis: 600_000 },
    async *tokens(signal) {
      for await (const { items } of accessTokens.listAll({}, { signal }).pages()) yield items.map(pageToken);
    },
  };
}

/** Returns a token for the page, with the exact text of its expiry, since a `Date` is limited to milliseconds. */
function pageToken({ id, scope, autoPrefixStreams, expiresAtText }: AccessTokenInfo): PageToken {
  return { id, scope, autoPrefixStreams, expiresAt: expiresAtText };
}
