import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { S2, S2IssueOutcomeUnknownError, type S2Event, type S2Options } from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";
import { fakeTime, settle } from "../faults/harness.js";

function setUp(options: Partial<S2Options> = {}) {
  const account = createLocalAccount();
  const client = new S2({ accessToken: account.token, fetch: account.fetch, random: () => 1, ...options });
  return { account, tokens: client.accessTokens };
}

/** A `fetch` that never settles, whatever its signal says. */
const deaf = () => new Promise<Response>(() => undefined);

/** Returns the failure of a call and its milliseconds. */
async function failureOf(work: Promise<unknown>): Promise<[unknown, number]> {
  const startedAt = performance.now();
  const error = await settle(
    work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  return [error, Math.round(performance.now() - startedAt)];
}

/** Records the timers started from now on, and whether each kept the process alive. */
function watchTimers(): { readonly timers: readonly NodeJS.Timeout[]; readonly held: readonly boolean[] } {
  const timers: NodeJS.Timeout[] = [];
  const held: boolean[] = [];
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, millis: number) => {
    const timer = real(run, millis);
    timers.push(timer);
    queueMicrotask(() => held.push(timer.hasRef()));
    return timer;
  }) as typeof setTimeout);
  return { timers, held };
}

beforeEach(fakeTime);
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the time limit", () => {
  it("bounds each attempt, at 5 s by default, even if fetch ignores its signal", async () => {
    const { tokens } = setUp({ fetch: deaf });
    const [error, millis] = await failureOf(tokens.list());
    expect(error).toMatchObject({
      name: "S2TimeoutError",
      code: "timeout",
      message: "The attempt took longer than requestTimeoutMillis (5000 ms).",
      attempts: 3,
      retryable: true,
    });
    expect(millis).toBe(3 * 5000 + 100 + 200);
  });

  it("bounds the whole call, at 60 s by default", async () => {
    const { tokens } = setUp({ fetch: deaf });
    const [error, millis] = await failureOf(tokens.list({}, { requestTimeoutMillis: 100_000 }));
    expect(error).toMatchObject({
      message: "The call took longer than totalTimeoutMillis (60000 ms).",
      attempts: 1,
    });
    expect(millis).toBe(60_000);
  });

  it("comes from the call's options, else the client's", async () => {
    const { tokens } = setUp({ fetch: deaf, requestTimeoutMillis: 70, totalTimeoutMillis: 300 });
    // No further attempt, since the delay before it would be more than what is left.
    expect(await failureOf(tokens.list())).toMatchObject([{ attempts: 2 }, 240]);
    expect(await failureOf(tokens.list({}, { totalTimeoutMillis: 50 }))).toMatchObject([{ attempts: 1 }, 50]);
    expect(await failureOf(tokens.list({}, { requestTimeoutMillis: 20 }))).toMatchObject([
      { attempts: 2 },
      140,
    ]);
    const equal = { requestTimeoutMillis: 50, totalTimeoutMillis: 50 };
    expect((await failureOf(tokens.list({}, equal)))[0]).toMatchObject({
      message: "The call took longer than totalTimeoutMillis (50 ms).",
    });
  });

  it("includes the body up to its last byte", async () => {
    const { account, tokens } = setUp();
    account.faults.always("list", { name: "drip", delayMillis: 1000 });
    expect(await failureOf(tokens.list())).toMatchObject([{ name: "S2TimeoutError", attempts: 3 }, 15_300]);
  });

  it.each([900, 1000])(
    "sends nothing once used up by a slow wait before the attempt: %i ms",
    async (busy) => {
      const { account, tokens } = setUp({
        totalTimeoutMillis: 1000,
        // The process was busy with something else.
        observe: ({ type }) => type === "retry" && vi.advanceTimersByTime(busy),
      });
      account.faults.always("issue", "429");
      const [error] = await failureOf(tokens.issue({ id: "a", scope: { ops: ["read"] } }));
      expect(error).toMatchObject({
        message: "The call took longer than totalTimeoutMillis (1000 ms).",
        attempts: 1,
        effect: "none",
      });
      expect(account.journal).toHaveLength(1);
    },
  );

  it("applies to an attempt after one that was answered late", async () => {
    let sent = 0;
    const fetch = () => {
      if (++sent > 1) return deaf();
      const page = new TextEncoder().encode('{"access_tokens":[],"has_more":false}').buffer;
      const body = () => new Promise((resolve) => setTimeout(() => resolve(page), 250));
      const headers = new Headers({ "content-type": "application/json" });
      return Promise.resolve({ ok: true, status: 200, headers, arrayBuffer: body } as unknown as Response);
    };
    const { tokens } = setUp({ fetch, requestTimeoutMillis: 100, retry: { maxAttempts: 2 } });
    expect(await failureOf(tokens.list())).toMatchObject([{ name: "S2TimeoutError", attempts: 2 }, 300]);
  });

  it("keeps the process alive while a caller waits", async () => {
    vi.useRealTimers();
    const { held } = watchTimers();
    const { account, tokens } = setUp({ retry: { minBaseDelayMillis: 1, maxBaseDelayMillis: 1 } });
    account.faults.next("list", "429");
    await tokens.list();
    expect(held).toEqual([true, true, true]);
  });

  it("stops reading a body even if fetch ignores its signal", async () => {
    let cancelled = 0;
    const fetch = () => {
      const body = new ReadableStream({ cancel: () => void cancelled++ });
      return Promise.resolve(new Response(body, { headers: { "content-type": "application/json" } }));
    };
    const { tokens } = setUp({ fetch });
    expect(await failureOf(tokens.list())).toMatchObject([{ name: "S2TimeoutError", attempts: 3 }, 15_300]);
    expect(cancelled).toBe(3);
  });

  it("discards an answer that arrives too late", async () => {
    const cancelled: boolean[] = [];
    const body = () => new ReadableStream({ cancel: () => void cancelled.push(true) });
    const late = () =>
      new Promise<Response>((resolve) =>
        setTimeout(() => resolve(new Response(body(), { status: 403 })), 150),
      );
    const { tokens } = setUp({ fetch: late, requestTimeoutMillis: 100, retry: { maxAttempts: 2 } });
    expect(await failureOf(tokens.list())).toMatchObject([{ name: "S2TimeoutError", attempts: 2 }, 300]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(cancelled).toEqual([true, true]);
  });
});

