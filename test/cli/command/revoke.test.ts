import { beforeEach, describe, expect, test } from "vitest";
import { requestsOf } from "../../testing/requests.js";
import { interruptedAfter, staged } from "../harness.js";

const stage = staged();
const ids = () => stage.account.tokens().map(({ id }) => id);
const revocations = () => stage.requests().filter((request) => request.startsWith("DELETE"));

beforeEach(async () => {
  for (const id of ["session/1", "session/2", "svc/a"]) {
    await requestsOf(stage.account).send("POST", "/access-tokens", {
      body: { id, scope: { ops: ["list-basins"] } },
    });
  }
});

describe("revoke", () => {
  test("revokes one id and states when its secret stops working", async () => {
    const { code, stdout, stderr } = await stage.s2(["revoke", "svc/a", "--yes"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toBe('Revoked "svc/a". S2 may accept the secret for up to ten more minutes.\n');
    expect(ids()).toEqual(["session/1", "session/2"]);
  });

  test.each([
    { args: ["session/1", "svc/a"], left: ["session/2"] },
    { args: ["session/1", "session/1"], left: ["session/2", "svc/a"] },
    { args: ["session/1", "gone"], left: ["session/2", "svc/a"] },
    { args: ["--prefix", "session/"], left: ["svc/a"] },
    { args: ["-p", "nobody/"], left: ["session/1", "session/2", "svc/a"] },
  ])("$args leaves $left", async ({ args, left }) => {
    expect((await stage.s2(["revoke", ...args, "--yes"])).code).toBe(0);
    expect(ids()).toEqual(left);
  });

  test("reads ids line by line with --stdin", async () => {
    const { code } = await stage.s2(["revoke", "--stdin", "--yes"], {
      input: "\ufeffsession/1\r\n\nsvc/a\nsvc/a",
    });
    expect([code, ids()]).toEqual([0, ["session/2"]]);
  });

  test("prints one result per id as --json", async () => {
    const { stdout } = await stage.s2(["revoke", "session/1", "gone", "--yes", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      results: [
        { id: "session/1", outcome: "revoked" },
        { id: "gone", outcome: "gone" },
      ],
      left: [],
    });
  });

  test("revokes nothing without confirmation", async () => {
    const { code, stderr } = await stage.s2(["revoke", "--prefix", "session/"]);
    expect([code, stderr, revocations()]).toEqual([
      2,
      expect.stringContaining(
        'Revoke 2 tokens ("session/1", "session/2")? There is no terminal to ask on: pass --yes.',
      ),
      [],
    ]);
  });

  test("only reads with --dry-run", async () => {
    const { code, stdout } = await stage.s2(["revoke", "--prefix", "session/", "--dry-run"]);
    expect([code, stdout, revocations()]).toEqual([0, "session/1\nsession/2\n", []]);
    const json = await stage.s2(["revoke", "svc/a", "--dry-run", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual({ version: 1, wouldRevoke: ["svc/a"] });
  });
});

describe("an interrupted revocation", () => {
  test("continues after failures and names the tokens left", async () => {
    stage.account.faults.next("revoke", { name: "500", code: "permission_denied" });
    const { code, stderr } = await stage.s2(["revoke", "session/1", "svc/a", "--yes"]);
    expect([code, ids()]).toEqual([8, ["session/1", "session/2"]]);
    expect(stderr).toMatch(
      /^left: session\/1 \(S2 says: .*\)\nRevoked 1 token; 1 left\.\ns2-access-tokens revoke session\/1\n$/,
    );
  });

  test("finishes calls in progress after Ctrl-C and leaves the rest", async () => {
    const many = Array.from({ length: 40 }, (_, index) => `many/${index}`);
    for (const id of many) {
      await requestsOf(stage.account).send("POST", "/access-tokens", {
        body: { id, scope: { ops: ["list-basins"] } },
      });
    }
    stage.account.faults.always("revoke", { name: "slow", delayMillis: 50 });
    const stop = interruptedAfter(stage.account.journal.length + 6, stage);
    const { code, stderr } = await stage.s2(["revoke", "--prefix", "many/", "--yes"], { stop });
    const left = many.filter((id) => ids().includes(id));
    expect([code, left.length > 0, left.length < 40]).toEqual([8, true, true]);
    expect(stderr).toContain(
      `Stopped. Revoked ${40 - left.length} tokens; ${left.length} left.\ns2-access-tokens revoke --prefix many/\n`,
    );
    for (const id of left) expect(stderr).toContain(`left: ${id}\n`);
  });
});
