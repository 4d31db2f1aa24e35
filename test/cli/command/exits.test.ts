import { createServer, type Server } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { interruptedAfter, staged } from "../harness.js";
import { requestsOf } from "../../testing/requests.js";

const stage = staged();
const issueArgs = ["issue", "a", "--ops", "list-basins", "--show"];

describe("exit code", () => {
  test("0: done", async () => {
    expect((await stage.s2(["list"])).code).toBe(0);
  });

  test.each([
    {
      args: ["list"],
      env: { S2_ACCESS_TOKEN: undefined },
      says: "There is no bearer: set S2_ACCESS_TOKEN, or pass --token-file.",
    },
    { args: ["list"], env: { S2_ACCESS_TOKEN: "" }, says: "There is no bearer" },
    { args: ["list", "--endpoint", "http://s2.example"], env: {}, says: "endpoints.account" },
    {
      args: ["list", "--token-file", "/nowhere/token"],
      env: {},
      says: '--token-file "/nowhere/token" cannot be read (ENOENT).',
    },
    { args: ["list", "--token-file", "-"], env: {}, says: "holds no bearer: it is empty" },
  ])("2: $args with $env", async ({ args, env, says }) => {
    const { code, stdout, stderr } = await stage.s2(args, { env });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
    expect(stage.requests()).toEqual([]);
  });

  test("3: the bearer is unknown or not permitted", async () => {
    const unknown = await stage.s2(["list"], { env: { S2_ACCESS_TOKEN: "not-a-real-bearer" } });
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining("401 authn")]);
    const { json } = await requestsOf(stage.account).send("POST", "/access-tokens", {
      body: { id: "reader", scope: { ops: ["list-basins"] } },
    });
    const S2_ACCESS_TOKEN = String(Object(json)["access_token"]);
    const refused = await stage.s2(["list"], { env: { S2_ACCESS_TOKEN } });
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("403 permission_denied")]);
  });

  test("4: no such token", async () => {
    const { code, stderr } = await stage.s2(["revoke", "nobody", "--yes"]);
    expect([code, stderr]).toEqual([4, expect.stringContaining("404 access_token_not_found")]);
  });

  test("5: the id is taken", async () => {
    expect((await stage.s2(issueArgs)).code).toBe(0);
    const { code, stdout, stderr } = await stage.s2(issueArgs);
    expect([code, stdout, stderr]).toEqual([5, "", expect.stringContaining("409 resource_already_exists")]);
  });

  test("6: no server, or no answer", async () => {
    const refused = await stage.s2(["list", "--endpoint", "http://127.0.0.1:1"]);
    expect([refused.code, refused.stdout]).toEqual([6, ""]);
    const silent: Server = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const port = Object(silent.address())["port"];
    const late = await stage.s2(["doctor", "--endpoint", `http://127.0.0.1:${port}`, "--timeout", "100ms"]);
    expect(late.code).toBe(6);
    silent.close();
  });

  test("7: a token may exist whose secret was lost", async () => {
    stage.account.faults.next("issue", "truncated");
    const { code, stdout, stderr } = await stage.s2(issueArgs);
    expect([code, stdout]).toEqual([7, ""]);
    expect(stderr).toContain("If it exists, nobody has its secret: s2-access-tokens revoke a");
    stage.account.faults.next("issue", "truncated");
    const json = JSON.parse(
      (await stage.s2([...issueArgs, "--json"].map((arg) => (arg === "a" ? "b" : arg)))).stderr,
    );
    expect(json).toMatchObject({
      error: { code: "outcome_unknown", effect: "unknown", next: expect.any(String) },
    });
  });

  test("8: stopped with work left", async () => {
    stage.account.faults.next("list", "hang-after");
    const { code, stderr } = await stage.s2(["list", "-p", "a b"], { stop: interruptedAfter(1, stage) });
    expect([code, stderr]).toEqual([
      8,
      "Stopped before the end of the listing.\ns2-access-tokens list -p 'a b'\n",
    ]);
  });

  test("9: another error from S2", async () => {
    const { code, stderr } = await stage.s2(["list", "--endpoint", `${stage.endpoint}/nowhere`]);
    expect([code, stderr]).toEqual([9, expect.stringMatching(/^S2 says: /)]);
  });
});

describe("the bearer", () => {
  test("is read from a file, ignoring a byte order mark and a line break", async () => {
    const file = join(stage.folder, "token");
    await writeFile(file, `\ufeff${stage.account.token}\r\n`);
    expect(
      (await stage.s2(["list", "--token-file", file], { env: { S2_ACCESS_TOKEN: undefined } })).code,
    ).toBe(0);
  });

  test("is read from stdin", async () => {
    const around = { env: { S2_ACCESS_TOKEN: undefined }, input: `${stage.account.token}\n` };
    expect((await stage.s2(["list", "--token-file", "-"], around)).code).toBe(0);
  });

  test("is refused from stdin if stdin is read for something else", async () => {
    const { code, stderr } = await stage.s2(["revoke", "--stdin", "--yes", "--token-file", "-"], {
      input: stage.account.token,
    });
    expect([code, stderr]).toEqual([
      2,
      "--stdin reads stdin, and so does --token-file -: only one of them can.\n",
    ]);
    expect(stage.requests()).toEqual([]);
  });

  test("never appears in the requests that -v shows", async () => {
    const { stderr } = await stage.s2(["list", "-v"]);
    expect(stderr).toMatch(
      /^> list, attempt 1\n< list: 200 after \d+ ms\n {2}list: done after \d+ ms\nNo tokens\.\n$/,
    );
  });
});
