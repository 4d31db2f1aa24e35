import { S2 } from "s2-access-tokens";

const client = S2.fromEnv();
// #region rotate
/** Replaces a token by one of the same scope. `hand` returns when every holder has the new secret. */
async function rotate(oldId: string, newId: string, hand: (secret: string) => Promise<void>): Promise<void> {
  const old = await client.accessTokens.get({ id: oldId });
  if (!old) throw new Error(`there is no token ${oldId}`);
  const expiresAt = Date.now() + 90 * 24 * 60 * 60 * 1000;
  const { accessToken } = await client.accessTokens.issue({ ...old, id: newId, expiresAt });
  await hand(accessToken); // both work meanwhile
  await client.accessTokens.revoke({ id: oldId }); // S2 may accept it for ten more minutes
}
// #endregion

await client.accessTokens.issue({ id: "backend-1", scope: { ops: ["list-basins"] } });
await rotate("backend-1", "backend-2", async () => console.log("handed over"));
console.log((await client.accessTokens.list()).accessTokens.map(({ id }) => id));
