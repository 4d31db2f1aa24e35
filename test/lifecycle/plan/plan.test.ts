import { describe, expect, test } from "vitest";
import { S2ArgumentError, type AccessTokenScope } from "../../../src/index.js";
import {
  applyPlan,
  generationOf,
  markOf,
  memorySink,
  planTokens,
  rotate,
  S2SinkError,
  type DesiredToken,
  type DesiredTokens,
  type PlanOptions,
  type Sink,
  type StepResult,
  type TokenPlan,
} from "../../../src/lifecycle/index.js";
import type { S2 } from "../../../src/index.js";
import { BEGIN, ids, setting, virtualTime } from "../world.js";
import { seeded } from "../../seeded.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const scope: AccessTokenScope = {
  basins: { exact: "production" },
  streams: { prefix: "logs/" },
  ops: ["append", "check-tail"],
};

function desire(tokens: Readonly<Record<string, Partial<DesiredToken>>>, owned = "svc/"): DesiredTokens {
  const full = Object.entries(tokens).map(([key, token]) => [key, { scope, expiresIn: "90d", ...token }]);
  return { owned, tokens: Object.fromEntries(full) };
}

function setUp(sinkName = "production") {
  const time = virtualTime();
  const { account, client } = setting({ now: time.now }, { now: time.now });
  const sink = memorySink(sinkName);
  const timing = { now: time.now, sleep: time.sleep, random: seeded(1) };
  const tokens = client.accessTokens;
  const plan = (desired: DesiredTokens, more: Partial<PlanOptions> = {}): Promise<TokenPlan> =>
    planTokens(tokens, desired, { sink, ...timing, ...more });
  const apply = async (made: TokenPlan, to: Sink = sink): Promise<StepResult[]> => {
    const results: StepResult[] = [];
    for await (const result of applyPlan(tokens, made, { sink: to, ...timing })) results.push(result);
    return results;
  };
  const both = async (desired: DesiredTokens, more: Partial<PlanOptions> = {}): Promise<string[]> => {
    const results = await time.run(plan(desired, more).then((made) => apply(made, more.sink ?? sink)));
    // They arrive as they finish; sort them in the plan's order, by name.
    const names = results.map(({ step }) => step.name).sort();
    return results
      .sort((a, b) => names.indexOf(a.step.name) - names.indexOf(b.step.name))
      .map(({ status, step }) => `${step.action} ${step.name} ${status}`)
      .sort((a, b) => Number(a.startsWith("foreign")) - Number(b.startsWith("foreign")));
  };
  return { time, account, tokens, sink, timing, plan, apply, both };
}

const actions = ({ steps }: TokenPlan): string[] => steps.map(({ action, name }) => `${action} ${name}`);

async function issue(
  tokens: S2["accessTokens"],
  name: string,
  at: number,
  sink = "production",
  digits = "00",
) {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
  const id = `${name}@${time}-${markOf(sink)}-${digits}`;
  return tokens.issue({ id, scope, expiresAt: at + 90 * DAY });
}

