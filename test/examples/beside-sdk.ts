// #region both
import { S2 } from "@s2-dev/streamstore";
import { S2 as S2Tokens } from "s2-access-tokens";

const accessToken = process.env["S2_ACCESS_TOKEN"] ?? "";
const streams = new S2({ accessToken }); // basins, streams, records
const tokens = new S2Tokens({ accessToken }); // access tokens
// #endregion
console.log(typeof streams.basin, (await tokens.accessTokens.list()).hasMore);
