import { expect, test } from "vitest";
import { requestsOf } from "../../testing/requests.js";
import { staged } from "../harness.js";

const stage = staged();

test("get explains and lints one token", async () => {
  const scope = { basins: { exact: "production" }, streams: { prefix: "users/1" }, ops: ["read"] };
  await requestsOf(stage.account).send("POST", "/access-tokens", { body: { id: "user/1", scope } });
  const { code, stdout, stderr } = await stage.s2(["get", "user/1"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^user\/1\nReads records\.\n/);
  expect(stdout).toMatch(/^read +yes +read records +ops$/m);
  expect(stdout).toMatch(/^warning separator-less-prefix \(scope\.streams\.prefix\)\n {2}\S/m);
  const { stdout: json } = await stage.s2(["get", "user/1", "--json"]);
  expect(JSON.parse(json)).toMatchObject({
    version: 1,
    token: { id: "user/1", expiresAt: null },
    findings: [{ rule: "never-expires" }, {}],
  });
});

test("get ends with exit code 4 for a missing token, as text and as JSON", async () => {
  const { code, stdout, stderr } = await stage.s2(["get", "nobody"]);
  expect([code, stdout, stderr]).toEqual([
    4,
    "",
    'There is no token "nobody", or none that this bearer may list.\n',
  ]);
  const json = await stage.s2(["get", "nobody", "--json"]);
  expect([json.code, json.stdout]).toEqual([4, ""]);
  expect(JSON.parse(json.stderr)).toMatchObject({
    error: { code: "access_token_not_found", effect: "none" },
  });
});

test("get refuses an invalid id before any request", async () => {
  const { code, stderr } = await stage.s2(["get", ".."]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^id must be 1 to 96 bytes/)]);
  expect(stage.requests()).toEqual([]);
});