describe("a bearer given as a function", () => {
  it("is asked once per attempt", async () => {
    const bearers = ["one", "two"];
    const seen: unknown[] = [];
    const { account, tokens } = setUp({
      accessToken: () => Promise.resolve(bearers.shift() ?? "s2_local_root"),
      fetch: (url, init) => {
        seen.push(new Headers(init.headers).get("authorization"));
        return account.fetch(url, init);
      },
    });
    account.faults.script(["500", "429"]);
    await settle(tokens.list());
    expect(seen).toEqual(["Bearer one", "Bearer two", "Bearer s2_local_root"]);
  });

  it("rejects with the error it throws and sends nothing", async () => {
    const sealed = new Error("sealed");
    for (const accessToken of [
      () => Promise.reject(sealed),
      () => {
        throw sealed;
      },
    ]) {
      const { account, tokens } = setUp({ accessToken });
      expect((await failureOf(tokens.issue({ id: "a", scope: { ops: ["read"] } })))[0]).toBe(sealed);
      expect(account.journal).toEqual([]);
    }
  });

  it.each([
    ["with a space", "not one"],
    ["that is a number", 5],
    ["that is empty", ""],
  ])("sends nothing for a bearer %s", async (_name, bearer) => {
    const { account, tokens } = setUp({ accessToken: () => bearer as string });
    const [error, millis] = await failureOf(tokens.list());
    expect(error).toMatchObject({
      name: "S2ArgumentError",
      operation: "list",
      attempts: 0,
      retryable: false,
      issues: [{ path: "accessToken", code: "invalid_bearer" }],
    });
    expect(millis).toBe(0);
    expect(account.journal).toEqual([]);
  });

  it("stays hidden even if a later answer quotes an earlier bearer", async () => {
    const bearers = ["first-ABCDEFGH", "second-IJKLMNOP"];
    let asked = 0;
    const echo = () => {
      const body = { code: "authn", message: `Not ${bearers.join(" nor ")}.` };
      return Promise.resolve(Response.json(body, { status: asked < 2 ? 503 : 401 }));
    };
    const { tokens } = setUp({ accessToken: () => bearers[asked++] ?? "", fetch: echo });
    const [error] = await failureOf(tokens.list());
    expect(error).toMatchObject({ status: 401, message: "Not [redacted] nor [redacted]." });
  });

  it("is asked once per attempt even if it fails or hangs", async () => {
    const { tokens } = setUp({ fetch: () => Promise.reject(new Error("mine")), retry: { maxAttempts: 1 } });
    for (const source of [deaf, () => tokens.list()]) {
      let asked = 0;
      const accessToken = async () => {
        asked++;
        await source();
        return "x";
      };
      await failureOf(setUp({ accessToken }).tokens.list());
      expect(asked).toBe(3);
    }
  });

  it("is bounded by the attempt's time limit, and nothing is sent late", async () => {
    let give: (bearer: string) => void = () => undefined;
    const { account, tokens } = setUp({
      accessToken: () =>
        new Promise<string>((resolve) => {
          give = resolve;
        }),
      retry: { maxAttempts: 1 },
    });
    const [error] = await failureOf(tokens.issue({ id: "a", scope: { ops: ["read"] } }));
    expect(error).toMatchObject({ name: "S2TimeoutError", attempts: 0, effect: "none" });
    give("s2_local_root");
    await vi.advanceTimersByTimeAsync(10);
    expect(account.journal).toEqual([]);
  });
});

