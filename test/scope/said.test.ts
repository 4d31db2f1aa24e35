import { expect, test } from "vitest";
import {
  evaluate,
  excess,
  explain,
  permittedOperations,
  refuseFindings,
  lint,
  S2ArgumentError,
  withGroups,
  type AccessTokenScope,
  type ScopeRequest,
} from "../../src/index.js";
import { OPERATIONS } from "../../generated/constants.js";
import { readInfo } from "../../src/check/wire/token.js";

// Every sentence word for word, to be read in a review; `vitest -u` writes it.

const now = Date.parse("2026-11-01T00:00:00Z");
const everywhere = { basins: { prefix: "" }, streams: { prefix: "" } } as const;
const reading = { stream: { read: true } } as const;

/** A scope as in a listing of a later S2. */
function listedScope(scope: unknown): AccessTokenScope {
  const token = readInfo({ id: "later", scope });
  if (token === undefined) throw new Error("it can be read");
  return token.scope;
}

const later = listedScope({
  basins: { regex: "x" },
  ops: ["read", "teleport"],
  op_groups: { tokens: { read: true } },
});

const tokens: Readonly<Record<string, unknown>> = {
  "a minter": { id: "a", scope: { accessTokens: { prefix: "a/" }, opGroups: { account: { write: true } } } },
  "a minter by some reading": { id: "a", scope: { ...later, accessTokens: { prefix: "a/" } } },
  "a writer of everything": {
    id: "a",
    expiresAt: null,
    scope: { ...everywhere, ops: ["append", "trim", "create-basin"] },
  },
  "one inert operation": { scope: { ops: ["read", "list-basins"], basins: { prefix: "prod-" } } },
  "inert operations": { scope: { ops: ["read", "revoke-access-token"] } },
  "one redundant operation": { scope: { ...everywhere, ops: ["read"], opGroups: reading } },
  "redundant operations": {
    scope: { ...everywhere, ops: ["read", "append", "check-tail"], opGroups: reading },
  },
  "groups, some of them uncertain": {
    scope: {
      ...everywhere,
      opGroups: { account: { read: true }, basin: { read: true }, stream: { read: true } },
    },
  },
  "a blind writer": { scope: { ...everywhere, ops: ["append", "create-basin", "list-streams"] } },
  "prefixes without a separator": {
    scope: {
      basins: { prefix: "prod" },
      streams: { prefix: "users/1" },
      accessTokens: { prefix: "\u{1d7d9}" },
      ops: ["read", "issue-access-token", "list-access-tokens"],
    },
  },
  "prefixes with one": {
    scope: { basins: { prefix: "p1-" }, streams: { prefix: "é." }, ops: ["read", "list-streams"] },
  },
  "sets that nothing uses": {
    scope: { ...everywhere, accessTokens: { exact: "a" }, ops: ["list-locations"] },
  },
  "sets that nothing uses today": { scope: { ...everywhere, opGroups: { account: { read: true } } } },
  "sets of nothing": { scope: { ...everywhere } },
  "sets that only a listing uses": {
    scope: { basins: { prefix: "a-" }, streams: { prefix: "a/" }, ops: ["list-basins", "list-streams"] },
  },
  "no prefix to add": { id: "a", autoPrefixStreams: true, scope: { ops: ["read"], basins: { prefix: "" } } },
  expired: { id: "a", scope: { ops: ["list-basins"] }, expiresAt: now - 1 },
  "long-lived": { id: "a", scope: { ops: ["list-basins"] }, expiresAt: now + 400.5 * 86_400_000 },
  "without an end": { id: "a", scope: { ops: ["list-basins"] }, expiresAt: null },
  "with the end of its issuer": { id: "a", scope: { ops: ["list-basins"] } },
  "with an end that is none": { id: "a", scope: { ops: ["list-basins"] }, expiresAt: "soon" },
  "misspelt, as JSON by hand": {
    scope: { ops: ["raed"], streams: { prefx: "a" }, opGroups: { stream: "rw" } },
  },
  "of a later S2": { id: "later", scope: later },
  "without a scope": { id: "a" },
};

test("lint", async () => {
  const text = Object.entries(tokens).map(([name, token]) => {
    const findings = lint(token as Parameters<typeof lint>[0], { now });
    const lines = findings.map(({ severity, rule, path, message, fix }) => {
      const change =
        fix === undefined
          ? ""
          : `\n    ${fix.changesMeaning ? "changes" : "keeps"} its meaning: ${JSON.stringify(fix.change)}`;
      return `  ${severity} ${rule}, ${path}: ${message}${change}`;
    });
    return [name, ...lines].join("\n");
  });
  await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("said/lint.txt");
});

