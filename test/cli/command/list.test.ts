import { beforeEach, describe, expect, test } from "vitest";
import { requestsOf } from "../../testing/requests.js";
import { staged } from "../harness.js";

const stage = staged();
const DAY = 86_400_000;

/** The properties of a token to create. */
async function issue(id: string, expiresInDays: number | undefined, scope: object = READER): Promise<void> {
  const expires_at =
    expiresInDays === undefined ? undefined : new Date(Date.now() + expiresInDays * DAY).toISOString();
  const { status } = await requestsOf(stage.account).send("POST", "/access-tokens", {
    body: { id, scope, expires_at },
  });
  expect(status).toBe(201);
}

const READER = { basins: { exact: "production" }, streams: { prefix: "logs/" }, ops: ["read", "check-tail"] };

describe("list", () => {
  beforeEach(async () => {
    await issue("svc/a", 3.01);
    await issue("svc/b", 40);
    await issue("user/1", undefined, { ...READER, streams: { prefix: "users/1" } });
  });

  test("prints a table of ids, expiries, permissions and counts of findings", async () => {
    const { code, stdout, stderr } = await stage.s2(["list"]);
    expect([code, stderr]).toEqual([0, ""]);
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^id +expires +may +findings$/);
    expect(rows[0]).toMatch(/^svc\/a +in 3 d \(\d{4}-\d\d-\d\d \d\d:\d\dZ\) +Reads records; checks streams$/);
    expect(rows[2]).toMatch(/^user\/1 +never +Reads records; checks streams +2 warnings$/);
  });

  test.each([
    { args: ["-p", "svc/"], want: ["svc/a", "svc/b"] },
    { args: ["--prefix", "svc/"], want: ["svc/a", "svc/b"] },
    { args: ["--prefix=svc/"], want: ["svc/a", "svc/b"] },
    { args: ["--prefix="], want: ["svc/a", "svc/b", "user/1"] },
    { args: ["-s", "svc/a"], want: ["svc/b", "user/1"] },
    { args: ["-n", "1"], want: ["svc/a"] },
    { args: ["--expiring", "7d"], want: ["svc/a"] },
    { args: ["--expiring", "7d", "-n", "1"], want: ["svc/a"] },
    { args: ["--expiring", "60d"], want: ["svc/a", "svc/b"] },
    { args: ["-p", "nobody/"], want: [] },
    { args: ["--parallel", "4"], want: ["svc/a", "svc/b", "user/1"] },
    { args: ["--parallel", "4", "-n", "2"], want: ["svc/a", "svc/b"] },
  ])("$args lists $want", async ({ args, want }) => {
    const { code, stdout } = await stage.s2(["list", "--ndjson", ...args]);
    const lines = stdout.split("\n").filter(Boolean);
    expect([code, lines.map((line) => JSON.parse(line).id)]).toEqual([0, want]);
    const array = await stage.s2(["list", "--json", ...args]);
    expect(JSON.parse(array.stdout).map(({ id }: { id: string }) => id)).toEqual(want);
  });

  test("names the resources with --wide", async () => {
    const { stdout } = await stage.s2(["list", "--wide", "-p", "user/"]);
    expect(stdout).toMatch(
      /basins +streams +access tokens +findings\n.* production +users\/1\* +2 warnings\n/,
    );
  });

  test("escapes control characters in ids", async () => {
    await issue("x\u001b[31m\n", 1);
    const { stdout } = await stage.s2(["list", "-p", "x"]);
    expect(stdout).toContain("x\\u001b[31m\\n");
    expect(stdout).not.toContain("\u001b");
  });

  test("prints tokens in this package's spelling, with findings, as JSON", async () => {
    const { stdout } = await stage.s2(["list", "--json", "-p", "user/"]);
    expect(JSON.parse(stdout)).toEqual([
      {
        id: "user/1",
        scope: {
          basins: { exact: "production" },
          streams: { prefix: "users/1" },
          accessTokens: null,
          opGroups: {
            account: { read: false, write: false },
            basin: { read: false, write: false },
            stream: { read: false, write: false },
          },
          ops: ["check-tail", "read"],
        },
        autoPrefixStreams: false,
        expiresAt: null,
        findings: [
          expect.objectContaining({ rule: "never-expires", severity: "warning", path: "expiresAt" }),
          expect.objectContaining({ rule: "separator-less-prefix", severity: "warning" }),
        ],
      },
    ]);
  });
});

test("list reports an empty account on stderr and prints an empty array", async () => {
  expect(await stage.s2(["list"])).toEqual({ code: 0, stdout: "", stderr: "No tokens.\n" });
  expect(await stage.s2(["list", "-q"])).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await stage.s2(["list", "--json"])).stdout).toBe("[]\n");
});
