/** Makes one call and then nothing: the process ends by itself, or something of the call was left. */
import nodeFetch from "node-fetch";
import { fetch as undiciFetch } from "undici";
import { S2, S2ResponseError, type FetchFunction } from "../../src/index.js";

const [account = "", name = ""] = process.argv.slice(2);
// Each has types of its own; what they are given and give is what the global one takes and gives.
const fetch = name.startsWith("undici") ? undiciFetch : name.startsWith("node") ? nodeFetch : undefined;
const { accessTokens } = new S2({
  accessToken: "bearer",
  endpoints: { account },
  fetch: fetch as unknown as FetchFunction | undefined,
});
const error: unknown = await accessTokens.list().catch((error: unknown) => error);
console.log(error instanceof S2ResponseError ? `${error.code} ${error.status}` : error);
