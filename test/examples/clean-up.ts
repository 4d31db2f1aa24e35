import { S2 } from "s2-access-tokens";

const client = S2.fromEnv();
// #region clean-up
/** Revokes every token under a prefix and returns their number, without those revoked by others meanwhile. */
async function cleanUp(prefix: string): Promise<number> {
  let revoked = 0;
  for await (const { id } of client.accessTokens.listAll({ prefix })) {
    if ((await client.accessTokens.revoke({ id }, { missingOk: true })) === "revoked") revoked += 1;
  }
  return revoked;
}
// #endregion

for (const id of ["preview/1/a", "preview/1/b", "preview/10/a"]) {
  await client.accessTokens.issue({ id, scope: { ops: ["list-basins"] }, expiresIn: "1d" });
}
console.log(
  await cleanUp("preview/1/"),
  (await client.accessTokens.listAll().toArray({ maxItems: 9 })).length,
);
