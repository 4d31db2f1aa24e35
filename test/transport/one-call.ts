/** Makes one call and nothing else: the process ends by itself unless the call has left something behind. */
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
// Each has its own types, but takes and returns what the global one does.
const fetch = FETCHES[name ?? ""] as FetchFunction | undefined;
const { accessTokens } = new S2({ accessToken: "bearer", endpoints: { account }, fetch });
const error: unknown = await accessTokens.list().catch((error: unknown) => error);
console.log(error instanceof S2ResponseError ? `${error.code} ${error.status}` : error);