const explained: Readonly<Record<string, unknown>> = {
  "nothing held": { id: "a", scope: { basins: { prefix: "" } }, expiresAt: null },
  "everything held": {
    id: "a",
    scope: {
      ...everywhere,
      accessTokens: { prefix: "" },
      ops: OPERATIONS,
      opGroups: {
        account: { read: true, write: true },
        basin: { read: true, write: true },
        stream: { read: true, write: true },
      },
    },
  },
  "through two grants": {
    id: "a",
    scope: { ...everywhere, ops: ["get-stream-config", "read"], opGroups: reading },
  },
  "prefixes that are added": {
    id: "a",
    autoPrefixStreams: true,
    scope: { basins: { prefix: "prod-" }, streams: { prefix: "a/" }, ops: ["read"] },
  },
  "of a later S2": { id: "a", scope: later },
};

test("explain", async () => {
  const text = Object.entries(explained).flatMap(([name, token]) =>
    (["text", "markdown"] as const).map((format) =>
      [`--- ${name}, ${format}`, explain(token as AccessTokenScope, { format })].join("\n"),
    ),
  );
  await expect(`${text.join("\n")}\n`).toMatchFileSnapshot("said/explain.txt");
});

test("permittedOperations", async () => {
  const text = Object.entries(explained).map(([name, token]) => {
    const { scope }: { scope: AccessTokenScope } = Object(token);
    const held = permittedOperations(scope).filter(
      ({ answer, grants }) => answer !== "no" || grants.length > 0,
    );
    const lines = held.map(
      ({ operation, answer, missing, sentence }) =>
        `  ${operation} ${answer}${missing.map((set) => ` (${set})`).join("")}: ${sentence}`,
    );
    return [name, ...lines].join("\n");
  });
  await expect(`${text.join("\n")}\n`).toMatchFileSnapshot("said/permitted.txt");
});

const requests: readonly (readonly [name: string, scope: unknown, ...asked: unknown[]])[] = [
  [
    "by name, one basin",
    { basins: { exact: "production" }, streams: { prefix: "a/" }, ops: ["read"] },
    { operation: "read", basin: "production", stream: "a/1" },
    { operation: "read", basin: "elsewhere", stream: "b" },
    { operation: "append", basin: "production", stream: "a/1" },
    { operation: "teleport" },
  ],
  [
    "by groups",
    { ...everywhere, opGroups: { basin: { read: true }, stream: { read: true, write: true } } },
    { operation: "read", basin: "production", stream: "a" },
    { operation: "get-stream-config", basin: "production", stream: "a" },
    { operation: "get-basin-config", basin: "production" },
    { operation: "list-locations" },
    { operation: "teleport" },
  ],
  [
    "by groups whose sets cover nothing",
    { opGroups: { account: { read: true, write: true } } },
    { operation: "get-basin-config", basin: "production" },
    { operation: "issue-access-token", accessTokenId: "a" },
    { operation: "list-basins" },
  ],
  [
    "of a later S2",
    later,
    { operation: "read", basin: "production", stream: "a" },
    { operation: "list-basins" },
    { operation: "teleport" },
  ],
];

test("evaluate", async () => {
  const lines: string[] = [];
  for (const [name, scope, ...asked] of requests) {
    lines.push("", name);
    for (const request of asked) {
      // Requests of this version and of a later one.
      const { answer, reasons } = evaluate(scope as AccessTokenScope, request as ScopeRequest);
      lines.push(`  ${JSON.stringify(request)}: ${answer}`);
      for (const { about, answer, sentence } of reasons) lines.push(`    ${about} ${answer}: ${sentence}`);
    }
  }
  await expect(`${lines.join("\n").trim()}\n`).toMatchFileSnapshot("said/evaluate.txt");
});

