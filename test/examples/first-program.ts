import { S2 } from "s2-access-tokens";

const client = S2.fromEnv(); // reads S2_ACCESS_TOKEN

// A token for one user: records of that user's streams, for an hour.
const { accessToken } = await client.accessTokens.issue({
  id: "user-1234",
  scope: {
    basins: { exact: "production" },
    streams: { prefix: "users/1234/" },
    opGroups: { stream: { read: true, write: true } },
  },
  expiresIn: "1h",
});
handToUser(accessToken); // shown this once: S2 does not keep it

const { accessTokens } = await client.accessTokens.list({ prefix: "user-" });
for (const token of accessTokens) console.log(token.id, token.scope.streams);

await client.accessTokens.revoke({ id: "user-1234" });

function handToUser(secret: string): void {
  console.log(`a secret of ${secret.length} characters`);
}
