import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../generated/constants.js";
import { excess } from "../../src/scope/excess/excess.js";
import { evaluate } from "../../src/scope/evaluate.js";
import type { ScopeRequest } from "../../src/scope/requests.js";
import { createLocalAccount, type LocalAccount } from "../../src/testing/account.js";
import type { AccessTokenScope } from "../../src/types.js";
import { anyScope, holdFor, likeScope, pick, REQUESTS } from "./world.js";
import { seeded } from "../seeded.js";

// The local account has its own code to enforce scopes: it must permit and refuse exactly what `evaluate` and `excess`
// answer wherever they are definite.
const SEED = 20_261_122;

/** The HTTP request for an operation. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly basin?: string;
  readonly body?: object | string;
}

const encode = encodeURIComponent;
const command = (name: string, body: string): object => ({ records: [{ headers: [["", name]], body }] });
const ofAccount = (method: string, path: string) => (): Call => ({ method, path });
const ofBasin =
  (method: string, path: string, body?: object) =>
  (names: Names): Call => ({
    method,
    path: path.replace("{basin}", encode(names.basin)),
    basin: names.basin,
    ...(body && { body }),
  });
const ofStream =
  (method: string, path: string, body?: object) =>
  (names: Names): Call => ({
    ...ofBasin(method, path, body)(names),
    path: path.replace("{basin}", encode(names.basin)).replace("{stream}", encode(names.stream)),
  });

interface Names {
  readonly basin: string;
  readonly stream: string;
  readonly accessTokenId: string;
}

const CALLS: Record<(typeof OPERATIONS)[number], (names: Names) => Call> = {
  "list-basins": ofAccount("GET", "/basins"),
  "create-basin": ({ basin }) => ({ method: "POST", path: "/basins", body: { basin } }),
  "delete-basin": ofBasin("DELETE", "/basins/{basin}"),
  "reconfigure-basin": ofBasin("PATCH", "/basins/{basin}", {}),
  "get-basin-config": ofBasin("GET", "/basins/{basin}"),
  // A child that has only what its issuer needs to issue it.
  "issue-access-token": ({ accessTokenId: id }) => ({
    method: "POST",
    path: "/access-tokens",
    body: { id, scope: { ops: ["issue-access-token"] } },
  }),
  "revoke-access-token": ({ accessTokenId: id }) => ({
    method: "DELETE",
    path: `/access-tokens/${encode(id)}`,
  }),
  "list-access-tokens": ofAccount("GET", "/access-tokens"),
  "list-streams": ofBasin("GET", "/streams"),
  "create-stream": ({ basin, stream }) => ({ method: "POST", path: "/streams", basin, body: { stream } }),
  "delete-stream": ofStream("DELETE", "/streams/{stream}"),
  "get-stream-config": ofStream("GET", "/streams/{stream}"),
  "reconfigure-stream": ofStream("PATCH", "/streams/{stream}", {}),
  "check-tail": ofStream("GET", "/streams/{stream}/records/tail"),
  append: ofStream("POST", "/streams/{stream}/records", { records: [{ body: "a" }] }),
  read: ofStream("GET", "/streams/{stream}/records"),
  trim: ofStream("POST", "/streams/{stream}/records", command("trim", "\0".repeat(8))),
  fence: ofStream("POST", "/streams/{stream}/records", command("fence", "token")),
  "account-metrics": ofAccount("GET", "/metrics?set=account-ops&start=0&end=3600"),
  "basin-metrics": ofBasin("GET", "/metrics/{basin}?set=storage&start=0&end=3600"),
  "stream-metrics": ofStream("GET", "/metrics/{basin}/{stream}?set=storage&start=0&end=3600"),
  "list-locations": ofAccount("GET", "/locations"),
  "get-default-location": ofAccount("GET", "/locations/default"),
  "set-default-location": () => ({ method: "PUT", path: "/locations/default", body: "aws:us-east-1" }),
};

/** Returns the account's answer as a status and a code. */
function ask(account: LocalAccount, bearer: string, { method, path, basin, body }: Call): string {
  const { outcome } = account.serve({
    method,
    url: new URL(`https://a.test/v1${path}`),
    headers: new Headers({
      authorization: `Bearer ${bearer}`,
      "content-type": "application/json",
      ...(basin !== undefined && { "s2-basin": basin }),
    }),
    body: new TextEncoder().encode(body === undefined ? "" : JSON.stringify(body)),
  });
  if (outcome.kind !== "answer") throw new Error(`the account answered with ${outcome.kind}`);
  const code = /"code":"(\w+)"/.exec(String(outcome.answer.body))?.[1] ?? "";
  return `${outcome.answer.status} ${code}`.trim();
}