const pairs: Readonly<Record<string, readonly [child: unknown, parent: unknown]>> = {
  "operations more": [
    { ...everywhere, ops: ["read", "append"] },
    { ...everywhere, ops: ["append"] },
  ],
  "a group, where the parent names what is in it": [
    { ...everywhere, opGroups: { stream: { read: true } } },
    { ...everywhere, ops: ["read", "check-tail", "get-stream-config", "stream-metrics"] },
  ],
  "a group, where the parent names some of it": [
    { ...everywhere, opGroups: { stream: { read: true }, account: { read: true } } },
    { ...everywhere, ops: ["read"] },
  ],
  "flags, where the parent names what is in one of them": [
    { ...everywhere, opGroups: { stream: { read: true, write: true } } },
    { ...everywhere, ops: ["read", "check-tail", "get-stream-config", "stream-metrics"] },
  ],
  "a disputed operation through two flags, the parent through one": [
    { ...everywhere, opGroups: { basin: { read: true }, stream: { read: true } } },
    { ...everywhere, ops: ["list-streams", "basin-metrics"], opGroups: { stream: { read: true } } },
  ],
  "the rival of a disputed group": [
    { ...everywhere, opGroups: { stream: { read: true } } },
    { ...everywhere, opGroups: { basin: { read: true } } },
  ],
  "a disputed operation by name": [
    { ...everywhere, ops: ["get-basin-config"] },
    { ...everywhere, opGroups: { basin: { read: true } } },
  ],
  "wider sets": [
    { basins: { prefix: "p" }, streams: { prefix: "" }, accessTokens: { prefix: "a" }, ops: ["read"] },
    { basins: { prefix: "prod-" }, streams: { exact: "a" }, ops: ["read"] },
  ],
  "other names": [
    { basins: { exact: "staging1" }, streams: { prefix: "b/" }, ops: ["read", "list-streams"] },
    { basins: { exact: "production" }, streams: { prefix: "a/" }, ops: ["read", "list-streams"] },
  ],
  "an id and a time of its own": [
    { id: "b/1", scope: { ops: ["list-basins"] }, expiresAt: null },
    { id: "a", scope: { ops: ["list-basins"], accessTokens: { prefix: "a/" } }, expiresAt: now },
  ],
  "a time, where the parent never ends": [
    { id: "a/1", scope: { ops: ["list-basins"] }, expiresAt: now },
    { id: "a", scope: { ops: ["list-basins"], accessTokens: { prefix: "a/" } }, expiresAt: null },
  ],
  "no end, where the parent says nothing of one": [
    { id: "a/1", scope: { ops: ["list-basins"] }, expiresAt: null },
    { id: "a", scope: { ops: ["list-basins"], accessTokens: { prefix: "a/" } } },
  ],
  "a later time": [
    { id: "a/1", scope: { ops: ["list-basins"] }, expiresAt: now + 1 },
    { id: "a", scope: { ops: ["list-basins"], accessTokens: { prefix: "a/" } }, expiresAt: now },
  ],
  "a later S2's, under a plain one": [later, { ...everywhere, ops: ["read"] }],
  "a plain one under a later S2's": [{ ...everywhere, ops: ["read", "append"] }, later],
};

test("excess", async () => {
  const text = Object.entries(pairs).map(([name, [child, parent]]) => {
    const items = excess(child as AccessTokenScope, parent as AccessTokenScope);
    return [name, ...items.map(({ kind, part, sentence }) => `  ${kind} ${part}: ${sentence}`)].join("\n");
  });
  await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("said/excess.txt");
});

test("refused arguments", async () => {
  const scope = { ops: ["read"] } as const;
  const asked: Readonly<Record<string, () => unknown>> = {
    "no operation": () => evaluate(scope, {} as never),
    "no request": () => evaluate(scope, "read" as never),
    "a request without what it names": () => evaluate(scope, { operation: "read" } as never),
    "a request without its token": () => evaluate(scope, { operation: "revoke-access-token" } as never),
    "no such severity": () => refuseFindings("fatal" as never),
    "no scope": () => evaluate("all" as never, { operation: "list-basins" }),
    "no such format": () => explain(scope, { format: "html" as never }),
    "no time": () => lint(scope, { now: "soon" as never }),
    "no lifetime": () => lint(scope, { now, maxLifetimeDays: 0 }),
    "no such group": () => withGroups({ read: { group: "tokens" as never, access: "read" } }),
    "no such access": () => withGroups({ read: { group: "stream", access: "admin" as never } }),
    "no such operation": () => withGroups({ raed: { group: "stream", access: "read" } } as never),
  };
  const text = Object.entries(asked).map(([name, ask]) => {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof S2ArgumentError)) throw error;
      return [name, ...error.issues.map(({ path, code, message }) => `  ${path} ${code}: ${message}`)].join(
        "\n",
      );
    }
    throw new Error(`${name}: it was answered`);
  });
  await expect(`${text.join("\n")}\n`).toMatchFileSnapshot("said/refused.txt");
});
