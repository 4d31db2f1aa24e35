import { expect, it, test } from "vitest";
import { S2ArgumentError } from "../../src/errors.js";
import { createLocalAccount, type LocalAccountOptions } from "../../src/testing/index.js";
import { createCheckedAccount } from "./contract.js";
import { idsIn, requestsOf, secretIn } from "./requests.js";

const scope = { ops: ["read"] };

test("issues, lists and revokes", async () => {
  const account = createCheckedAccount();
  const { issue, list, revoke } = requestsOf(account);
  const secret = secretIn((await issue({ id: "a/b", scope })).json);
  expect(account.idOf(secret)).toBe("a/b");
  expect(idsIn(await list("?limit=1"))).toBe("a/b");
  expect((await revoke("a/b")).status).toBe(204);
  expect([account.tokens(), account.idOf(secret)]).toEqual([[], undefined]);
});

test("accounts share nothing", async () => {
  const [one, other] = [createCheckedAccount(), createCheckedAccount()];
  const secret = secretIn((await requestsOf(one).issue({ id: "a", scope })).json);
  expect([other.tokens(), other.idOf(secret), other.journal]).toEqual([[], undefined, []]);
});

test("the secrets are the caller's to make, and never the same", async () => {
  const account = createCheckedAccount({ newSecret: () => "mine" });
  const { issue } = requestsOf(account);
  expect(secretIn((await issue({ id: "a", scope })).json)).toBe("mine");
  await expect(issue({ id: "b", scope })).rejects.toThrow("newSecret must not return the same secret twice.");
  expect(account.tokens()).toHaveLength(1);
});

it.each<{ options: LocalAccountOptions; message: string }>([
  { options: { token: "two words" }, message: "token: must be visible ASCII, without spaces." },
  { options: { token: "" }, message: "token: must be visible ASCII, without spaces." },
  { options: { token: "line\nbreak" }, message: "token: must be visible ASCII, without spaces." },
  {
    options: { revocationDelayMillis: -1 },
    message: "revocationDelayMillis: must be a number of milliseconds, 0 or more.",
  },
  {
    options: { revocationDelayMillis: NaN },
    message: "revocationDelayMillis: must be a number of milliseconds, 0 or more.",
  },
  {
    options: { revocationDelayMillis: Infinity },
    message: "revocationDelayMillis: must be a number of milliseconds, 0 or more.",
  },
])("refuses $options", ({ options, message }) => {
  expect(() => createLocalAccount(options)).toThrow(S2ArgumentError);
  expect(() => createLocalAccount(options)).toThrow(message);
});
