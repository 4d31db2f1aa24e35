import { expect, it, test } from "vitest";
import { OPERATION_TABLE } from "../../generated/constants.js";
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

test("shares nothing with another account", async () => {
  const [one, other] = [createCheckedAccount(), createCheckedAccount()];
  const secret = secretIn((await requestsOf(one).issue({ id: "a", scope })).json);
  expect([other.tokens(), other.idOf(secret), other.journal]).toEqual([[], undefined, []]);
});

test("takes secrets from newSecret and refuses a repeated one", async () => {
  const account = createCheckedAccount({ newSecret: () => "mine" });
  const { issue } = requestsOf(account);
  expect(secretIn((await issue({ id: "a", scope })).json)).toBe("mine");
  await expect(issue({ id: "b", scope })).rejects.toThrow("newSecret must not return the same secret twice.");
  expect(account.tokens()).toHaveLength(1);
});

it.each<{ options: unknown; message: string }>([
  { options: { token: "two words" }, message: "token holds a space; a bearer is visible ASCII." },
  { options: { token: "" }, message: "token must not be empty." },
  { options: { token: "line\nbreak" }, message: "token holds a line break; a bearer is visible ASCII." },
  {
    options: { revocationDelayMillis: -1 },
    message: "revocationDelayMillis must be a number of milliseconds, 0 or more, got a number.",
  },
  {
    options: { revocationDelayMillis: NaN },
    message: "revocationDelayMillis must be a number of milliseconds, 0 or more, got a number.",
  },
  {
    options: { revocationDelayMillis: Infinity, now: 7, filterListing: true },
    message: [
      'There is no "filterListing" here; use filterListings instead.',
      "now must be a function, got a number.",
      "revocationDelayMillis must be a number of milliseconds, 0 or more, got a number.",
    ].join("\n"),
  },
  { options: null, message: "The argument must be an object" },
  { options: { deadBearer: 404 }, message: 'deadBearer must be "authn" or "access_token_not_found"' },
  {
    options: { operationTable: [] },
    message: "operationTable must be an object with a row { group, access, resources } for each operation",
  },
  {
    options: {
      operationTable: { ...OPERATION_TABLE, read: { group: "streams", access: "read", resources: ["a"] } },
    },
    message: "operationTable must be an object with a row { group, access, resources } for each operation",
  },
])("refuses $options", ({ options, message }) => {
  // JavaScript allows such values.
  const create = () => createLocalAccount(options as LocalAccountOptions);
  expect(create).toThrow(S2ArgumentError);
  expect(create).toThrow(message);
});

test("rejects a secret from newSecret that no header can carry", async () => {
  const account = createCheckedAccount({ newSecret: () => "two words" });
  await expect(requestsOf(account).issue({ id: "a", scope })).rejects.toThrow("newSecret must return");
  expect(account.tokens()).toEqual([]);
});

test("refuses a listener that is not a function", () => {
  const account = createCheckedAccount();
  // @ts-expect-error -- as JavaScript would let it through
  expect(() => account.journal.subscribe("often")).toThrow("listener must be a function, got a string.");
  // @ts-expect-error -- as JavaScript would let it through
  expect(() => account.faults.onChange()).toThrow("listener must be a function, got undefined.");
});
