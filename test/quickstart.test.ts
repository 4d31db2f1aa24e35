import { createLocalAccount } from "s2-access-tokens/testing";
import { listen } from "s2-access-tokens/testing/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { quickstart } from "../scripts/quickstart.js";

// Secrets that are recognisable in any output.
let count = 0;
const account = createLocalAccount({
  token: "s2_root_bearer",
  newSecret: () => `s2_shown_once_${(count += 1)}`,
});
let server: Awaited<ReturnType<typeof listen>>;
beforeEach(async () => {
  server = await listen(account);
});
afterEach(() => server.close());

test("runs every step on a local account and prints no secret", async () => {
  const { code, stdout, stderr } = await play([], {});
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/Done: every step worked, in \d+\.\d s\.$/);
  expect(stdout).not.toMatch(/s2_|[0-9a-f]{32}/);
});

test("says that it does not contact S2 without --live", async () => {
  const { code, stdout } = await play([], { S2_ACCESS_TOKEN: account.token });
  expect(code).toBe(0);
  expect(stdout).toContain("S2_ACCESS_TOKEN is set, but this run does not use it");
  expect(stdout).not.toContain(account.token);
  expect(account.journal).toEqual([]);
});

test("touches only tokens that it issued with --live, and leaves none behind", async () => {
  const before = await account.fetch("http://s2/v1/access-tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${account.token}`, "content-type": "application/json" },
    body: JSON.stringify({ id: "app-backend-token", scope: { ops: ["list-basins"] } }),
  });
  expect(before.status).toBe(201);
  const { code, stdout, stderr } = await play(["--live"], { S2_ACCESS_TOKEN: account.token });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(account.tokens().map(({ id }) => id)).toEqual(["app-backend-token"]);
  expect(stdout).toContain("every id of this run begins with quickstart-");
  expect(stdout).not.toMatch(/s2_root_bearer|s2_shown_once/);
  expect(count).toBeGreaterThan(4);
});

test("ends with one line after a failed step, and revokes what it issued", async () => {
  for (let calls = 0; calls < 3; calls += 1) account.faults.next("list", "501");
  const { code, stderr } = await play(["--live"], { S2_ACCESS_TOKEN: account.token });
  account.faults.clear();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^\nStopped: [^\n]+$/);
  expect(account.tokens().map(({ id }) => id)).toEqual(["app-backend-token"]);
});

test("refuses --live without a bearer", async () => {
  const { code, stderr } = await play(["--live"], {});
  expect({ code, stderr }).toEqual({ code: 1, stderr: "\nStopped: --live needs S2_ACCESS_TOKEN" });
});

async function play(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await quickstart({
    args,
    environment: { S2_ACCOUNT_ENDPOINT: server.accountEndpoint, ...environment },
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
  });
  return { code, stdout: printed.join("\n"), stderr: complained.join("\n") };
}
