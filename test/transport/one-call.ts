/** Makes one call and then nothing: the process ends by itself, or something of the call was left. */
import nodeFetch from "node-fetch";
import { fetch as fetchOfUndici } from "undici";
import { S2, S2ResponseError, type FetchFunction } from "../../src/index.js";
import { undiciFetch } from "../../src/undici.js";

const [account = "", name] = process.argv.slice(2);
const FETCHES: Readonly<Record<string, unknown>> = {
  "undici's fetch": fetchOfUndici,
  "undici's own path": undiciFetch(),
  "node-fetch": nodeFetch,
};
// Each has types of its own; what they are given and give is what the global one takes and gives.
const fetch = FETCHES[name ?? ""] as FetchFunction | undefined;
const { accessTokens } = new S2({ accessToken: "bearer", endpoints: { account }, fetch });
const error: unknown = await accessTokens.list().catch((error: unknown) => error);
console.log(error instanceof S2ResponseError ? `${error.code} ${error.status}` : error);
