import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.js";
import { listeningAccount } from "../testing/node/listening.js";
import { requestsOf } from "../testing/requests.js";
import { surround, type SetOptions } from "./surroundings.js";

const listening = listeningAccount();
beforeEach(async () => {
  for (const id of ["svc/a", "svc/b", "user/1"])
    await requestsOf(listening.account).send("POST", "/access-tokens", {
      body: {
        id,
        scope: { basins: { prefix: "" }, streams: { prefix: "users/1" }, ops: ["read", "append"] },
      },
    });
});

/** Runs the command on a terminal. */
async function typed(args: readonly string[], options: SetOptions = {}) {
  const env = {
    S2_ACCESS_TOKEN: listening.account.token,
    S2_ACCOUNT_ENDPOINT: listening.server.accountEndpoint,
  };
  const { surroundings, stdout, stderr } = surround({
    columns: 100,
    ...options,
    env: { ...env, ...options.env },
  });
  const code = await run(args, { ...surroundings, now: Date.now });
  return { code, stdout: stdout(), stderr: stderr(), ids: listening.account.tokens().map(({ id }) => id) };
}

describe("on a terminal", () => {
  test.each([40, 60, 100, 200])("list fits %i columns", async (columns) => {
    for (const args of [["list"], ["list", "--wide"]]) {
      const { code, stdout } = await typed(args, { columns, env: { NO_COLOR: "1" } });
      expect(code).toBe(0);
      expect(stdout).toContain("svc/a");
      // The wide listing truncates nothing.
      if (args.length > 1) continue;
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  test("list reports an empty account", async () => {
    expect((await typed(["list", "-p", "none/"])).stderr).toContain("No tokens.");
    expect((await typed(["list", "--expiring", "1d"])).stderr).toContain(
      "No token expires within that time.",
    );
  });

  test("JSON is indented, and colours can be forced or turned off", async () => {
    expect((await typed(["list", "--json", "-n", "1"])).stdout).toContain("svc/a");
    expect((await typed(["lint", "svc/a", "--color", "always"])).stdout).toContain("\u001b[");
    expect((await typed(["lint", "svc/a", "--color", "never"])).stdout).not.toContain("\u001b[");
  });

  test("revoke asks first and does nothing after a no", async () => {
    const kept = await typed(["revoke", "svc/a"], { lines: ["n"] });
    expect([kept.ids.includes("svc/a"), kept.stderr.includes("[y/N]")]).toEqual([true, true]);
    const gone = await typed(["revoke", "svc/a"], { lines: ["y"] });
    expect([gone.code, gone.ids.includes("svc/a")]).toEqual([0, false]);
    const many = await typed(["revoke", "--prefix", "svc/"], { lines: ["yes"] });
    expect([many.code, many.ids]).toEqual([0, ["user/1"]]);
    expect((await typed(["revoke", "--prefix", "svc/"], { lines: ["yes"] })).ids).toEqual(["user/1"]);
  });

  test("a dry run asks and changes nothing", async () => {
    const { code, ids, stderr } = await typed(["revoke", "--prefix", "svc/", "--dry-run"]);
    expect([code, ids.length, stderr.includes("[y/N]")]).toEqual([0, 3, false]);
  });

  test("explain, lint and can answer in words", async () => {
    expect((await typed(["get", "svc/a"])).stdout).toContain("separator-less-prefix");
    expect((await typed(["explain", "svc/a", "--markdown"])).stdout).toContain("|");
    const asked = ["can", "read", "--basin", "production", "--stream"];
    expect((await typed([...asked, "users/1/a", "svc/a"])).code).toBeLessThanOrEqual(2);
    expect((await typed(["audit", "--fail-on", "warning"])).code).toBe(1);
    expect((await typed(["lint", "svc/a", "--fix"])).stdout).toContain("users/1/");
  });
});

describe("a step of a token's life, on a terminal", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "s2-person-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const sink = (): string[] => ["--sink-name", "production", "--secrets-dir", join(folder, "secrets")];
  const tokensFile = async (): Promise<string> => {
    const file = join(folder, "tokens.yaml");
    const scope = { ops: ["list-basins"] };
    await writeFile(file, JSON.stringify({ owned: "app/", tokens: { a: { scope, expiresIn: "30d" } } }));
    return file;
  };

  test("apply asks once for all steps, does nothing after a no, and has nothing to ask once all is done", async () => {
    const apply = ["apply", await tokensFile(), ...sink()];
    const declined = await typed(apply, { lines: ["n"] });
    expect([declined.code, declined.ids.length]).toEqual([8, 3]);
    expect(declined.stderr).toContain("Apply this step? [y/N]");
    const applied = await typed(apply, { lines: ["y"] });
    expect([applied.code, applied.ids.length]).toEqual([0, 4]);
    const again = await typed([...apply, "--detailed-exitcode"]);
    expect([again.code, again.stderr.includes("[y/N]")]).toEqual([0, false]);
  });

  test("rotate asks, does nothing after a no, and says when nothing is due", async () => {
    await typed(["apply", await tokensFile(), ...sink(), "--yes"]);
    const rotate = ["rotate", "a", "--owned", "app/", ...sink()];
    const declined = await typed([...rotate, "--now"], { lines: [""] });
    expect([declined.code, declined.ids.length]).toEqual([8, 4]);
    expect((await typed([...rotate, "--dry-run"])).stdout).toBe("Nothing is due.\n");
    const rotated = await typed([...rotate, "--now"], { lines: ["y"] });
    expect([rotated.code, rotated.ids.length]).toEqual([0, 5]);
    const both = await typed([...rotate, "--now", "--rotate-after", "1d"]);
    expect([both.code, both.stderr.includes("exclude each other")]).toEqual([2, true]);
  });
});

test("revoke names five of many tokens when it asks, and keeps all after a no", async () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const { code, stderr } = await typed(["revoke", ...ids], { lines: ["no"] });
  expect(code).toBe(8);
  expect(stderr).toContain('Revoke 6 tokens ("a", "b", "c", "d", "e", …)? [y/N]');
});
