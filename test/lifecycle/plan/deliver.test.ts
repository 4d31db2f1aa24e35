import { describe, expect, test } from "vitest";
import type { S2 } from "../../../src/index.js";
import {
  applyPlan,
  markOf,
  memorySink,
  planTokens,
  S2SinkError,
  type DesiredTokens,
  type Sink,
  type StepResult,
  type TokenCalls,
} from "../../../src/lifecycle/index.js";
import { BEGIN, ids, setting, virtualTime } from "../world.js";
import { seeded } from "../../seeded.js";

const DAY = 86_400_000;
const scope = { ops: ["list-basins"] } as const;
const desired: DesiredTokens = { owned: "svc/", tokens: { a: { scope, expiresIn: "90d" } } };

function setUp() {
  const time = virtualTime();
  const { account, client } = setting({ now: time.now }, { now: time.now });
  const timing = { now: time.now, sleep: time.sleep, random: seeded(1) };
  const { accessTokens } = client;
  /** Plans, runs an interference, and applies the plan. */
  const run = async (
    between: () => unknown,
    { sink = memorySink("production"), tokens = accessTokens }: { sink?: Sink; tokens?: TokenCalls } = {},
  ): Promise<readonly StepResult[]> => {
    const plan = await planTokens(accessTokens, desired, { sink, ...timing });
    between();
    const results: StepResult[] = [];
    for await (const result of applyPlan(tokens, plan, { sink, ...timing })) results.push(result);
    return results;
  };
  /** The client's calls, with an interference right after a token was issued. */
  const afterIssue = (happens: (id: string) => unknown): TokenCalls => ({
    listAll: accessTokens.listAll.bind(accessTokens),
    revoke: accessTokens.revoke.bind(accessTokens),
    async issue(...call) {
      const issued = await accessTokens.issue(...call);
      await happens(issued.id);
      return issued;
    },
  });
  return { time, account, accessTokens, run, afterIssue };
}

/** Issues generations by hand, a second apart, that no sink holds. */
async function undelivered(tokens: S2["accessTokens"], count: number): Promise<void> {
  for (let second = 0; second < count; second++) {
    const at = new Date(BEGIN + 1000 * second).toISOString().replace(/[-:]|\.\d+/g, "");
    const id = `svc/a@${at}-${markOf("production")}-00`;
    await tokens.issue({ id, scope, expiresAt: BEGIN + 90 * DAY });
  }
}

describe("a token that was issued and did not reach the sink", () => {
  test("is revoked if the listing that follows fails, and left if the revocation fails too", async () => {
    const sure = setUp();
    const listingFails = sure.afterIssue(() => sure.account.faults.always("list", "403"));
    expect(await sure.run(() => undefined, { tokens: listingFails })).toMatchObject([
      { status: "failed", error: { code: "permission_denied" }, left: [] },
    ]);
    expect(ids(sure.account)).toEqual([]);

    const unsure = setUp();
    const allFails = unsure.afterIssue(() => unsure.account.faults.always("any", "403"));
    const [result] = await unsure.run(() => undefined, { tokens: allFails });
    expect(result).toMatchObject({ status: "failed", left: ids(unsure.account) });
    expect(result?.left).toHaveLength(1);
  });

  test("is reported if somebody else revoked it first", async () => {
    const { account, accessTokens, run, afterIssue } = setUp();
    const tokens = afterIssue((id) => accessTokens.revoke({ id }));
    const [result] = await run(() => undefined, { tokens });
    expect(result).toMatchObject({ status: "failed", left: [] });
    expect(result?.error).toBeInstanceOf(S2SinkError);
    expect(String(result?.error)).toContain("revoked by somebody else before it reached the sink");
    expect(ids(account)).toEqual([]);
  });

  test("is revoked if issuing took so long that another run may count it as lost", async () => {
    const { time, account, run, afterIssue } = setUp();
    const sink = memorySink("production");
    const [result] = await run(() => undefined, { sink, tokens: afterIssue(() => time.jump(10 * DAY)) });
    expect(result).toMatchObject({ status: "failed", error: { code: "sink", effect: "none" }, left: [] });
    expect(String(result?.error)).toContain("took so long");
    expect(ids(account)).toEqual([]);
    expect(sink.get("svc/a")).toBeUndefined();
  });

  test("is never revoked once the sink was given it, even if it does not show it", async () => {
    const { account, run } = setUp();
    const sink: Sink = { name: "production", current: () => undefined, put: () => undefined };
    expect(await run(() => undefined, { sink })).toMatchObject([
      {
        status: "failed",
        error: { message: "The sink does not hold the token just put into it.", effect: "unknown" },
        left: [],
      },
    ]);
    expect(ids(account)).toHaveLength(1);
  });
});

describe("two tokens that never reached the sink", () => {
  test("make way: the older is revoked first, and nothing is issued if that fails", async () => {
    const { account, accessTokens, run } = setUp();
    await undelivered(accessTokens, 3);
    const before = ids(account);
    expect(await run(() => account.faults.next("revoke", "403"))).toMatchObject([
      { status: "failed", error: { code: "permission_denied" }, left: [] },
    ]);
    expect(ids(account)).toEqual(before);
    expect(await run(() => undefined)).toMatchObject([{ status: "done" }]);
    expect(ids(account)).not.toContain(before[1]);
    expect(ids(account)).toHaveLength(3);
  });

  test("make a protected token wait for a person", async () => {
    const { account, accessTokens } = setUp();
    await undelivered(accessTokens, 3);
    const tokens = { a: { scope, expiresIn: "90d", protect: true } };
    const sink = memorySink("production");
    const plan = await planTokens(accessTokens, { owned: "svc/", tokens }, { sink, now: () => BEGIN + 1e4 });
    expect(plan.steps).toMatchObject([
      { action: "wait", reason: expect.stringContaining("revoke one of them by hand") },
    ]);
    expect(ids(account)).toHaveLength(3);
  });
});

describe("a sink that cannot be read", () => {
  const thrown: readonly (readonly [what: string, value: unknown, says: string])[] = [
    ["an error with a code", Object.assign(new Error("s2_secret"), { code: "ENOENT" }), "Error ENOENT"],
    [
      "an error whose name is a sentence",
      Object.assign(new Error(), { name: "it was s2_secret" }),
      "an error",
    ],
    ["something else", "s2_secret", "a thrown value that is not an error"],
  ];

  test.each(thrown)("that throws %s holds everything up and quotes nothing", async (_, value, says) => {
    const { run } = setUp();
    const sink: Sink = {
      name: "production",
      current() {
        throw value;
      },
      put: () => undefined,
    };
    const [result] = await run(() => undefined, { sink });
    expect(result).toMatchObject({ status: "none", step: { action: "wait" } });
    expect(result?.step.reason).toContain(`The sink could not be read (${says}).`);
    expect(result?.step.reason).not.toContain("s2_secret");
  });

  test("by its answer, which is no id, is treated alike; null and an empty text hold nothing", async () => {
    for (const [answer, action] of [
      [42, "wait"],
      [null, "create"],
      ["", "create"],
    ] as const) {
      const { run } = setUp();
      // In JavaScript a sink may return anything.
      const sink: Sink = { name: "production", current: () => answer as never, put: () => undefined };
      expect((await run(() => undefined, { sink }))[0]?.step.action).toBe(action);
    }
  });
});
