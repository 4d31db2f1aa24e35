import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { S2, type RetryOptions } from "../../src/index.js";
import { fakeTime, settle } from "../faults/harness.js";

const NOW = Date.parse("2026-11-01T00:00:00Z");

/** Milliseconds between the requests of a call that is answered with these headers each time. */
async function delaysOf(
  headers: Record<string, string>,
  { retry = {}, random = 1, status = 503 }: { retry?: RetryOptions; random?: number; status?: number } = {},
): Promise<{ delays: number[]; error: unknown }> {
  const times: number[] = [];
  const { accessTokens } = new S2({
    accessToken: "x",
    retry: { maxAttempts: 5, ...retry },
    random: () => random,
    now: () => NOW,
    fetch: () => {
      times.push(performance.now());
      return Promise.resolve(new Response(null, { status, headers }));
    },
  });
  const error: unknown = await settle(accessTokens.list().catch((error: unknown) => error));
  return { delays: times.slice(1).map((time, index) => Math.round(time - (times[index] ?? 0))), error };
}

beforeEach(fakeTime);
afterEach(() => vi.useRealTimers());

describe("the delay before another attempt", () => {
  it.each<[string, Parameters<typeof delaysOf>[1], number[]]>([
    ["doubles up to its maximum", {}, [100, 200, 400, 800]],
    ["stays at its maximum", { retry: { maxBaseDelayMillis: 250 } }, [100, 200, 250, 250]],
    [
      "never exceeds its maximum",
      { retry: { minBaseDelayMillis: 300, maxBaseDelayMillis: 50 } },
      [50, 50, 50, 50],
    ],
    ["has full jitter", { random: 0.25 }, [25, 50, 100, 200]],
    ["may be zero", { retry: { minBaseDelayMillis: 0 } }, [0, 0, 0, 0]],
    ["needs another attempt", { retry: { maxAttempts: 1 } }, []],
    ["applies only to retryable failures", { status: 400 }, []],
  ])("%s", async (_name, options, want) => {
    expect((await delaysOf({}, options)).delays).toEqual(want);
  });

  it.each<[Record<string, string>, number[]]>([
    [{ "retry-after-ms": "300" }, [300, 300, 400, 800]],
    [{ "retry-after": "2" }, [2000, 2000, 2000, 2000]],
    [{ "retry-after": "Sun, 01 Nov 2026 00:00:03 GMT" }, [3000, 3000, 3000, 3000]],
    [{ "retry-after": "Sat, 31 Oct 2026 00:00:00 GMT" }, [100, 200, 400, 800]],
    [{ "retry-after": "2", "retry-after-ms": "150" }, [150, 200, 400, 800]],
    [{ "retry-after": "2", "retry-after-ms": "soon" }, [2000, 2000, 2000, 2000]],
    [{ "retry-after": "soon" }, [100, 200, 400, 800]],
    [{ "retry-after": "-1" }, [100, 200, 400, 800]],
    [{ "retry-after-ms": "" }, [100, 200, 400, 800]],
    [{ "retry-after-ms": "300.25" }, [300, 300, 400, 800]],
    [{ "retry-after-ms": "300x" }, [100, 200, 400, 800]],
    [{ "retry-after-ms": "x300" }, [100, 200, 400, 800]],
    [{ "retry-after": "2.25" }, [2250, 2250, 2250, 2250]],
    [{ "retry-after": "2x" }, [100, 200, 400, 800]],
    [{ "retry-after": "x2" }, [100, 200, 400, 800]],
    // Headers that came twice: the largest value counts.
    [{ "retry-after": "2, 3" }, [3000, 3000, 3000, 3000]],
    [{ "retry-after": "3,2" }, [3000, 3000, 3000, 3000]],
    [{ "retry-after-ms": "150, 300" }, [300, 300, 400, 800]],
    [{ "retry-after": "soon, 2" }, [2000, 2000, 2000, 2000]],
    [{ "retry-after": "1, Sun, 01 Nov 2026 00:00:03 GMT" }, [3000, 3000, 3000, 3000]],
    [{ "retry-after": "Sun, 01 Nov 2026 00:00:03 GMT, 1" }, [3000, 3000, 3000, 3000]],
    // Values outside the grammar that `Number` or `Date.parse` might accept.
    [{ "retry-after": "2;x=1" }, [100, 200, 400, 800]],
    [{ "retry-after": "2 seconds" }, [100, 200, 400, 800]],
    [{ "retry-after": "1e3" }, [100, 200, 400, 800]],
    [{ "retry-after": "0x10" }, [100, 200, 400, 800]],
    [{ "retry-after": "2026-11-01T00:00:03Z" }, [100, 200, 400, 800]],
    [{ "retry-after": "Nov 1 2026 00:00:03 GMT" }, [100, 200, 400, 800]],
    [{ "retry-after": "Sun, 01 Nov 2026 00:00:03 +0000" }, [100, 200, 400, 800]],
    [{ "retry-after": "1".repeat(400) }, [100, 200, 400, 800]],
    // The two older forms of an HTTP date.
    [{ "retry-after": "Sunday, 01-Nov-26 00:00:03 GMT" }, [3000, 3000, 3000, 3000]],
    [{ "retry-after": "Sun Nov  1 00:00:03 2026" }, [3000, 3000, 3000, 3000]],
  ])("is at least the Retry-After of %j", async (headers, want) => {
    expect((await delaysOf(headers)).delays).toEqual(want);
  });

  it("is set by a call's options, each part on its own", async () => {
    const times: number[] = [];
    const { accessTokens } = new S2({
      accessToken: "x",
      retry: { maxAttempts: 5, minBaseDelayMillis: 10 },
      random: () => 1,
      fetch: () => {
        times.push(performance.now());
        return Promise.resolve(new Response(null, { status: 503 }));
      },
    });
    const retry = { maxAttempts: 3, maxBaseDelayMillis: 15, minBaseDelayMillis: undefined };
    await expect(settle(accessTokens.list({}, { retry }))).rejects.toMatchObject({ attempts: 3 });
    expect(times.slice(1).map((time, index) => Math.round(time - (times[index] ?? 0)))).toEqual([10, 15]);
    await expect(settle(accessTokens.list({}, { retry: { maxAttempts: 1 } }))).rejects.toMatchObject({
      attempts: 1,
    });
  });

  it("ends the call at once if it uses up the remaining time", async () => {
    const { accessTokens } = new S2({
      accessToken: "x",
      totalTimeoutMillis: 100,
      random: () => 1,
      fetch: () => Promise.resolve(new Response(null, { status: 503 })),
    });
    const startedAt = performance.now();
    await expect(settle(accessTokens.list())).rejects.toMatchObject({ status: 503, attempts: 1 });
    expect(performance.now()).toBe(startedAt);
  });

  it("ends the call at once if it exceeds the remaining time", async () => {
    const { delays, error } = await delaysOf({ "retry-after": "61" });
    expect(delays).toEqual([]);
    expect(error).toMatchObject({ status: 503, attempts: 1, retryable: true, retryAfterMillis: 61_000 });
  });
});

describe("the options of one call", () => {
  it("replace the client's one by one", async () => {
    const times: number[] = [];
    const { accessTokens } = new S2({
      accessToken: "bearer",
      retry: { maxAttempts: 5, minBaseDelayMillis: 50 },
      random: () => 1,
      fetch: () => {
        times.push(performance.now());
        return Promise.resolve(new Response(null, { status: 503 }));
      },
    });
    await settle(accessTokens.list({}, { retry: { maxAttempts: 3 } }).catch(() => undefined));
    expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual([50, 100]);
    times.length = 0;
    await settle(accessTokens.revoke({ id: "a" }, { retry: { maxAttempts: 1 } }).catch(() => undefined));
    expect(times).toHaveLength(1);
    await expect(accessTokens.list({}, { retry: { maxAttempts: 0 } })).rejects.toMatchObject({
      issues: [{ path: "options.retry.maxAttempts" }],
    });
  });
});
