import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { S2 } from "../../src/index.js";

const JSON_TYPE = { "content-type": "application/json" };
const PAGE = '{"access_tokens":[],"has_more":false}';

/** Returns the ending of a listing with this answer. */
async function endingOf(answer: () => Response | Promise<Response>): Promise<unknown> {
  const { accessTokens } = new S2({
    accessToken: "s2-bearer",
    retry: { maxAttempts: 1 },
    fetch: async () => await answer(),
  });
  return accessTokens.list().catch((error: unknown) => error);
}

function streamed(chunks: readonly Uint8Array[], onCancel?: () => void): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[sent++];
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
    ...(onCancel === undefined ? {} : { cancel: onCancel }),
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);
const ok = { accessTokens: [], hasMore: false };

describe("a success", () => {
  it.each([
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/problem+json",
  ])("may have the type %s", async (type) => {
    expect(await endingOf(() => new Response(PAGE, { headers: { "content-type": type } }))).toEqual(ok);
  });

  it("may arrive in pieces that split a character", async () => {
    const body = bytes('{"access_tokens":[{"id":"ü","scope":{}}],"has_more":false}');
    const cut = body.indexOf(0xc3) + 1;
    const pieces = [body.subarray(0, cut), body.subarray(cut)];
    expect(await endingOf(() => new Response(streamed(pieces), { headers: JSON_TYPE }))).toMatchObject({
      accessTokens: [{ id: "ü" }],
    });
  });

  it.each<[string, () => Response]>([
    ["another status", () => new Response(PAGE, { status: 201, headers: JSON_TYPE })],
    ["no content", () => new Response(null, { status: 204 })],
    ["no body", () => new Response(null, { headers: JSON_TYPE })],
    ["no type", () => new Response(bytes(PAGE))],
    ["another type", () => new Response(PAGE, { headers: { "content-type": "application/jsonlines" } })],
    [
      "a type that contains JSON's name",
      () => new Response(PAGE, { headers: { "content-type": "x-application/json" } }),
    ],
    ["broken JSON", () => new Response(PAGE.slice(1), { headers: JSON_TYPE })],
    [
      "bytes that are not UTF-8",
      () => new Response(new Uint8Array([0x22, 0xff, 0x22]), { headers: JSON_TYPE }),
    ],
    ["another shape", () => new Response("[]", { headers: JSON_TYPE })],
  ])("is rejected with %s", async (_name, answer) => {
    expect(await endingOf(answer)).toMatchObject({
      name: "S2ResponseError",
      code: "response",
      status: answer().status,
      retryable: true,
      effect: "none",
    });
  });

  it.each<[string, unknown]>([
    ["no streams, as on React Native", undefined],
    ["streams of another kind", Readable.from([PAGE])],
  ])("is read completely with %s", async (_name, body) => {
    const without = (status: number) => () =>
      Object.defineProperty(new Response(PAGE, { status, headers: JSON_TYPE }), "body", { value: body });
    expect(await endingOf(without(200))).toEqual(ok);
    expect(await endingOf(without(201))).toMatchObject({ code: "response", status: 201 });
    expect(await endingOf(without(403))).toMatchObject({ code: "http", status: 403 });
  });

  it.each([
    ["in pieces", (text: string) => new Response(text, { status: 403 })],
    [
      "as a whole",
      (text: string) =>
        Object.defineProperty(new Response(text, { status: 403 }), "body", { value: undefined }),
    ],
  ])("is cut at 64 KiB for an error, read %s", async (_name, answer) => {
    const most = 64 * 1024;
    // A complete body must be JSON; of a truncated one only the beginning counts.
    const whole = (length: number) => `{"message":"m","code":"invalid"${" ".repeat(length - 32)}}`;
    expect(await endingOf(() => answer(whole(most)))).toMatchObject({ code: "invalid" });
    expect(await endingOf(() => answer(whole(most + 1)))).toMatchObject({ code: "http" });
    const broken = `{"code":"invalid","message":"m"`.padEnd(most + 1, "x");
    expect(await endingOf(() => answer(broken))).toMatchObject({ code: "invalid", message: "m" });
    expect(await endingOf(() => answer(broken.slice(0, most)))).toMatchObject({ code: "http" });
  });

  it("is limited to 32 MiB, and nothing beyond is read", async () => {
    let cancelled = false;
    const piece = new Uint8Array(1024 * 1024).fill(0x20);
    const endless = Array.from({ length: 100 }, () => piece);
    const body = streamed(endless, () => {
      cancelled = true;
    });
    const error = await endingOf(() => new Response(body, { headers: JSON_TYPE }));
    expect(error).toMatchObject({ message: "The server answered with more than 32 MiB.", status: 200 });
    expect(cancelled).toBe(true);
  });

  it("that breaks off is a failed connection, whatever the reason's name", async () => {
    const body = () =>
      new ReadableStream({
        pull: (controller) => controller.error(Object.assign(new Error("late"), { code: "ECONNREFUSED" })),
      });
    const { accessTokens } = new S2({
      accessToken: "s2-bearer",
      fetch: () => Promise.resolve(new Response(body(), { status: 201, headers: JSON_TYPE })),
    });
    const error = accessTokens.issue({ id: "a", scope: { ops: ["read"] } }, { ifOutcomeUnknown: "throw" });
    await expect(error).rejects.toMatchObject({
      code: "outcome_unknown",
      attempts: 1,
      cause: { code: "connection", cause: { message: "late" } },
    });
  });
});

