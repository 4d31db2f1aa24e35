import { afterEach, expect, it } from "vitest";
import { S2, S2IssueOutcomeUnknownError } from "../../src/index.js";

const added: string[] = [];

/** Adds a property that every object inherits, as in a polluted program. */
function pollute(key: string, value: unknown, enumerable = true): void {
  define(key, { value, enumerable, writable: true });
}

function define(key: string, descriptor: PropertyDescriptor): void {
  added.push(key);
  // eslint-disable-next-line no-extend-native -- that is the attack
  Object.defineProperty(Object.prototype, key, { ...descriptor, configurable: true });
}

afterEach(() => {
  for (const key of added.splice(0)) Reflect.deleteProperty(Object.prototype, key);
});

function clientOf(status: number, body: unknown) {
  const fetch = () => Promise.resolve(Response.json(body, { status }));
  return new S2({ accessToken: "bearer", fetch, retry: { maxAttempts: 1 } }).accessTokens;
}

const token = { id: "a", scope: { ops: ["read"] } } as const;

it.each([true, false])("never reads a secret from Object.prototype (enumerable: %s)", async (enumerable) => {
  pollute("access_token", "a-secret-from-elsewhere", enumerable);
  const work = clientOf(201, {}).issue(token, { ifOutcomeUnknown: "throw" });
  await expect(work).rejects.toThrow(S2IssueOutcomeUnknownError);
});

it("never asks an accessor of Object.prototype for a secret", async () => {
  define("access_token", { get: () => "a-secret-from-elsewhere" });
  const work = clientOf(201, {}).issue(token, { ifOutcomeUnknown: "throw" });
  await expect(work).rejects.toThrow(S2IssueOutcomeUnknownError);
});

it.each([true, false])("takes no function for a field (enumerable: %s)", async (enumerable) => {
  for (const key of ["access_token", "access_tokens", "has_more", "code"]) pollute(key, () => [], enumerable);
  const work = clientOf(201, {}).issue(token, { ifOutcomeUnknown: "throw" });
  await expect(work).rejects.toThrow(S2IssueOutcomeUnknownError);
  await expect(clientOf(200, {}).list()).rejects.toMatchObject({ code: "response" });
  await expect(clientOf(409, { message: "no" }).list()).rejects.toMatchObject({ code: "http" });
});

it("lists as ever beside functions that a program added to every object", async () => {
  for (const key of ["expires_at", "basins", "exact", "read", "each"]) pollute(key, () => "x");
  const listed = { id: "x", scope: { op_groups: { stream: { write: true } } } };
  const { accessTokens } = await clientOf(200, { access_tokens: [listed], has_more: false }).list();
  expect(accessTokens).toMatchObject([{ id: "x", expiresAt: null, scope: { basins: null } }]);
});

it("still reads the secret in the body", async () => {
  pollute("access_token", "a-secret-from-elsewhere");
  expect((await clientOf(201, { access_token: "sent" }).issue(token)).accessToken).toBe("sent");
});

it.each([
  ["access_tokens", [], { has_more: false }],
  ["has_more", false, { access_tokens: [] }],
  ["id", "x", { access_tokens: [{ scope: {} }], has_more: false }],
  ["scope", {}, { access_tokens: [{ id: "x" }], has_more: false }],
])("rejects a page without %s, whatever objects inherit", async (key, value, body) => {
  pollute(key, value);
  await expect(clientOf(200, body).list()).rejects.toMatchObject({ code: "response" });
});

it("gives a listed token no inherited expiry, prefixing or scope", async () => {
  pollute("expires_at", "2000-01-01T00:00:00Z");
  pollute("auto_prefix_streams", true);
  pollute("op_groups", { account: { read: true, write: true } });
  pollute("basins", { prefix: "" });
  pollute("write", true);
  const listed = { id: "x", scope: { op_groups: { stream: { read: true } } } };
  const { accessTokens } = await clientOf(200, { access_tokens: [listed], has_more: false }).list();
  expect(accessTokens).toMatchObject([
    {
      autoPrefixStreams: false,
      expiresAt: null,
      scope: { basins: null, opGroups: { account: { read: false, write: false }, stream: { write: false } } },
    },
  ]);
});

it.each([{ message: "no" }, "no", null, []])("gives an error no inherited code: %j", async (body) => {
  pollute("code", "rate_limited");
  await expect(clientOf(409, body).list()).rejects.toMatchObject({ code: "http" });
});