describe("a bearer that S2 rejects", () => {
  /** An account that knows one bearer, and the requests and questions of a client that has several. */
  function rotating(give: (rejected: string | undefined) => unknown, options: Partial<S2Options> = {}) {
    const asked: (string | undefined)[] = [];
    const { account, tokens } = setUp({
      accessToken: ({ rejected }) => {
        asked.push(rejected);
        return give(rejected) as string; // JavaScript functions may return anything.
      },
      ...options,
    });
    return { account, tokens, asked };
  }

  it.each<[string, (tokens: ReturnType<typeof setUp>["tokens"]) => Promise<unknown>]>([
    ["list", (tokens) => tokens.list()],
    ["get", (tokens) => tokens.get({ id: "a" })],
    ["issue", (tokens) => tokens.issue({ id: "a", scope: { ops: ["read"] } })],
  ])("is requested once more, in %s too, even with maxAttempts 1", async (_name, call) => {
    const { account, tokens, asked } = rotating(
      (rejected) => (rejected === undefined ? "old-bearer" : "s2_local_root"),
      { retry: { maxAttempts: 1 } },
    );
    await settle(call(tokens));
    expect(asked).toEqual([undefined, "old-bearer"]);
    expect(account.journal.map(({ status }) => status)).toEqual([401, account.journal[1]?.status]);
    expect(account.journal).toHaveLength(2);
  });

  it.each([["the same"], ["another that is dead"], ["none"], ["no bearer"]])(
    "ends the call if the function returns %s",
    async (what) => {
      const { account, tokens, asked } = rotating((rejected) => {
        if (rejected === undefined || what === "the same") return "old-bearer";
        return what === "none" ? undefined : what === "no bearer" ? "not one" : "other-bearer";
      });
      const [error] = await failureOf(tokens.list());
      expect(error).toMatchObject({ name: "S2AuthenticationError", status: 401, code: "authn" });
      expect(asked).toEqual([undefined, "old-bearer"]);
      expect(account.journal).toHaveLength(what === "another that is dead" ? 2 : 1);
    },
  );

  it("rejects with the error the function throws when asked again", async () => {
    const sealed = new Error("sealed");
    const { tokens } = rotating((rejected) => {
      if (rejected !== undefined) throw sealed;
      return "old-bearer";
    });
    expect((await failureOf(tokens.list()))[0]).toBe(sealed);
  });

  it("is not requested again if it was given as text", async () => {
    const { account, tokens } = setUp({ accessToken: "old-bearer" });
    expect((await failureOf(tokens.list()))[0]).toMatchObject({ status: 401 });
    expect(account.journal).toHaveLength(1);
  });
});

