import { exact, prefix, refuseFindings, S2, S2ArgumentError, scope } from "s2-access-tokens";

const client = S2.fromEnv();
// #region guards
const careless = scope().basins(exact("production")).streams(prefix("users/1")).group("stream", "read");
try {
  await client.accessTokens.issue(
    { id: "user-1", scope: careless, expiresAt: Date.now() + 3_600_000 },
    { before: [refuseFindings("warning")] },
  );
} catch (error) {
  if (!(error instanceof S2ArgumentError)) throw error;
  for (const { path, code } of error.issues) console.log(path, code); // nothing was sent
}
// #endregion
