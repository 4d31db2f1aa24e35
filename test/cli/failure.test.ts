import { describe, expect, test } from "vitest";
import { CommandError, Stopped } from "../../src/cli/exit.js";
import { failureOf, word } from "../../src/cli/failure.js";
import { S2, S2ArgumentError } from "../../src/index.js";
import { createLocalAccount, type FaultName } from "../../src/testing/index.js";

/** Returns the failure of a call with a fault on every attempt. */
async function failed(call: "issue" | "revoke" | "list", fault: FaultName) {
  const account = createLocalAccount();
  account.faults.always("any", fault);
  const options = { accessToken: account.token, fetch: account.fetch, retry: { maxAttempts: 1 } };
  const { accessTokens } = new S2(options);
  const run = {
    issue: () => accessTokens.issue({ id: "it's", scope: { ops: ["list-basins"] } }),
    revoke: () => accessTokens.revoke({ id: "a" }),
    list: () => accessTokens.list(),
  };
  return failureOf(await run[call]().catch((error: unknown) => error));
}

describe("an error from S2", () => {
  test.each<[call: "issue" | "revoke" | "list", fault: FaultName, exit: string, says: RegExp]>([
    ["list", "401", "refused", /\(401 /],
    ["list", "403", "refused", /\(403 /],
    ["revoke", "404", "notFound", /\(404 access_token_not_found\)/],
    ["issue", "409", "conflict", /\(409 /],
    ["list", "400", "failed", /S2 says: .*\(400 /],
    ["list", "500", "failed", /\(500 /],
    ["revoke", "500-after", "unknown", /\(500 /],
    ["issue", "500-after", "unknown", /may have been issued/],
    ["list", "empty-2xx", "failed", /./],
  ])("%s under %s ends with %s", async (call, fault, exit, says) => {
    const failure = await failed(call, fault);
    expect([failure.exit, failure.message]).toEqual([exit, expect.stringMatching(says)]);
  });

  test("states the next step", async () => {
    expect((await failed("list", "401")).next).toBe("s2-access-tokens doctor");
    expect((await failed("issue", "500-after")).next).toContain("revoke 'it'\\''s'");
  });
});

test("a refusal or interruption keeps its own message", () => {
  const own = new CommandError({ exit: "failed", code: "own", message: "m" });
  expect(failureOf(own)).toBe(own.failure);
  expect(failureOf(new Stopped())).toMatchObject({ exit: "stopped", effect: "none" });
  const issues = [{ path: "id", code: "wrong_type", message: "id must be a string, got a number." }];
  expect(failureOf(new S2ArgumentError(issues))).toMatchObject({ exit: "usage", issues });
});

test("a bug in the program shows its kind and place, and never its data", () => {
  const failure = failureOf(new RangeError("a-secret-of-the-test"));
  expect(failure).toMatchObject({ exit: "fault", effect: "unknown" });
  expect(failure.message).toMatch(/^A bug in this program: RangeError\.\n\s+at /);
  expect(failure.message).not.toContain("a-secret");
  expect(failureOf("thrown").message).toBe("A bug in this program: string.");
  const bare = Object.assign(new Error("m"), { stack: undefined });
  expect(failureOf(bare).message).toBe("A bug in this program: Error.");
});

test("words are quoted for a shell where needed", () => {
  expect(["svc/a", "-x", "a b", "it's"].map(word)).toEqual(["svc/a", "'-x'", "'a b'", "'it'\\''s'"]);
});
