import { parseToken, S2 } from "../../index.js";
import type { AccountToken, LocalAccount } from "../../testing/index.js";
import type { AccountSource, PageToken } from "./source.js";

const PAGE_SIZE = 1_000;

/** Shows a local account without adding requests to its journal. */
export function localSource(
  account: LocalAccount,
  endpoint: string,
  revocationDelayMillis = 0,
): AccountSource {
  const client = new S2({ accessToken: account.token, fetch: account.fetch });
  return {
    account: { kind: "local", endpoint, revocationDelayMillis },
    async *tokens() {
      const tokens = account.tokens();
      for (let from = 0; from < tokens.length; from += PAGE_SIZE)
        yield tokens.slice(from, from + PAGE_SIZE).map(pageToken);
    },
    local: {
      journal: account.journal,
      watch: account.journal.subscribe,
      issue: (token) => client.accessTokens.issue(parseToken(token)),
    },
  };
}

/** Returns a token for the page. A `Date` is sent as JSON writes it; whatever is parsed keeps its exact text. */
function pageToken(token: AccountToken): PageToken {
  return Object.fromEntries(Object.entries(parseToken(token)));
}