describe("observe", () => {
  it("receives attempts, responses, retries and the end", async () => {
    const events: S2Event[] = [];
    const { account, tokens } = setUp({ observe: (event) => events.push(event) });
    account.faults.script(["429-retry-after", "reset-before"]);
    vi.advanceTimersByTime(1000);
    await settle(tokens.list());
    expect(events).toEqual([
      { type: "attempt", operation: "list", attempt: 1 },
      { type: "response", operation: "list", attempt: 1, status: 429, millis: 0 },
      { type: "retry", operation: "list", attempt: 1, code: "rate_limited", delayMillis: 100 },
      { type: "attempt", operation: "list", attempt: 2 },
      { type: "retry", operation: "list", attempt: 2, code: "connection", delayMillis: 200 },
      { type: "attempt", operation: "list", attempt: 3 },
      { type: "response", operation: "list", attempt: 3, status: 200, millis: 0 },
      { type: "done", operation: "list", attempts: 3, status: 200, millis: 300, ok: true, code: undefined },
    ]);
  });

  it("receives the way a call failed", async () => {
    const events: S2Event[] = [];
    const { account, tokens } = setUp({ observe: (event) => events.push(event) });
    account.faults.next("revoke", "403");
    await failureOf(tokens.revoke({ id: "a" }));
    await failureOf(tokens.list({}, { signal: AbortSignal.abort("no") }));
    expect(events.filter(({ type }) => type === "done")).toMatchObject([
      { operation: "revoke", attempts: 1, status: 403, ok: false, code: "permission_denied" },
      { operation: "list", attempts: 0, status: undefined, ok: false, code: "aborted" },
    ]);
  });

  it("may abort a call before anything is sent", async () => {
    const controller = new AbortController();
    const { account, tokens } = setUp({ observe: () => controller.abort("enough") });
    const work = tokens.issue({ id: "a", scope: { ops: ["read"] } }, { signal: controller.signal });
    expect((await failureOf(work))[0]).toBe("enough");
    expect(account.journal).toEqual([]);
  });

  it("may abort a call during its answer or before a retry", async () => {
    for (const end of ["response", "retry"] as const) {
      const controller = new AbortController();
      let cancelled = 0;
      const body = end === "retry" ? null : new ReadableStream({ cancel: () => void cancelled++ });
      const { tokens } = setUp({
        fetch: () => Promise.resolve(new Response(body, { status: 429 })),
        observe: ({ type }) => type === end && controller.abort(end),
      });
      expect(await failureOf(tokens.list({}, { signal: controller.signal }))).toEqual([end, 0]);
      expect(cancelled).toBe(end === "retry" ? 0 : 1);
    }
  });

  it("cannot make a call fail", async () => {
    for (const observe of [
      () => {
        throw new Error("mine");
      },
      () => Promise.reject(new Error("mine")),
    ]) {
      const { tokens } = setUp({ observe });
      expect(await settle(tokens.list())).toEqual({ accessTokens: [], hasMore: false });
    }
  });
});

describe("a signal", () => {
  it("has one listener for all calls that share it, and only while they run", async () => {
    const controller = new AbortController();
    const { tokens } = setUp({ fetch: deaf });
    const options = { signal: controller.signal };
    const listeners = () => getEventListeners(controller.signal, "abort").length;
    const calls = [tokens.list({}, { ...options, totalTimeoutMillis: 50 }), tokens.list({}, options)];
    const failures = calls.map(failureOf);
    expect(listeners()).toBe(1);
    await failures[0];
    expect(listeners()).toBe(1);
    controller.abort("enough");
    expect((await failures[1])?.[0]).toBe("enough");
    expect(listeners()).toBe(0);
    expect((await failureOf(tokens.list({}, options)))[0]).toBe("enough");
    expect(listeners()).toBe(0);
  });

  it("ends a call without a retry, even with a retryable reason", async () => {
    const controller = new AbortController();
    const [reason] = await failureOf(
      setUp({ fetch: () => Promise.reject(new Error("mine")), retry: { maxAttempts: 1 } }).tokens.list(),
    );
    expect(reason).toMatchObject({ retryable: true });
    const work = setUp({ fetch: deaf }).tokens.list({}, { signal: controller.signal });
    const failure = failureOf(work);
    controller.abort(reason);
    const startedAt = performance.now();
    expect((await failure)[0]).toBe(reason);
    expect(performance.now()).toBe(startedAt);
  });
});

