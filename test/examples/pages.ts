import { S2 } from "s2-access-tokens";

const client = S2.fromEnv();
// #region items
for await (const token of client.accessTokens.listAll({ prefix: "user-" })) {
  console.log(token.id, token.expiresAt === null ? "never expires" : "expires");
}
// #endregion
// #region pages
let cursor: string | undefined;
for await (const page of client.accessTokens.listAll({ prefix: "user-", pageSize: 2 }).pages()) {
  console.log(page.items.length, page.hasMore);
  cursor = page.cursor; // keep it: startAfter goes on from here
  break;
}
const rest = client.accessTokens.listAll({ prefix: "user-", startAfter: cursor });
console.log((await rest.toArray({ maxItems: 50 })).map(({ id }) => id));
// #endregion
