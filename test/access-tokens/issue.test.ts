import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  S2,
  S2IssueOutcomeUnknownError,
  type IssueAccessTokenInput,
  type Operation,
  type S2Options,
} from "../../src/index.js";
import { createLocalAccount, type FaultName } from "../../src/testing/index.js";
import { fakeTime, settle } from "../faults/harness.js";

const scope = { streams: { prefix: "u/" }, ops: ["append", "read", "read"] } as const;

function setUp(options: Partial<S2Options> = {}) {
  const account = createLocalAccount();
  const client = new S2({ accessToken: account.token, fetch: account.fetch, random: () => 1, ...options });
  const requests = () => account.journal.map(({ method }) => method).join(" ");
  const ids = () => account.tokens().map(({ id }) => id);
  return { account, tokens: client.accessTokens, requests, ids };
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return settle(
    work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

/** Issues a token whose secret is lost. */
async function lose(
  { account, tokens }: ReturnType<typeof setUp>,
  fault: FaultName = "500-after",
  input: Partial<IssueAccessTokenInput> = {},
): Promise<S2IssueOutcomeUnknownError> {
  account.faults.next("issue", fault);
  const token = { id: "lost", scope, ...input } as IssueAccessTokenInput; // The tests pass matching parts.
  const error = await failureOf(tokens.issue(token, { ifOutcomeUnknown: "throw" }));
  if (error instanceof S2IssueOutcomeUnknownError) return error;
  throw error;
}

beforeEach(fakeTime);
afterEach(() => vi.useRealTimers());

describe("an unknown outcome", () => {
  it("is checked by a listing, and the token is issued again if absent", async () => {
    const { account, tokens, requests } = setUp();
    account.faults.next("issue", "502");
    const { accessToken } = await settle(tokens.issue({ id: "a", scope }));
    expect(account.idOf(accessToken)).toBe("a");
    expect(requests()).toBe("POST GET POST");
  });

  it("is an error if the token exists", async () => {
    const { account, tokens, requests } = setUp();
    account.faults.next("issue", "500-after");
    expect(await failureOf(tokens.issue({ id: "a", scope }))).toMatchObject({
      name: "S2IssueOutcomeUnknownError",
      code: "outcome_unknown",
      id: "a",
      attempts: 1,
      effect: "unknown",
      retryable: false,
      cause: { name: "S2ApiError", status: 500 },
    });
    expect(requests()).toBe("POST GET");
  });

  it("is an error if the check is denied or attempts run out", async () => {
    const denied = setUp();
    denied.account.faults.next("issue", "500");
    denied.account.faults.always("list", "403");
    expect(await failureOf(denied.tokens.issue({ id: "a", scope }))).toMatchObject({
      code: "outcome_unknown",
    });
    expect(denied.requests()).toBe("POST GET");
    const broken = setUp();
    broken.account.faults.always("issue", "500");
    expect(await failureOf(broken.tokens.issue({ id: "a", scope }))).toMatchObject({ attempts: 3 });
    expect(broken.requests()).toBe("POST GET POST GET POST");
  });

  it("is an error at once if the client or the call turns the check off", async () => {
    for (const { client, call } of [
      { client: "throw", call: undefined },
      { client: "check", call: "throw" },
      { client: undefined, call: "throw" },
    ] as const) {
      const { account, tokens, requests } = setUp({ ifOutcomeUnknown: client });
      account.faults.next("issue", "500");
      const work = tokens.issue({ id: "a", scope }, { ifOutcomeUnknown: call });
      expect(await failureOf(work)).toMatchObject({ code: "outcome_unknown" });
      expect(requests()).toBe("POST");
    }
    const { account, tokens, requests } = setUp({ ifOutcomeUnknown: "throw" });
    account.faults.next("issue", "500");
    await settle(tokens.issue({ id: "a", scope }, { ifOutcomeUnknown: "check" }));
    expect(requests()).toBe("POST GET POST");
  });

  it("is never passed on as a plain conflict or refusal", async () => {
    for (const fault of ["409", "403", "400", "redirect"] as const) {
      const { account, tokens } = setUp();
      account.faults.next("issue", "500");
      account.faults.next("issue", fault);
      expect(await failureOf(tokens.issue({ id: "a", scope }))).toMatchObject({
        code: "outcome_unknown",
        attempts: 2,
        cause: { effect: "unknown" },
      });
    }
  });

  it("waits as long as the server asks before checking", async () => {
    const { account } = setUp();
    let first = true;
    const fetch: typeof globalThis.fetch = (url, init) => {
      if (!first) return account.fetch(url, init);
      first = false;
      return Promise.resolve(new Response(null, { status: 503, headers: { "retry-after": "7" } }));
    };
    const { tokens } = setUp({ fetch });
    const before = Date.now();
    await settle(tokens.issue({ id: "a", scope }));
    expect(account.journal.map(({ at }) => at - before)).toEqual([7000, 7000]);
  });

  it("is reported after an abort once the request was sent, with the caller's reason", async () => {
    const { account, tokens, ids } = setUp();
    account.faults.next("issue", "hang-after");
    const controller = new AbortController();
    const work = tokens
      .issue({ id: "a", scope }, { signal: controller.signal })
      .catch((error: unknown) => error);
    await new Promise(setImmediate);
    controller.abort("enough");
    expect(await work).toMatchObject({ code: "outcome_unknown", id: "a", cause: "enough", attempts: 1 });
    expect(ids()).toEqual(["a"]);
  });

  it("is reported after an abort during the check", async () => {
    const { account, tokens } = setUp();
    account.faults.next("issue", "500");
    account.faults.next("list", "hang-after");
    const controller = new AbortController();
    const work = tokens
      .issue({ id: "a", scope }, { signal: controller.signal })
      .catch((error: unknown) => error);
    for (let turn = 0; account.journal.length < 2 && turn < 50; turn++) {
      await new Promise(setImmediate);
      if (account.journal.length === 1) vi.advanceTimersToNextTimer();
    }
    controller.abort("enough");
    expect(await work).toMatchObject({ code: "outcome_unknown", cause: "enough" });
  });

  it("is reported if the bearer function fails after an attempt that may have worked", async () => {
    let asked = 0;
    const bearer = () => {
      if (asked++ > 0) throw new Error("vault is sealed");
      return "s2_local_root";
    };
    const { account, tokens } = setUp({ accessToken: bearer });
    account.faults.next("issue", "500");
    expect(await failureOf(tokens.issue({ id: "a", scope }))).toMatchObject({ code: "outcome_unknown" });
  });
});

describe("recover", () => {
  it.each<[FaultName, string]>([
    ["500-after", "revoked"],
    ["500", "absent"],
  ])("issues under a new id after %s; the old token: %s", async (fault, orphan) => {
    const cell = setUp();
    const error = await lose(cell, fault);
    const issued = await settle(error.recover({ newId: "new" }));
    expect(issued).toMatchObject({ id: "new", orphan });
    expect(cell.account.idOf(issued.accessToken)).toBe("new");
    expect(cell.ids()).toEqual(["new"]);
    expect(Object.keys(issued)).toEqual(["id", "expiresAt", "orphan"]);
    expect(JSON.stringify(issued)).not.toContain(issued.accessToken);
  });

  it("recognises the lost token by scope, prefixing and expiry, to the millisecond", async () => {
    for (const input of [
      { expiresAt: "2099-01-01T00:00:00.123456Z" },
      { autoPrefixStreams: true },
      { scope: { opGroups: { stream: { read: true, write: false }, basin: null } } },
    ] as const) {
      const cell = setUp();
      const error = await lose(cell, "truncated", input);
      expect(await settle(error.recover({ newId: "new" }))).toMatchObject({ orphan: "revoked" });
    }
  });

  it.each<[string, Partial<IssueAccessTokenInput>, Partial<IssueAccessTokenInput>]>([
    ["another scope", {}, { scope: { ops: ["read"] } }],
    ["prefixing", {}, { autoPrefixStreams: true }],
    ["another expiry", { expiresAt: 4e12 }, { expiresAt: 4e12 + 1 }],
    ["an expiry it lacks", { expiresAt: 4e12 }, {}],
  ])("does not revoke a token with %s", async (_name, lost, other) => {
    const cell = setUp();
    const error = await lose(cell, "500", lost);
    await settle(cell.tokens.issue({ id: "lost", scope, ...other }));
    expect(await settle(error.recover({ newId: "new" }))).toMatchObject({ orphan: "different" });
    expect(cell.ids()).toEqual(["lost", "new"]);
  });

  it.each(["list", "revoke"] as const)("keeps the new secret when %s fails", async (call) => {
    const cell = setUp();
    const error = await lose(cell);
    cell.account.faults.always(call, "403");
    const issued = await settle(error.recover({ newId: "new" }));
    expect(issued.orphan).toBe("unknown");
    expect(cell.account.idOf(issued.accessToken)).toBe("new");
  });

  it("keeps the new secret after a late abort", async () => {
    const cell = setUp();
    const error = await lose(cell);
    cell.account.faults.next("list", "hang-after");
    const controller = new AbortController();
    const work = error.recover({ newId: "new", signal: controller.signal });
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    controller.abort("enough");
    expect(await work).toMatchObject({ id: "new", orphan: "unknown" });
  });

  it("issues the original scope even if the caller has changed the object since", async () => {
    const cell = setUp();
    const ops: Operation[] = ["read"];
    const error = await lose(cell, "500-after", { scope: { ops } });
    ops.push("append");
    expect(await settle(error.recover({ newId: "new" }))).toMatchObject({ orphan: "revoked" });
    expect(cell.account.tokens()).toMatchObject([{ id: "new", scope: { ops: ["read"] } }]);
  });

  it("reports a second unknown outcome, for the new id", async () => {
    const cell = setUp();
    const error = await lose(cell);
    cell.account.faults.next("issue", "500-after");
    const second = await failureOf(error.recover({ newId: "new" }));
    expect(second).toMatchObject({ code: "outcome_unknown", id: "new", operation: "recover" });
    expect(cell.requests()).toBe("POST POST");
    expect(cell.ids()).toEqual(["lost", "new"]);
  });

  it("revokes nothing if the new token is refused", async () => {
    const cell = setUp();
    const error = await lose(cell);
    cell.account.faults.next("issue", "403");
    expect(await failureOf(error.recover({ newId: "new" }))).toMatchObject({
      status: 403,
      operation: "recover",
    });
    expect(cell.ids()).toEqual(["lost"]);
  });

  it.each<[unknown, string]>([
    [{ newId: "lost" }, "newId same_id"],
    [{ newId: ".." }, "newId invalid_name"],
    [{}, "newId wrong_type"],
    [{ newId: "new", id: "x" }, "id unknown_key"],
    [{ newId: "new", signal: 1 }, "signal wrong_type"],
    [undefined, " wrong_type"],
  ])("refuses %j", async (input, want) => {
    const cell = setUp();
    const error = await lose(cell);
    const sent = cell.account.journal.length;
    // JavaScript allows such calls.
    const refused = await failureOf(error.recover(input as { newId: string }));
    expect(refused).toMatchObject({ code: "argument", operation: "recover" });
    const { path, code } = (refused as { issues: { path: string; code: string }[] }).issues[0] ?? {};
    expect(`${path} ${code}`).toBe(want);
    expect(cell.account.journal).toHaveLength(sent);
  });
});

describe("a refusal that the clocks explain", () => {
  const NOW = Date.parse("2026-11-01T12:00:00Z");
  const HOUR = 3_600_000;

  /** Returns the message that refuses a one-hour token if S2's clock is ahead by this much. */
  async function messageOf(ahead: number, given: { status?: number; expiresAt?: number | null } = {}) {
    const { status = 422, expiresAt = NOW + HOUR } = given;
    const headers = { date: new Date(NOW + ahead).toUTCString() };
    const body = { code: "invalid", message: "Expiry is in the past." };
    const { accessTokens } = new S2({
      accessToken: "bearer",
      now: () => NOW,
      fetch: () => Promise.resolve(Response.json(body, { status, headers })),
    });
    const error: unknown = await accessTokens
      .issue({ id: "a", scope, expiresAt })
      .catch((error: unknown) => error);
    return error instanceof Error ? error.message : "";
  }

  it("states how far they differ", async () => {
    expect(await messageOf(2 * HOUR)).toBe("Expiry is in the past. (The server's clock is 120 min ahead.)");
    expect(await messageOf(61_000, { expiresAt: NOW + 30_000 })).toContain("1 min ahead");
    expect(await messageOf(-2 * HOUR, { expiresAt: NOW - 3 * HOUR })).toContain("120 min behind");
  });

  it("says nothing if they agree, if the expiry is not past for S2, or if there is none", async () => {
    const plain = "Expiry is in the past.";
    expect(await messageOf(59_000, { expiresAt: NOW + 30_000 })).toBe(plain);
    expect(await messageOf(HOUR / 2)).toBe(plain);
    expect(await messageOf(2 * HOUR, { expiresAt: null })).toBe(plain);
    expect(await messageOf(2 * HOUR, { status: 403 })).toBe(plain);
  });
});
