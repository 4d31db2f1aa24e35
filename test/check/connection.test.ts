import { describe, expect, it } from "vitest";
import { readEndpoint } from "../../src/check/connection.js";
import { place } from "../../src/check/problems.js";

function read(endpoint: string, allow = false): [string | undefined, string[]] {
  const at = place("account");
  const url = readEndpoint(endpoint, at, allow);
  return [url?.href, at.issues.map(({ code }) => code)];
}

describe("an endpoint", () => {
  it.each<[string, string | undefined]>([
    ["a.s2.dev", "https://a.s2.dev/v1"],
    ["a.s2.dev:8443", "https://a.s2.dev:8443/v1"],
    ["localhost:8080", "https://localhost:8080/v1"],
    ["https://a.s2.dev", "https://a.s2.dev/v1"],
    ["https://a.s2.dev/", "https://a.s2.dev/v1"],
    ["https://a.s2.dev/v2", "https://a.s2.dev/v2"],
    ["http://127.0.0.1:80/v1/", "http://127.0.0.1/v1/"],
    ["HTTPS://A.S2.DEV", "https://a.s2.dev/v1"],
    ["", undefined],
    ["https://", undefined],
    ["ftp://a.s2.dev", undefined],
    ["https://user:secret@a.s2.dev", undefined],
    ["user@a.s2.dev", undefined],
    ["https://a.s2.dev?x=1", undefined],
    ["https://a.s2.dev#x", undefined],
    ["{basin}.b.s2.dev", undefined],
    ["a b", undefined],
    ["https://a.s2.dev:99999", undefined],
  ])("%j: %j", (given, want) => expect(read(given)[0]).toBe(want));

  it.each([
    "http://localhost",
    "http://localhost:80",
    "http://127.0.0.1",
    "http://127.8.8.8:80",
    "http://[::1]:80",
    "https://a.s2.dev",
  ])("may send the bearer to %s", (value) => expect(read(value)[1]).toEqual([]));
  it.each([
    "http://a.s2.dev",
    "http://notlocalhost",
    "http://x.localhost", // It may resolve elsewhere.
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://10.0.0.1",
    "http://[::2]",
  ])("refuses %s unless insecure endpoints are allowed", (value) => {
    expect(read(value)).toEqual([undefined, ["insecure_endpoint"]]);
    expect(read(value, true)[1]).toEqual([]);
  });
  it("refuses an endpoint that is not an HTTP address", () =>
    expect(read("ftp://x")).toEqual([undefined, ["invalid_endpoint"]]));
});
