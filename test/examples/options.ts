import { refuseFindings, S2 } from "s2-access-tokens";

const readBearer = () => String(process.env["S2_ACCESS_TOKEN"]);
let retries = 0;
// #region client
const client = new S2({
  accessToken: () => readBearer(), // called for each attempt, and once more if S2 rejects its bearer
  endpoints: { account: "https://a.s2.dev" },
  requestTimeoutMillis: 2_000,
  totalTimeoutMillis: 20_000,
  retry: { maxAttempts: 5, maxBaseDelayMillis: 2_000 },
  before: [refuseFindings("error")],
  headers: { "x-team": "platform" },
  observe: (event) => {
    if (event.type === "retry") retries += 1;
  },
});
// #endregion
// #region call
const page = await client.accessTokens.list(
  { prefix: "user-", limit: 50 },
  { signal: AbortSignal.timeout(10_000), retry: { maxAttempts: 1 } },
);
// #endregion
// #region from-env
const fromEnvironment = S2.fromEnv({ requestTimeoutMillis: 10_000 });
// #endregion
console.log(page.hasMore, retries, (await fromEnvironment.accessTokens.get({ id: "user-1" })) === undefined);