/** An account whose next token gets this secret and this scope. */
function issue(account: LocalAccount, bearer: string, id: string, scope: AccessTokenScope): string {
  const { accessTokens: access_tokens, opGroups: op_groups, ...rest } = scope;
  return ask(account, bearer, {
    method: "POST",
    path: "/access-tokens",
    body: { id, scope: { ...rest, access_tokens, op_groups } },
  });
}

function newAccount(): LocalAccount {
  let secrets = 0;
  return createLocalAccount({ newSecret: () => `secret-${(secrets += 1)}` });
}

const REFUSED = "403 permission_denied";
/** Three requests for each operation. */
const SAMPLE = ((random) =>
  OPERATIONS.flatMap((operation) => {
    const requests = REQUESTS.filter((request) => request.operation === operation);
    return [1, 2, 3].map(() => pick(random, requests));
  }))(seeded(SEED + 1));

const isEmpty = (scope: AccessTokenScope): boolean =>
  (scope.ops ?? []).length === 0 && !JSON.stringify(scope.opGroups ?? {}).includes("true");

function* seededScopes(count: number): Generator<readonly [AccessTokenScope]> {
  const random = seeded(SEED);
  for (let index = 0; index < count; index++) yield [anyScope(random)];
}

describe("the local account", () => {
  it("permits and refuses as evaluate answers, wherever that is definite", () => {
    const seen = { yes: 0, no: 0, unknown: 0 };
    holdFor(seededScopes(200), (scope) => {
      if (scope === undefined || isEmpty(scope)) return undefined;
      const account = newAccount();
      expect(issue(account, account.token, "caller", scope)).toBe("201");
      for (const request of SAMPLE) {
        const { answer } = evaluate(scope, request);
        seen[answer] += 1;
        if (answer === "unknown") continue;
        const got = ask(account, "secret-1", callFor(request));
        if ((got === REFUSED) !== (answer === "no") || /^4(00|01|22)/.test(got)) {
          return `evaluate says ${answer}, the account ${got}, to ${JSON.stringify(request)}`;
        }
      }
      return undefined;
    });
    expect(Math.min(seen.yes, seen.no, seen.unknown)).toBeGreaterThan(10);
  });

  it("issues a child contained in its parent and refuses a definite excess", () => {
    const random = seeded(SEED + 2);
    const seen = { issued: 0, refused: 0, uncertain: 0 };
    const pairs = Array.from({ length: 4_000 }, () => {
      const scope = anyScope(random);
      const ops = [...(scope.ops ?? []), "issue-access-token" as const];
      const parent = { ...scope, accessTokens: { prefix: "" }, ops };
      return [likeScope(random, parent), parent] as const;
    });
    holdFor(pairs, (child, parent) => {
      if (child === undefined || parent === undefined || isEmpty(child)) return undefined;
      if (!parent.ops?.includes("issue-access-token")) return undefined;
      const account = newAccount();
      expect(issue(account, account.token, "parent", parent)).toBe("201");
      const items = excess({ id: "child", scope: child }, parent);
      const got = issue(account, "secret-1", "child", child);
      if (items.some(({ kind }) => kind !== "uncertain")) {
        seen.refused += 1;
        return got === REFUSED ? undefined : `${items[0]?.sentence} But it answered ${got}`;
      }
      if (items.length > 0) seen.uncertain += 1;
      else seen.issued += 1;
      return items.length > 0 || got === "201"
        ? undefined
        : `nothing is beyond the parent, but it answered ${got}`;
    });
    expect(Math.min(seen.issued, seen.refused, seen.uncertain)).toBeGreaterThan(10);
  });
});

function callFor(request: ScopeRequest): Call {
  // An operation's call contains only the names that it takes.
  const names = { basin: "", stream: "", accessTokenId: "", ...request } as Names;
  const operation = OPERATIONS.find((one) => one === request.operation);
  if (operation === undefined) throw new Error(`no such operation: ${request.operation}`);
  return CALLS[operation](names);
}
