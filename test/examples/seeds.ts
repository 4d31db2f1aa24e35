import { S2 } from "s2-access-tokens";

// The example of S2's page contains a date, so its clock is fixed.
const client = S2.fromEnv({ now: () => Date.UTC(2026, 10, 1) });

// #region page
// List tokens (returns metadata, not the secret)
const tokens = await client.accessTokens.list();

// Issue a token scoped to streams under "users/1234/"
const { accessToken: issuedToken } = await client.accessTokens.issue({
  id: "user-1234-rw-token",
  scope: {
    basins: { prefix: "" }, // all basins
    streams: { prefix: "users/1234/" },
    opGroups: { stream: { read: true, write: true } },
  },
  expiresAt: new Date("2027-01-01"),
});

// Revoke a token
await client.accessTokens.revoke({ id: "user-1234-rw-token" });
// #endregion
console.log(tokens.accessTokens.length, typeof issuedToken);
