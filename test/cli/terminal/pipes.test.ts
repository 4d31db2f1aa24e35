import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createLocalAccount } from "../../../src/testing/index.js";
import { requestsOf } from "../../testing/requests.js";
import { staged } from "../harness.js";
import { binary } from "./terminal.js";

const stage = staged();

const full = createLocalAccount();
beforeAll(async () => {
  for (let index = 0; index < 2500; index++) {
    const body = { id: `t/${String(index).padStart(5, "0")}`, scope: { ops: ["list-basins"] } };
    await requestsOf(full).send("POST", "/access-tokens", { body });
  }
});
beforeEach(() => stage.account.restore(full.snapshot()));

/** Runs a line of shell in which `$S2` is the installed command. */
function shell(line: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    ...stage.env,
    PATH: process.env["PATH"],
    S2: `${process.execPath} ${binary}`,
    HERE: stage.folder,
  };
  return new Promise((resolve) => {
    execFile("bash", ["--norc", "-c", line], { env, maxBuffer: 64_000_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

describe("a closed pipe", () => {
  test.each(["list", "list --ndjson", "list --json", "audit", "audit --sarif", "--help"])(
    "ends %s quietly",
    async (args) => {
      const { code, stdout, stderr } = await shell(`set -o pipefail; $S2 ${args} | head -n 1`);
      expect([code, stdout.split("\n").length, stderr]).toEqual([0, 2, ""]);
    },
  );

  test("keeps the exit code of an audit", async () => {
    const { code } = await shell("set -o pipefail; $S2 audit --fail-on warning | head -n 1");
    expect(code).toBe(1);
  });

  test("revokes a token whose secret could not be written", async () => {
    const before = stage.account.tokens().length;
    stage.account.faults.next("issue", { name: "slow", delayMillis: 200 });
    const { code, stderr } = await shell("set -o pipefail; $S2 issue x --ops list-basins --show | true");
    expect([code, stderr]).toEqual([9, expect.stringContaining("; the token was revoked.")]);
    expect(stage.account.tokens()).toHaveLength(before);
  });
});

describe("a full disk", () => {
  test.each([
    "list",
    "list --ndjson",
    "get t/00000",
    "audit",
    "audit --markdown",
    "explain t/00000",
    "--help",
  ])("%s says that stdout could not be written", async (args) => {
    const { code, stderr } = await shell(`$S2 ${args} > /dev/full`);
    expect([code, stderr]).toEqual([9, "Could not write to stdout (ENOSPC).\n"]);
  });

  test("loses no secret", async () => {
    const before = stage.account.tokens().length;
    const { code, stderr } = await shell("$S2 issue x --ops list-basins --show > /dev/full");
    expect([code, stderr]).toEqual([9, expect.stringContaining("(ENOSPC); the token was revoked.")]);
    expect(stage.account.tokens()).toHaveLength(before);
    expect(await readdir(stage.folder)).toEqual([]);
  });

  test("does not stop for a full stderr", async () => {
    const { code } = await shell("$S2 issue x --ops list-basins --secret-file $HERE/x.token 2> /dev/full");
    expect([code, await readdir(stage.folder)]).toEqual([0, ["x.token"]]);
  });
});

test("stdout holds data only, with and without a terminal on stderr", async () => {
  const quiet = await shell("$S2 list --ndjson -q | wc -l");
  const loud = await shell("$S2 list --ndjson -v 2>/dev/null | wc -l");
  expect([quiet.stdout.trim(), loud.stdout.trim()]).toEqual(["2500", "2500"]);
});