describe("a redirect", () => {
  it.each([
    [307, "none"],
    [308, "none"],
    [300, "unknown"],
    [301, "unknown"],
    [302, "unknown"],
    [303, "unknown"],
    [304, "unknown"],
    [0, "unknown"],
  ])("%i is not followed; effect on issue: %s", async (status, effect) => {
    const answer =
      status === 0 ? Response.error() : new Response(null, { status, headers: { location: "/x" } });
    const { accessTokens } = new S2({ accessToken: "s2-bearer", fetch: () => Promise.resolve(answer) });
    const error: unknown = await accessTokens
      .issue({ id: "a", scope: { ops: ["read"] } })
      .catch((error: unknown) => error);
    expect(error).toMatchObject(
      effect === "none"
        ? { name: "S2ResponseError", status, effect, retryable: false, attempts: 1 }
        : { code: "outcome_unknown", attempts: 1, cause: { status: status === 0 ? undefined : status } },
    );
  });
});

describe("an error", () => {
  it.each<[string, BodyInit | null, string, string]>([
    ["of S2", '{"code":"quota_exhausted","message":"Too many."}', "quota_exhausted", "Too many."],
    [
      "of S2 without a message",
      '{"code":"quota_exhausted"}',
      "quota_exhausted",
      "The server answered 403 and did not say why.",
    ],
    ["with an unknown code", '{"code":"brand_new","message":"New."}', "brand_new", "New."],
    [
      "of S2 with a number for a message",
      '{"code":"invalid","message":5}',
      "invalid",
      "The server answered 403 and did not say why.",
    ],
    ["with the bearer for a code", '{"code":"s2-bearer","message":"m"}', "http", "m"],
    ["with a sentence for a code", '{"code":"not a word","message":"m"}', "http", "m"],
    ["of a proxy", "<h1>no</h1>", "http", "The server answered 403 and did not say why."],
    ["of no shape", "[1]", "http", "The server answered 403 and did not say why."],
    ["without a body", null, "http", "The server answered 403 and did not say why."],
    [
      "too long to be read whole",
      `{"code":"invalid","message":"${"m".repeat(70_000)}"}`,
      "invalid",
      `${"m".repeat(1021)}…`,
    ],
    [
      "too long, of S2, without a message",
      `{"code":"invalid","more":"${"m".repeat(70_000)}"}`,
      "invalid",
      "The server answered 403 and did not say why.",
    ],
    [
      "too long, with one of S2 in it",
      `<p>${"x".repeat(100)}{"code":"invalid","message":"${"m".repeat(70_000)}"}`,
      "http",
      "The server answered 403 and did not say why.",
    ],
    ["too long and not of S2", "x".repeat(70_000), "http", "The server answered 403 and did not say why."],
  ])("%s", async (_name, body, code, message) => {
    const error = await endingOf(() => new Response(body, { status: 403 }));
    expect(error).toMatchObject({ name: "S2PermissionError", status: 403, code, message });
  });

  it("keeps its status if its body breaks off", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    const error = await endingOf(() => new Response(body, { status: 503, headers: { "retry-after": "3" } }));
    expect(error).toMatchObject({ status: 503, code: "http", retryAfterMillis: 3000 });
  });

  it("explains that the server has no access tokens", async () => {
    const error = await endingOf(() => new Response("{}", { status: 501 }));
    expect(error).toMatchObject({ name: "S2NotSupportedError" });
    expect(String(error)).toContain("s2-lite has none");
  });

  it("carries the request id if present", async () => {
    const error = await endingOf(
      () => new Response(null, { status: 500, headers: { "x-request-id": "r-1" } }),
    );
    expect(error).toMatchObject({ requestId: "r-1" });
  });

  it.each([undefined, 100, 200])("with the invalid status %j has an unknown effect", async (status) => {
    // Values that a custom `fetch` may invent.
    const answer = { ok: false, status, headers: new Headers(), body: null } as unknown as Response;
    const { accessTokens } = new S2({ accessToken: "s2-bearer", fetch: () => Promise.resolve(answer) });
    await expect(accessTokens.issue({ id: "a", scope: { ops: ["read"] } })).rejects.toMatchObject({
      code: "outcome_unknown",
      cause: { status },
    });
  });

  it.each([
    [400, "", "none"],
    [418, "", "none"],
    [429, "", "none"],
    [408, "", "unknown"],
    [499, "client_hangup", "unknown"],
    [500, "", "unknown"],
    [501, "", "none"],
    [502, "", "unknown"],
    [502, "hot_server", "none"],
    [503, "unavailable", "unknown"],
    [503, "server_draining", "none"],
    [504, "upstream_timeout", "unknown"],
    [520, "", "unknown"],
  ])("%i %s has effect %s", async (status, code, effect) => {
    const body = code === "" ? null : JSON.stringify({ code, message: "m" });
    const { accessTokens } = new S2({
      accessToken: "s2-bearer",
      retry: { maxAttempts: 1 },
      fetch: () => Promise.resolve(new Response(body, { status })),
    });
    await expect(accessTokens.revoke({ id: "a" })).rejects.toMatchObject({ status, effect });
  });
});
