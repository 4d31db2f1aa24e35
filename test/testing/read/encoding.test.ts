import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { createCheckedAccount } from "../contract.js";

const json = new TextEncoder().encode('{"basin":"my-basin-1"}');
const zipped = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));

it.each([
  { name: "gzip", encoding: "gzip", body: zipped(json), want: "201 ok" },
  { name: "gzip in capitals", encoding: "GZIP ", body: zipped(json), want: "201 ok" },
  { name: "no encoding at all", encoding: "identity", body: json, want: "201 ok" },
  { name: "another encoding", encoding: "zstd", body: json, want: "501 not_implemented" },
  { name: "two of them", encoding: "gzip, gzip", body: zipped(zipped(json)), want: "501 not_implemented" },
  { name: "what is not gzip", encoding: "gzip", body: json, want: "400 bad_header" },
  { name: "half of it", encoding: "gzip", body: zipped(json).slice(0, 20), want: "400 bad_header" },
  {
    name: "far more than the account reads",
    encoding: "gzip",
    body: zipped(new Uint8Array(64 * 1024 * 1024)),
    want: "400 bad_json",
  },
])("a body in $name: $want", async ({ encoding, body, want }) => {
  const account = createCheckedAccount();
  const headers = {
    authorization: `Bearer ${account.token}`,
    "content-type": "application/json",
    "content-encoding": encoding,
  };
  const response = await account.fetch("https://a.test/v1/basins", {
    method: "POST",
    headers,
    body: new Blob([body]),
  });
  const { code = "ok" } = (await response.json()) as { code?: string };
  expect(`${response.status} ${code}`).toBe(want);
});
