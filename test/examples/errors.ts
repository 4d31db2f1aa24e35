import { S2, S2ApiError, S2ArgumentError, S2ConflictError, S2PermissionError } from "s2-access-tokens";

const client = S2.fromEnv();
const scope = { ops: ["list-basins"] } as const;

// #region catching
try {
  await client.accessTokens.issue({ id: "ci", scope });
  await client.accessTokens.issue({ id: "ci", scope });
} catch (error) {
  if (error instanceof S2ConflictError) console.log("there is a token with this id");
  else if (error instanceof S2PermissionError) console.log("this bearer may not issue that token");
  else if (error instanceof S2ApiError) console.log(error.status, error.code, error.retryable);
  else throw error;
}
// #endregion

try {
  await client.accessTokens.issue({ id: "", scope: { streams: { prefix: "a/" } } });
} catch (error) {
  if (!(error instanceof S2ArgumentError)) throw error;
  for (const { message } of error.issues) console.log(message);
}