describe("an abort at every microtask of a call", () => {
  const CALLS: Readonly<
    Record<string, (tokens: ReturnType<typeof setUp>["tokens"], signal: AbortSignal) => Promise<unknown>>
  > = {
    list: (tokens, signal) => tokens.list({}, { signal }),
    revoke: (tokens, signal) => tokens.revoke({ id: "a" }, { signal }),
    issue: (tokens, signal) => tokens.issue({ id: "a", scope: { ops: ["read"] } }, { signal }),
  };
  const ANSWERS: Readonly<Record<string, () => Promise<Response>>> = {
    "a retryable failure": () => Promise.resolve(new Response(null, { status: 429 })),
    "a failure that is not retried": () => Promise.resolve(new Response(null, { status: 403 })),
    "a failed connection": () => Promise.reject(new Error("mine")),
  };
  const cells = Object.keys(CALLS).flatMap((call) => Object.keys(ANSWERS).map((answer) => [call, answer]));

  it.each(cells)("ends %s, answered with %s, with the caller's reason", async (call = "", answer = "") => {
    const reason = new Error("enough");
    let ended = 0;
    for (let turns = 0; turns < 60; turns++) {
      const controller = new AbortController();
      let over = false;
      const { tokens } = setUp({
        fetch: () => ANSWERS[answer]?.() ?? deaf(),
        retry: { maxAttempts: 2 },
        observe: ({ type }) => (over ||= type === "done"),
      });
      const work = (CALLS[call]?.(tokens, controller.signal) ?? deaf()).then(
        () => undefined,
        (error: unknown) => error,
      );
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const late = over;
      controller.abort(reason);
      const error = await settle(work);
      if (late) continue;
      ended++;
      // Once an issue may have worked, the reason is the cause of the error that says so.
      const told = error instanceof S2IssueOutcomeUnknownError ? error.cause : error;
      expect(told, `after ${turns} microtasks`).toBe(reason);
    }
    expect(ended).toBeGreaterThan(5);
  });
});

describe("a request", () => {
  it("sets cache to no-store, except where the runtime's Request throws on it", async () => {
    const seen: unknown[] = [];
    for (const throws of [false, true]) {
      vi.resetModules();
      if (throws) {
        vi.stubGlobal("Request", function () {
          throw new Error("The 'cache' field is not implemented.");
        });
      }
      const { S2: Fresh } = await import("../../src/index.js");
      const fetch = (_url: string, init: RequestInit) => {
        seen.push(init.cache);
        return Promise.resolve(Response.json({ access_tokens: [], has_more: false }));
      };
      await new Fresh({ accessToken: "bearer", fetch }).accessTokens.list();
      vi.unstubAllGlobals();
    }
    expect(seen).toEqual(["no-store", undefined]);
  });

  it("names the environment variable of its bearer in a 401 error", async () => {
    vi.stubEnv("S2_ACCESS_TOKEN", "bearer-of-environment");
    const fetch = () => Promise.resolve(Response.json({ code: "authn", message: "No." }, { status: 401 }));
    const [error] = await failureOf(S2.fromEnv({ fetch }).accessTokens.list());
    expect(error).toMatchObject({ message: "No. (The bearer came from S2_ACCESS_TOKEN.)" });
    const [other] = await failureOf(S2.fromEnv({ fetch, accessToken: "mine-bearer" }).accessTokens.list());
    expect(other).toMatchObject({ message: "No." });
    vi.unstubAllEnvs();
  });
});