describe("planTokens", () => {
  test("plans a token's whole life step by step", async () => {
    const { time, account, sink, plan, both } = setUp();
    const desired = desire({ ingest: {} });
    expect(await both(desired)).toEqual(["create svc/ingest done"]);
    const first = sink.get("svc/ingest");
    expect(first?.id).toMatch(/^svc\/ingest@20010101T000000Z-[0-9a-f]{8}-[0-9a-f]{2}$/);
    expect(account.idOf(first?.accessToken ?? "")).toBe(first?.id);
    expect(await both(desired)).toEqual(["keep svc/ingest none"]);
    time.jump(60 * DAY);
    expect(await both(desired)).toEqual(["rotate svc/ingest done"]);
    const waiting = await plan(desired);
    expect(waiting.steps).toMatchObject([{ action: "wait", until: "2001-03-11T00:00:00.000Z" }]);
    time.jump(9 * DAY);
    expect(await both(desired)).toEqual(["revoke svc/ingest done"]);
    expect(ids(account)).toEqual([sink.get("svc/ingest")?.id]);
    expect(await both(desired)).toEqual(["keep svc/ingest none"]);
  });

  test("describes the changes of a replacement in plain English", async () => {
    const { plan, both } = setUp();
    await both(desire({ ingest: {} }));
    const other: AccessTokenScope = {
      basins: { exact: "production" },
      streams: { prefix: "" },
      ops: ["append"],
      opGroups: { stream: { read: true } },
    };
    const { steps } = await plan(desire({ ingest: { scope: other, autoPrefixStreams: true } }));
    expect(steps).toMatchObject([
      {
        action: "replace",
        changes: [
          'streams: all instead of those that begin with "logs/"',
          "may now use stream read",
          'may no longer "check-tail"',
          "stream names are now prefixed",
        ],
      },
    ]);
    expect(await both(desire({ ingest: { scope: other } }))).toEqual(["replace svc/ingest done"]);
  });

  test("gives byte-equal JSON for equal inputs in any order", async () => {
    const { tokens, plan, both } = setUp();
    await both(desire({ a: {}, b: { expiresIn: "1h" } }));
    await issue(tokens, "svc/z", BEGIN);
    await issue(tokens, "svc/a", BEGIN, "staging");
    const one = JSON.stringify(await plan(desire({ a: {}, b: { expiresIn: "1h" }, c: {} })));
    const desired = {
      tokens: { ...desire({ c: {}, b: { expiresIn: 3_600_000 }, a: {} }).tokens },
      owned: "svc/",
    };
    expect(JSON.stringify(await plan(desired))).toBe(one);
    expect(one).not.toContain("secret");
  });

  test("sends only listings and asks the sink only for what it holds", async () => {
    const { account, plan } = setUp();
    await plan(desire({ a: {}, b: {} }));
    expect(account.journal.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("reports all problems of the desired tokens at once, by path", async () => {
    const { account, plan } = setUp();
    const wrong = {
      owned: "svc",
      tokens: {
        "a@b": { scope },
        ["x".repeat(70)]: { scope },
        c: { scope: { ops: ["raed"] }, expiresIn: "soon", rotateAfter: "1d", protect: 1 },
        d: { scope, expiresIn: "1h", rotateAfter: "2h" },
        e: { ops: ["read"] },
        f: { scope, autoPrefixStreams: true, expiresAt: "2001-01-01" },
        "": { scope },
      },
      prune: true,
    } as unknown as DesiredTokens;
    const error: unknown = await plan(wrong).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(S2ArgumentError);
    const paths = error instanceof S2ArgumentError ? error.issues.map(({ path }) => path) : [];
    for (const path of [
      "owned",
      "tokens.a@b",
      "tokens.c.expiresIn",
      "tokens.c.protect",
      "tokens.d.rotateAfter",
      "tokens.e.ops",
      "tokens.f.expiresAt",
      "prune",
    ]) {
      expect(paths, path).toContain(path);
    }
    expect(account.journal).toEqual([]);
  });

  test.each([undefined, null, "", [], { owned: "svc/" }, { tokens: {} }, { owned: 1, tokens: [] }])(
    "refuses a file that parses to %j",
    async (value) => {
      await expect(setUp().plan(value as unknown as DesiredTokens)).rejects.toBeInstanceOf(S2ArgumentError);
    },
  );
});

describe("the state of a token in the plan", () => {
  test("keeps a token that never expires, with an overlap of 15 minutes", async () => {
    const { time, both } = setUp();
    const forever = desire({ a: { expiresIn: undefined, rotateAfter: "30d" } });
    await both(forever);
    time.jump(30 * DAY);
    expect(await both(forever)).toEqual(["rotate svc/a done"]);
    time.jump(14 * 60_000);
    expect(await both(forever)).toEqual(["wait svc/a none"]);
    time.jump(60_000);
    expect(await both(forever)).toEqual(["revoke svc/a done"]);
    time.jump(29 * DAY);
    expect(await both(desire({ a: { expiresIn: undefined } }))).toEqual(["keep svc/a none"]);
  });

  test("reports a token that vanished early as revoked by somebody else", async () => {
    const { time, tokens, sink, plan, both } = setUp();
    await both(desire({ a: {} }));
    await tokens.revoke({ id: sink.get("svc/a")?.id ?? "" });
    expect((await plan(desire({ a: {} }))).steps[0]).toMatchObject({
      action: "create",
      reason: expect.stringContaining("somebody else revoked it"),
    });
    time.jump(91 * DAY);
    expect((await plan(desire({ a: {} }))).steps[0]?.reason).toContain("it expired, or");
  });

  test("creates an expired token again and states when it expired", async () => {
    const { time, plan, both } = setUp();
    await both(desire({ a: {} }));
    time.jump(91 * DAY);
    expect((await plan(desire({ a: {} }))).steps).toMatchObject([
      { action: "create", reason: "The token that the sink holds expired 2001-04-01 00:00:00 UTC." },
    ]);
  });

  test("reports a foreign value in the sink", async () => {
    const { sink, plan, timing, tokens } = setUp();
    const odd: Sink = { ...sink, current: () => "ingest\u001b[31m-by-hand" };
    const { steps } = await planTokens(tokens, desire({ a: {} }), { sink: odd, ...timing });
    expect(steps).toMatchObject([
      {
        action: "create",
        reason: 'The sink holds "ingest\\u001b[31m-by-hand", which is not a token of this name and sink.',
      },
    ]);
    expect(await plan(desire({}))).toMatchObject({ steps: [] });
  });

  test("waits for a newer token only until the held one is about to expire", async () => {
    const { time, tokens, sink, both } = setUp();
    const desired = desire({ a: {} });
    await both(desired);
    const held = generationOf(sink.get("svc/a")?.id ?? "");
    time.jump(89.9 * DAY);
    await issue(tokens, "svc/a", time.now());
    expect(await both(desired)).toEqual(["wait svc/a none"]);
    // The held one expires in 2.4 hours; before that, nothing can be done: the newer one may take three days.
    time.jump(2.5 * HOUR);
    expect(await both(desired)).toEqual(["create svc/a done"]);
    expect(held?.name).toBe("svc/a");
  });

  test("fails a put that takes longer than a third of the overlap, and revokes nothing", async () => {
    const { time, account, tokens, sink, timing } = setUp();
    const slow: Sink = { ...sink, put: () => new Promise(() => undefined) };
    const from = time.now();
    const work = async (): Promise<StepResult[]> => {
      const plan = await planTokens(tokens, desire({ a: {} }), { sink: slow, ...timing });
      const results: StepResult[] = [];
      for await (const result of applyPlan(tokens, plan, { sink: slow, ...timing })) results.push(result);
      return results;
    };
    const [result] = await time.run(work());
    expect(result).toMatchObject({
      status: "failed",
      error: { code: "sink", message: expect.stringContaining("TimeoutError") },
    });
    expect(time.now() - from).toBe(3 * DAY);
    expect(ids(account)).toHaveLength(1);
    expect(time.pending()).toBe(0);
  });

  test("makes an overtaken step stale and revokes the token it issued", async () => {
    const { account, tokens, sink, timing, plan } = setUp();
    const made = await plan(desire({ a: {} }));
    let raced = false;
    const racing: typeof tokens = Object.assign(Object.create(tokens) as typeof tokens, {
      listAll: tokens.listAll.bind(tokens),
      revoke: tokens.revoke.bind(tokens),
      async issue(...call: Parameters<typeof tokens.issue>) {
        const issued = await tokens.issue(...call);
        if (!raced) await issue(tokens, "svc/a", BEGIN + 5_000);
        raced = true;
        return issued;
      },
    });
    const results: StepResult[] = [];
    for await (const result of applyPlan(racing, made, { sink, ...timing })) results.push(result);
    expect(results).toMatchObject([{ status: "stale", left: [] }]);
    expect(ids(account)).toEqual([expect.stringContaining("T000005Z")]);
    expect(sink.get("svc/a")).toBeUndefined();
  });

  test("never rotates or revokes a protected token, but creates a missing one", async () => {
    const { time, tokens, both } = setUp();
    const desired = desire({ a: { protect: true } });
    expect(await both(desired)).toEqual(["create svc/a done"]);
    await issue(tokens, "svc/a", BEGIN + 1000);
    time.jump(80 * DAY);
    expect(await both(desired, { prune: true })).toEqual(["keep svc/a none"]);
    time.jump(20 * DAY);
    expect(await both(desired)).toEqual(["create svc/a done"]);
  });

  test("shows tokens of another sink as foreign and leaves them alone", async () => {
    const { time, account, tokens, both } = setUp();
    const staging = memorySink("staging");
    await both(desire({ a: {} }), { sink: staging });
    expect(await both(desire({ a: {} }))).toEqual(["create svc/a done", "foreign svc/a none"]);
    await issue(tokens, "svc/gone", BEGIN, "staging");
    time.jump(70 * DAY);
    const did = await both(desire({ a: {} }), { prune: true });
    expect(did).toEqual(["rotate svc/a done", "foreign svc/a none", "foreign svc/gone none"]);
    expect(ids(account)).toHaveLength(4);
  });
});

describe("lint and excess in a plan", () => {
  test("refuse a step before anything is sent, and the other steps proceed", async () => {
    const { account, both, plan } = setUp();
    const parent = { id: "root", scope: { ...scope, accessTokens: { prefix: "svc/" } }, expiresAt: null };
    const desired = desire({ a: {}, wide: { scope: { basins: { prefix: "" }, ops: ["list-streams"] } } });
    const { steps } = await plan(desired, { parent });
    expect(steps.map(({ findings }) => findings?.map(({ code }) => code) ?? [])).toEqual([
      [],
      expect.arrayContaining(["excess_request"]),
    ]);
    expect(await both(desired, { parent })).toEqual(["create svc/a done", "create svc/wide refused"]);
    expect(account.journal.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});

describe("prune", () => {
  async function populated(count = 12) {
    const made = setUp();
    const keys = Array.from({ length: count }, (_, index) => `t${String(index).padStart(2, "0")}`);
    const all = desire(Object.fromEntries(keys.map((key) => [key, {}])));
    await made.both(all);
    await made.tokens.issue({ id: "svc/by-hand", scope });
    await made.tokens.issue({ id: `svc/looks-like@20011301T000000Z-${markOf("production")}-00`, scope });
    await made.tokens.issue({ id: "elsewhere/x", scope });
    return { ...made, keys, all, before: ids(made.account) };
  }

  test("revokes only on request, and only tokens without an entry", async () => {
    const { account, both, keys, before } = await populated();
    const fewer = desire(Object.fromEntries(keys.slice(1).map((key) => [key, {}])));
    expect((await both(fewer))[0]).toBe("keep svc/t00 none");
    expect(ids(account)).toEqual(before);
    expect((await both(fewer, { prune: true }))[0]).toBe("revoke svc/t00 done");
    expect(ids(account)).toEqual(before.filter((id) => !id.startsWith("svc/t00@")));
  });

  test.each([
    ["an empty file", () => desire({})],
    [
      "a file that lost half its tokens",
      (keys: string[]) => desire(Object.fromEntries(keys.slice(6).map((key) => [key, {}]))),
    ],
    ["misspelt names", (keys: string[]) => desire(Object.fromEntries(keys.map((key) => [`${key}x`, {}])))],
  ])("refuses %s and states how many tokens it would revoke", async (_what, make) => {
    const { account, plan, apply, keys, before } = await populated();
    const made = await plan(make(keys), { prune: true });
    expect(made.refused).toMatchObject([{ path: "prune", code: "too_many" }]);
    await expect(apply(made)).rejects.toBeInstanceOf(S2ArgumentError);
    expect(ids(account)).toEqual(before);
  });

  test("accepts the exact count and no other", async () => {
    const { account, plan, both, keys } = await populated();
    const half = desire(Object.fromEntries(keys.slice(6).map((key) => [key, {}])));
    expect((await plan(half, { prune: 5 })).refused).toHaveLength(1);
    expect((await plan(half, { prune: 7 })).refused).toHaveLength(1);
    expect((await both(half, { prune: 6 })).filter((line) => line.startsWith("revoke"))).toHaveLength(6);
    expect(ids(account)).toContain("svc/by-hand");
    await expect(plan(half, { prune: 1.5 })).rejects.toBeInstanceOf(S2ArgumentError);
  });

  test("revokes nothing for a typo in owned, and refuses one without a separator", async () => {
    const { account, plan, both, keys, before } = await populated();
    const typo = desire(Object.fromEntries(keys.map((key) => [key, {}])), "svx/");
    await both(typo, { prune: true });
    for (const id of before) expect(ids(account)).toContain(id);
    await expect(plan({ ...typo, owned: "svc" }, { prune: true })).rejects.toBeInstanceOf(S2ArgumentError);
    await expect(plan({ ...typo, owned: "" }, { prune: true })).rejects.toBeInstanceOf(S2ArgumentError);
  });

  test("revokes nothing for another account's file, and recreates its lost tokens only on request", async () => {
    const other = await populated();
    const here = setUp();
    const ours = await populated(3);
    const made = await here.plan(other.all, { prune: true, sink: other.sink });
    expect(made.refused).toMatchObject([{ path: "recreate", code: "too_many" }]);
    expect((await here.plan(other.all, { sink: other.sink, recreate: 12 })).refused).toEqual([]);
    expect(ids(ours.account)).toEqual(ours.before);
  });

  test("notices an emptied sink: recreating tokens that still exist needs the exact count", async () => {
    const { account, plan, all, before } = await populated();
    const emptied = memorySink("production");
    const made = await plan(all, { sink: emptied });
    expect(made.refused).toMatchObject([{ path: "recreate", code: "too_many" }]);
    expect(made.refused[0]?.message).toContain("recreate must be 12 for this plan, got no count");
    expect(ids(account)).toEqual(before);
    expect((await plan(all, { sink: emptied, recreate: 12 })).refused).toEqual([]);
  });

  test("distinguishes a name from one that begins with it", async () => {
    const { tokens, account, both } = setUp();
    await both(desire({ ingest: {}, "ingest-eu": {}, "ingest/eu": {} }));
    await issue(tokens, "svc/ingest-us", BEGIN);
    const did = await both(desire({ ingest: {}, "ingest-eu": {}, "ingest/eu": {} }), { prune: true });
    expect(did.filter((line) => line.startsWith("revoke"))).toEqual(["revoke svc/ingest-us done"]);
    expect(ids(account)).toHaveLength(3);
  });

  test("spares the caller's own token and tokens that the sink holds for another name", async () => {
    const { tokens, account, both, sink } = setUp();
    const own = await issue(tokens, "svc/issuer", BEGIN);
    const used = await issue(tokens, "svc/old-name", BEGIN);
    const renamed: Sink = { ...sink, current: ({ name }) => (name === "svc/a" ? used.id : undefined) };
    const desired = desire({ a: { protect: true } });
    const parent = {
      id: own.id,
      scope: { opGroups: { account: { read: true, write: true } } },
      expiresAt: null,
    };
    await both(desired, { prune: true, parent, sink: renamed });
    expect(ids(account)).toEqual(expect.arrayContaining([own.id, used.id]));
  });
});

describe("a saved plan", () => {
  const moves: Readonly<Record<string, (made: ReturnType<typeof setUp>) => unknown>> = {
    "a token was issued": ({ tokens }) => issue(tokens, "svc/b", BEGIN),
    "a change in the sink": ({ sink, tokens }) =>
      issue(tokens, "svc/a", BEGIN, "staging").then((issued) =>
        sink.put({ name: "svc/a", key: "a" }, issued, { signal: AbortSignal.abort() }),
      ),
  };

  test.each(Object.entries(moves))("is stale, and does nothing, after %s", async (_what, move) => {
    const made = setUp();
    const plan = await made.plan(desire({ a: {}, c: {} }));
    await move(made);
    const before = ids(made.account);
    const results = await made.apply(JSON.parse(JSON.stringify(plan)) as TokenPlan);
    expect(results.map(({ status }) => status)).toEqual(["stale", "stale"]);
    expect(ids(made.account)).toEqual(before);
  });

  test("is stale if its desired tokens were edited", async () => {
    const made = setUp();
    const plan = await made.plan(desire({ a: {} }));
    const wider = {
      ...plan,
      desired: desire({ a: { scope: { basins: { prefix: "" }, ops: ["list-streams"] } } }),
    };
    expect((await made.apply(wider)).map(({ status }) => status)).toEqual(["stale"]);
    expect(ids(made.account)).toEqual([]);
  });

  test("is stale when applied again; a new plan only keeps or waits", async () => {
    const { account, plan, apply } = setUp();
    const desired = desire({ a: {}, b: {} });
    const made = await plan(desired);
    expect((await apply(made)).map(({ status }) => status)).toEqual(["done", "done"]);
    const before = ids(account);
    expect((await apply(made)).map(({ status }) => status)).toEqual(["stale", "stale"]);
    expect(ids(account)).toEqual(before);
    expect(actions(await plan(desired))).toEqual(["keep svc/a", "keep svc/b"]);
  });

  test("has only those steps stale that time has changed", async () => {
    const { time, plan, apply, both } = setUp();
    const desired = desire({ a: {}, b: { expiresIn: "180d" } });
    await both(desired);
    const made = await plan(desire({ ...desire({ a: {} }).tokens, b: { expiresIn: "180d" }, c: {} }));
    time.jump(61 * DAY);
    expect((await apply(made)).map(({ step, status }) => `${step.name} ${status}`).sort()).toEqual([
      "svc/a stale",
      "svc/b none",
      "svc/c done",
    ]);
  });

  test("is refused for another sink or version", async () => {
    const { plan, apply } = setUp();
    const made = await plan(desire({ a: {} }));
    await expect(apply(made, memorySink("staging"))).rejects.toBeInstanceOf(S2ArgumentError);
    await expect(apply({ ...made, version: 2 } as unknown as TokenPlan)).rejects.toBeInstanceOf(
      S2ArgumentError,
    );
  });
});

describe("a failing step", () => {
  test("leaves the other steps alone and never quotes the sink's error", async () => {
    const { time, account, tokens, sink, timing, plan } = setUp();
    const picky: Sink = {
      ...sink,
      put(token, issued, options) {
        if (token.key === "b") throw new Error(`disk full while writing ${issued.accessToken}`);
        return sink.put(token, issued, options);
      },
    };
    const made = await plan(desire({ a: {}, b: {}, c: {} }));
    const results: StepResult[] = [];
    const run = applyPlan(tokens, made, { sink: picky, ...timing });
    await time.run(
      (async () => {
        for await (const result of run) results.push(result);
      })(),
    );
    expect(results.map(({ step, status }) => `${step.name} ${status}`).sort()).toEqual([
      "svc/a done",
      "svc/b failed",
      "svc/c done",
    ]);
    const { error } = results.find(({ status }) => status === "failed") ?? {};
    expect(error).toBeInstanceOf(S2SinkError);
    const secrets = ["svc/a", "svc/c"].map((name) => sink.get(name)?.accessToken ?? "");
    for (const secret of secrets) expect(account.idOf(secret)).toBeDefined();
    const text = JSON.stringify([results, run.summary]) + String(error) + String((error as Error).stack);
    expect(text).not.toContain("disk full");
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(run.summary).toMatchObject({ state: "complete", counts: { done: 2, failed: 1 } });
  });

  test("lists an undelivered token that could not be revoked", async () => {
    const { time, account, tokens, sink, timing, plan } = setUp();
    const made = await plan(desire({ a: {} }));
    account.faults.script(["none", "none"]);
    account.faults.always("revoke", "403");
    account.faults.next("list", "403");
    const run = applyPlan(tokens, made, { sink, ...timing });
    const results: StepResult[] = [];
    await time.run(
      (async () => {
        for await (const result of run) results.push(result);
      })(),
    );
    expect(results).toMatchObject([{ status: "failed", left: ids(account) }]);
    expect(run.summary.left).toEqual(ids(account));
  });
});

describe("rotate", () => {
  test("takes the existing token's scope and does what is due", async () => {
    const { time, account, tokens, sink, timing, both } = setUp();
    await both(desire({ a: {} }));
    const once = async (more: object = {}): Promise<string[]> =>
      (await rotate(tokens, "svc/a", { sink, ...timing, ...more })).map(
        ({ step, status }) => `${step.action} ${status}`,
      );
    expect(await once()).toEqual(["keep none"]);
    time.jump(61 * DAY);
    expect(await once()).toEqual(["rotate done"]);
    expect(await once()).toEqual(["wait none"]);
    time.jump(9 * DAY);
    expect(await once()).toEqual(["revoke done"]);
    const [token] = account.tokens();
    expect(token?.scope).toMatchObject({ ops: ["check-tail", "append"], streams: { prefix: "logs/" } });
    expect(token?.expires_at).toBe("2001-06-01T00:00:00Z");
    expect(await once({ rotateAfter: 0, expiresIn: "1h" })).toEqual(["rotate done"]);
  });

  test("refuses unknown and invalid names, and rejects on a failed step", async () => {
    const { account, tokens, sink, timing, both } = setUp();
    await expect(rotate(tokens, "svc/none", { sink, ...timing })).rejects.toThrow(
      "must be the name of an existing token of this sink",
    );
    await expect(rotate(tokens, "a@b", { sink, ...timing })).rejects.toThrow("must not contain @");
    await expect(rotate(tokens, "a", { sink, ...timing, expiresIn: "soon" })).rejects.toThrow("expiresIn");
    await both(desire({ a: {} }));
    const failing: Sink = { ...sink, put: () => Promise.reject(new Error("no")) };
    await expect(
      rotate(tokens, "svc/a", { sink: failing, ...timing, rotateAfter: 0 }),
    ).rejects.toBeInstanceOf(S2SinkError);
    expect(ids(account)).toHaveLength(2);
  });
});
