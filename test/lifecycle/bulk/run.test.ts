import { describe, expect, test } from "vitest";
import { revokeMany } from "../../../src/lifecycle/index.js";
import { setting } from "../world.js";

const scope = { ops: ["list-basins"] } as const;
const ids = ["t/0", "t/1", "t/2"];

async function setUp() {
  const { account, client } = setting();
  for (const id of ids) await client.accessTokens.issue({ id, scope });
  return { account, tokens: client.accessTokens };
}

describe("a run of revocations", () => {
  test("that is left early names what it did not get to know", async () => {
    const { account, tokens } = await setUp();
    account.faults.always("revoke", "403");
    const run = revokeMany(tokens, ids);
    for await (const { status } of run) {
      expect(status).toBe("refused");
      break;
    }
    expect(run.summary).toMatchObject({ taken: 3, state: "stopped" });
    expect(await run.next()).toEqual({ done: true, value: undefined });
    expect(await run.return()).toEqual({ done: true, value: undefined });
  });

  test("reports an input that arrives once it has been stopped as not touched", async () => {
    const { account, tokens } = await setUp();
    const stop = new AbortController();
    async function* source() {
      yield "t/0";
      stop.abort(new Error("enough"));
      yield "t/1";
    }
    const run = revokeMany(tokens, source(), { signal: stop.signal });
    const seen: string[] = [];
    const work = async (): Promise<void> => {
      for await (const { id, status } of run) seen.push(`${id} ${status}`);
    };
    await expect(work()).rejects.toThrow("enough");
    expect(seen).toContain("t/0 revoked");
    expect(account.tokens().map(({ id }) => id)).toEqual(["t/1", "t/2"]);
    expect(run.summary.state).toBe("stopped");
  });

  test("starts nothing if its signal has fired before, and closes its source", async () => {
    const { account, tokens } = await setUp();
    const before = account.journal.length;
    const run = revokeMany(tokens, ids, { signal: AbortSignal.abort(new Error("never mind")) });
    await expect(run.next()).rejects.toThrow("never mind");
    expect(run.summary).toMatchObject({ taken: 0, state: "stopped" });
    expect(account.journal).toHaveLength(before);
  });

  test("reports a failure of its source after the results that came before it", async () => {
    const { tokens } = await setUp();
    async function* source() {
      yield "t/0";
      throw new Error("the file ended");
    }
    const seen: string[] = [];
    const work = async (): Promise<void> => {
      for await (const { id } of revokeMany(tokens, source())) seen.push(id);
    };
    await expect(work()).rejects.toThrow("the file ended");
    expect(seen).toEqual(["t/0"]);
  });
});
