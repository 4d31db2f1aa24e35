import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.js";
import { listeningAccount } from "../testing/node/listening.js";
import { surround } from "./surroundings.js";

const listening = listeningAccount();

interface Asked {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The milliseconds by which this machine's clock is ahead. */
  readonly ahead?: number;
}

async function doctor({ args = [], env = {}, ahead = 0 }: Asked = {}) {
  const own = {
    S2_ACCESS_TOKEN: listening.account.token,
    S2_ACCOUNT_ENDPOINT: listening.server.accountEndpoint,
  };
  const { surroundings, stdout, stderr } = surround({ isTerminal: false, env: { ...own, ...env } });
  const code = await run(["doctor", ...args], { ...surroundings, now: () => Date.now() + ahead });
  return { code, stdout: stdout(), stderr: stderr() };
}

describe("doctor", () => {
  test("shows where the bearer comes from, never the bearer, and what it is known to permit", async () => {
    const { code, stdout } = await doctor();
    expect(code).toBe(0);
    expect(stdout).toContain("bearer    from S2_ACCESS_TOKEN");
    expect(stdout).toContain(`(from S2_ACCOUNT_ENDPOINT)`);
    expect(stdout).toMatch(/answer {4}yes, after \d+ ms/);
    expect(stdout).toContain("may       list-access-tokens");
    expect(stdout).toContain("clock     the same as S2's");
    expect(stdout).not.toContain(listening.account.token);
  });

  test.each([
    [120_000, /1(19|20|21) s ahead of S2's: expiries will be off/],
    [-120_000, /1(19|20|21) s behind S2's: expiries will be off/],
    [20_000, /(19|20|21) s ahead of S2's$/m],
  ])("compares clocks: %i ms", async (ahead, want) => {
    expect((await doctor({ ahead })).stdout).toMatch(want);
  });

  test("ends with the exit code of the answer, and still prints what was found", async () => {
    const { code, stdout } = await doctor({ env: { S2_ACCESS_TOKEN: "not-a-real-bearer" } });
    expect(code).toBe(3);
    expect(stdout).toContain("may       nothing for certain");
    expect(stdout).toMatch(/answer {4}S2 says: .*\(401 /);
  });

  test("prints JSON", async () => {
    const { stdout } = await doctor({ args: ["--json", "--endpoint", listening.server.accountEndpoint] });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      bearer: "S2_ACCESS_TOKEN",
      endpointFrom: "--endpoint",
      answer: "ok",
      may: ["list-access-tokens"],
    });
  });

  test("reports a closed port and compares no clocks", async () => {
    listening.server.refuse();
    const { code, stdout } = await doctor();
    expect(code).toBe(6);
    expect(stdout).toContain("ECONNREFUSED");
    expect(stdout).toContain("clock     not compared: no answer with a time");
  });

  test.each([{ S2_ACCESS_TOKEN: "" }, { S2_ACCESS_TOKEN: "a\nb" }, { S2_ACCOUNT_ENDPOINT: "not a url" }])(
    "sends nothing given %j",
    async (env) => {
      const { code } = await doctor({ env });
      expect(code).toBe(2);
      expect(listening.account.journal).toHaveLength(0);
    },
  );
});