describe("an error thrown by fetch", () => {
  it("becomes the cause, stripped of its other properties", async () => {
    const { tokens } = setUp({ fetch: () => Promise.reject(Object.assign(new Error("mine"), { url: "x" })) });
    const [error] = await failureOf(tokens.list());
    expect(error).toMatchObject({ name: "S2ConnectionError", cause: { message: "mine" } });
    expect(error).not.toHaveProperty("cause.url");
  });

  it.each([
    [1, "none"],
    [3, "none"],
    [30, "unknown"],
  ])("proves that nothing was sent, %i errors deep: effect %s", async (depth, effect) => {
    let thrown: Error = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    for (let level = 1; level < depth; level++) thrown = new Error("outer", { cause: thrown });
    const { tokens } = setUp({ fetch: () => Promise.reject(thrown), retry: { maxAttempts: 1 } });
    const [error] = await failureOf(tokens.revoke({ id: "a" }));
    expect(error).toMatchObject({ name: "S2ConnectionError", effect });
  });

  it.each([
    ["ECONNREFUSED", "none"],
    ["ENOTFOUND", "none"],
    ["EAI_AGAIN", "none"],
    ["UND_ERR_CONNECT_TIMEOUT", "none"],
    ["ConnectionRefused", "none"],
    ["ECONNRESET", "unknown"],
    ["UND_ERR_SOCKET", "unknown"],
    ["UND_ERR_HEADERS_TIMEOUT", "unknown"],
    ["ETIMEDOUT", "unknown"],
    [undefined, "unknown"],
  ])("with the code %s leaves the effect of a revocation %s", async (code, effect) => {
    const thrown = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });
    const { tokens } = setUp({ fetch: () => Promise.reject(thrown) });
    const [error] = await failureOf(tokens.revoke({ id: "a" }));
    expect(error).toMatchObject({ name: "S2ConnectionError", effect, attempts: 3 });
  });

  it("may have properties that cannot be read", async () => {
    const thrown = {
      get code() {
        throw new Error("mine");
      },
    };
    // eslint-disable-next-line prefer-promise-reject-errors -- a given fetch may reject with anything
    const { tokens } = setUp({ fetch: () => Promise.reject(thrown) });
    const [error] = await failureOf(tokens.list());
    expect(error).toMatchObject({ name: "S2ConnectionError" });
    expect(error).not.toHaveProperty("cause");
  });

  it("may be its own cause", async () => {
    const loop = new Error("loop");
    loop.cause = loop;
    const { tokens } = setUp({ fetch: () => Promise.reject(loop) });
    expect((await failureOf(tokens.list()))[0]).toMatchObject({ name: "S2ConnectionError", attempts: 3 });
  });

  it("leaves the effect of a reading call at none", async () => {
    const { tokens } = setUp({ fetch: () => Promise.reject(new Error("mine")) });
    for (const read of [() => tokens.list(), () => tokens.get({ id: "a" })]) {
      expect((await failureOf(read()))[0]).toMatchObject({ code: "connection", effect: "none" });
    }
  });
});

describe("a page fetched ahead", () => {
  it("works where timers have no ref and unref", async () => {
    const { account, tokens } = setUp();
    for (const id of ["a", "b", "c"]) await settle(tokens.issue({ id, scope: { ops: ["read"] } }));
    account.faults.script(["none", "429", "429"]);
    const real = globalThis.setTimeout;
    // A browser's timers are numbers.
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, millis: number) =>
      Number(real(run, millis))) as unknown as typeof setTimeout);
    const listed = await settle(tokens.listAll({ pageSize: 1 }).toArray({ maxItems: 10 }));
    expect(listed.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("does not keep the process alive until it is awaited", async () => {
    vi.useRealTimers();
    const { account, tokens } = setUp({
      retry: { minBaseDelayMillis: 60_000, maxBaseDelayMillis: 60_000 },
      totalTimeoutMillis: 1_000_000,
    });
    for (const id of ["a", "b", "c"]) await tokens.issue({ id, scope: { ops: ["read"] } });
    account.faults.script(["none", "429"]);
    const { timers, held } = watchTimers();
    const pages = tokens.listAll({ pageSize: 1 }).pages()[Symbol.asyncIterator]();
    await pages.next();
    await vi.waitFor(() => expect(timers.length).toBeGreaterThanOrEqual(3));
    expect(held[0]).toBe(true);
    expect(timers.at(-1)?.hasRef()).toBe(false);
    const next = pages.next();
    await Promise.resolve();
    await Promise.resolve();
    expect(timers.at(-1)?.hasRef()).toBe(true);
    await pages.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
