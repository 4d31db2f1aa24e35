import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { createCheckedAccount } from "./contract.js";

const url = "https://a.test/v1/access-tokens";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const account = createCheckedAccount();
  const headers = { authorization: `Bearer ${account.token}`, "content-type": "application/json" };
  const issue: RequestInit = { method: "POST", headers, body: '{"id":"a","scope":{"ops":["read"]}}' };
  return { account, headers, issue };
}

describe("fetch", () => {
  test("accepts a string, a URL or a Request", async () => {
    const { account, headers, issue } = start();
    expect((await account.fetch(new Request(url, issue))).status).toBe(201);
    expect((await account.fetch(new URL(url), { headers })).status).toBe(200);
    expect((await account.fetch(url, { headers })).status).toBe(200);
  });

  it.each(["https://aws.s2.dev", "http://127.0.0.1:1", "https://a.s2.dev:8443"])(
    "answers at %s",
    async (origin) => {
      const { account, headers } = start();
      expect((await account.fetch(`${origin}/v1/access-tokens`, { headers })).status).toBe(200);
      expect(account.journal).toMatchObject([{ origin, path: "/v1/access-tokens" }]);
    },
  );

  it.each([
    ["GET", "/v1/", 404],
    ["GET", "/v2/access-tokens", 404],
    ["GET", "/access-tokens", 404],
    ["GET", "/v1/access-tokens/a/b", 404],
    ["PUT", "/v1/access-tokens", 405],
    ["GET", "/v1/access-tokens/a", 405],
  ])("refuses %s %s: %i", async (method, path, status) => {
    const { account, headers } = start();
    expect((await account.fetch(`https://a.test${path}`, { method, headers })).status).toBe(status);
  });

  test("sends nothing when the signal has aborted", async () => {
    const { account, issue } = start();
    const signal = AbortSignal.abort("early");
    await expect(account.fetch(url, { ...issue, signal })).rejects.toBe("early");
    expect([account.journal, account.tokens()]).toEqual([[], []]);
  });

  it.each(["slow", "hang-after"] as const)(
    "rejects with the signal's reason during %s, after the effect",
    async (name) => {
      const { account, issue } = start();
      account.faults.next("issue", name);
      const controller = new AbortController();
      const sent = account.fetch(url, { ...issue, signal: controller.signal });
      const rejected = expect(sent).rejects.toBe("enough");
      await vi.advanceTimersByTimeAsync(1_000);
      controller.abort("enough");
      await rejected;
      expect(account.tokens()).toHaveLength(1);
      expect([vi.getTimerCount(), getEventListeners(controller.signal, "abort").length]).toEqual([0, 0]);
    },
  );

  test("honours the signal of a Request", async () => {
    const { account, issue } = start();
    account.faults.next("issue", "hang-after");
    const controller = new AbortController();
    const sent = account.fetch(new Request(url, { ...issue, signal: controller.signal }));
    setTimeout(() => controller.abort("enough"), 10);
    const rejected = expect(sent).rejects.toBe("enough");
    await vi.advanceTimersByTimeAsync(10);
    await rejected;
  });

  test("leaves no listener on a signal that outlives it", async () => {
    const { account, issue } = start();
    account.faults.next("issue", "slow");
    const { signal } = new AbortController();
    const sent = account.fetch(url, { ...issue, signal });
    await vi.advanceTimersByTimeAsync(1_500);
    expect((await sent).status).toBe(201);
    expect([vi.getTimerCount(), getEventListeners(signal, "abort").length]).toEqual([0, 0]);
  });

  test("drips a body byte by byte, until it is cancelled or aborted", async () => {
    const { account, issue } = start();
    for (const ending of ["cancel", "abort"]) {
      account.faults.next("issue", "drip");
      const controller = new AbortController();
      const response = await account.fetch(url, { ...issue, signal: controller.signal });
      const reader = response.body?.getReader();
      if (reader === undefined) throw new Error("a drip has a body");
      expect((await reader.read()).value).toHaveLength(1);
      const next = reader.read();
      await vi.advanceTimersByTimeAsync(100);
      expect((await next).value).toHaveLength(1);
      const last = reader.read();
      if (ending === "cancel") {
        await reader.cancel();
        expect((await last).done).toBe(true);
      } else {
        controller.abort("enough");
        await expect(last).rejects.toBe("enough");
      }
      expect(vi.getTimerCount()).toBe(0);
    }
  });
});

describe("redirects", () => {
  test("are returned unfollowed with redirect: manual", async () => {
    const { account, issue } = start();
    account.faults.next("issue", "redirect");
    const response = await account.fetch(url, { ...issue, redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([
      307,
      "https://elsewhere.invalid/v1/access-tokens",
    ]);
    expect(account.journal).toHaveLength(1);
  });

  test("are followed by default, without the bearer across origins, and appear in the journal", async () => {
    const { account, issue } = start();
    account.faults.next("issue", "redirect");
    expect((await account.fetch(url, issue)).status).toBe(401);
    expect(account.journal.map(({ origin, status }) => `${origin} ${status}`)).toEqual([
      "https://a.test 307",
      "https://elsewhere.invalid 401",
    ]);
  });

  test("reject with redirect: error", async () => {
    const { account, issue } = start();
    account.faults.next("issue", "redirect");
    await expect(account.fetch(url, { ...issue, redirect: "error" })).rejects.toThrow(TypeError);
  });

  test("stop after twenty in a loop", async () => {
    const { account, issue } = start();
    account.faults.next("issue", "redirect-loop");
    await expect(account.fetch(url, issue)).rejects.toThrow(TypeError);
    expect(account.journal).toHaveLength(21);
    expect(account.tokens()).toEqual([]);
  });
});
