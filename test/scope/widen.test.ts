import { describe, expect, it } from "vitest";
import { OPERATION_TABLE, type OperationRow } from "../../generated/constants.js";
import { S2ArgumentError } from "../../src/errors.js";
import { all, exact, prefix, scope } from "../../src/scope/build.js";
import { diffScopes } from "../../src/scope/canonical.js";
import { excess } from "../../src/scope/excess/excess.js";
import { can, evaluate } from "../../src/scope/evaluate.js";
import { withGroups } from "../../src/scope/groups.js";
import type { ScopeRequest } from "../../src/scope/requests.js";
import type { ScopeOrToken } from "../../src/scope/subject.js";
import { widen } from "../../src/scope/widen.js";
import type { AccessTokenScope, Operation, ResourceSet } from "../../src/types.js";
import { runs } from "../runs.js";
import { oddScope } from "./odd.js";
import { anyScope, isCovered, NAME_KEYS, NAMES, pick, REQUESTS, SET_KEYS, type Kind } from "./world.js";
import { seeded } from "../seeded.js";

const narrow = { basins: { exact: "production" }, streams: { prefix: "users/1/" }, ops: ["read"] } as const;
const read = { operation: "read", basin: "production", stream: "users/1/a" } as const;

describe("widen", () => {
  it.each<{ what: string; from: ScopeOrToken; request: ScopeRequest; to: object; sentence: string }>([
    {
      what: "nothing where nothing is missing",
      from: narrow,
      request: read,
      to: narrow,
      sentence: 'The scope already permits read on stream "users/1/a" in basin "production".',
    },
    {
      what: "ops by the one operation, never by a group",
      from: narrow,
      request: { ...read, operation: "append" },
      to: { ...narrow, ops: ["read", "append"] },
      sentence: 'To permit append on stream "users/1/a" in basin "production", add append to ops.',
    },
    {
      what: "an empty set to the one name",
      from: { ops: ["read"] },
      request: read,
      to: { ops: ["read"], basins: { exact: "production" }, streams: { exact: "users/1/a" } },
      sentence:
        'To permit read on stream "users/1/a" in basin "production", let basins cover "production" and let streams cover "users/1/a".',
    },
    {
      what: "a prefix to what it has in common with the name",
      from: narrow,
      request: { ...read, stream: "users/27/a" },
      to: { ...narrow, streams: { prefix: "users/" } },
      sentence:
        'To permit read on stream "users/27/a" in basin "production", let streams cover names that begin with "users/".',
    },
    {
      what: "an exact name to what it has in common with the other, to the byte",
      from: { ...narrow, streams: { exact: "logs/2030" } },
      request: { ...read, stream: "logs/2031" },
      to: { ...narrow, streams: { prefix: "logs/203" } },
      sentence:
        'To permit read on stream "logs/2031" in basin "production", let streams cover names that begin with "logs/203".',
    },
    {
      what: "a set to everything where names have nothing in common",
      from: narrow,
      request: { ...read, basin: "staging1" },
      to: { ...narrow, basins: { prefix: "" } },
      sentence: 'To permit read on stream "users/1/a" in basin "staging1", let basins cover everything.',
    },
    {
      what: "a disputed operation by its name",
      from: { basins: all(), opGroups: { account: { write: true } } },
      request: { operation: "get-basin-config", basin: "production" },
      to: { basins: { prefix: "" }, opGroups: { account: { write: true } }, ops: ["get-basin-config"] },
      sentence: 'To permit get-basin-config on basin "production", add get-basin-config to ops.',
    },
    {
      what: "between characters, not within one",
      from: { ...narrow, streams: { exact: "a\u{1f600}" } },
      request: { ...read, stream: "a\u{1f601}" },
      to: { ...narrow, streams: { prefix: "a" } },
      sentence:
        'To permit read on stream "a\u{1f601}" in basin "production", let streams cover names that begin with "a".',
    },
    {
      what: "the scope of a token, by whose prefix its streams are named",
      from: { id: "a", scope: narrow, autoPrefixStreams: true },
      request: { ...read, operation: "append" },
      to: { ...narrow, ops: ["read", "append"] },
      sentence: 'To permit append on stream "users/1/a" in basin "production", add append to ops.',
    },
    {
      what: "the scope of a builder",
      from: scope().basins(exact("production")).streams(prefix("users/1/")).ops("read"),
      request: { operation: "list-basins" },
      to: { ...narrow, ops: ["read", "list-basins"] },
      sentence: "To permit list-basins, add list-basins to ops.",
    },
  ])("widens $what", ({ from, request, to, sentence }) => {
    const found = widen(from, request);
    expect(found.scope).toEqual(to);
    expect(found.sentence).toBe(sentence);
    if (found.scope === undefined) throw new Error("it is there");
    expect(can(found.scope, request)).toBe(true);
    expect(found.changes).toEqual(diffScopes(from, found.scope));
  });

  it.each<{ what: string; from: unknown; request: unknown; why: RegExp }>([
    {
      what: "a name that no stream has",
      from: narrow,
      request: { ...read, stream: ".." },
      why: /No scope covers ".."/,
    },
    {
      what: "an empty name",
      from: { ops: ["read"] },
      request: { ...read, basin: "" },
      why: /the name of a basin must be/,
    },
    {
      what: "an operation that this version does not know",
      from: { ...narrow, opGroups: { stream: { read: true } } },
      request: { operation: "teleport", basin: "production", stream: "users/1/a", accessTokenId: "a" },
      why: /^This version does not know teleport\./,
    },
    {
      what: "a request that does not say what it may have to name",
      from: { ops: ["teleport"], basins: { prefix: "" }, streams: { prefix: "" } },
      request: { operation: "teleport" },
      why: /^The request does not name an access token/,
    },
    {
      what: "a set that cannot be read",
      from: { ...narrow, streams: { regex: "a" } },
      request: read,
      why: /^streams is of a shape/,
    },
    {
      what: "operations that cannot be read",
      from: { ...narrow, ops: "append" },
      request: read,
      why: /cannot read ops/,
    },
    {
      what: "a stream outside the prefix of a token that prefixes",
      from: { scope: narrow, autoPrefixStreams: true },
      request: { ...read, stream: "users/2/a" },
      why: /^The token prefixes stream names, and "users\/2\/a" is outside its prefix\.$/,
    },
    {
      what: "a part that is not known",
      from: { ...narrow, limits: 1 },
      request: read,
      why: /does not know limits/,
    },
  ])("gives the reason for no change for $what", ({ from, request, why }) => {
    // Of a later version, or wrong on purpose.
    const found = widen(from as ScopeOrToken, request as ScopeRequest);
    expect(found).toEqual({ scope: undefined, changes: [], sentence: expect.stringMatching(why) as string });
  });

  it("names every obstacle", () => {
    const { sentence } = widen({ ...narrow, ops: "append" } as never, { ...read, basin: "x", stream: ".." });
    expect(sentence).toMatch(/cannot read ops\. .+"x".+ "\.\."/);
  });

  it("follows a table that settles what S2's pages leave open", () => {
    const from = { basins: all(), opGroups: { account: { write: true } } };
    const groups = withGroups({ "get-basin-config": { group: "account", access: "write" } });
    expect(widen(from, { operation: "get-basin-config", basin: "production" }, { groups }).changes).toEqual(
      [],
    );
  });

  it("refuses an incomplete request", () => {
    // Wrong on purpose.
    expect(() => widen(narrow, { operation: "read" } as never)).toThrow(S2ArgumentError);
    expect(() => widen(narrow, read, { group: {} } as never)).toThrow(S2ArgumentError);
  });
});

/** Every set that covers a name: the exact one and each prefix. */
const setsWith = (name: string): readonly ResourceSet[] => [
  { exact: name },
  ...Array.from({ length: name.length + 1 }, (_, length) => ({ prefix: name.slice(0, length) })),
];
/** The names of the world that a set covers. */
const coveredBy = (kind: Kind, set: ResourceSet | null | undefined): readonly string[] =>
  NAMES[kind].filter((name) => isCovered({ [SET_KEYS[kind]]: set }, kind, name));

/** The fewest names that a set covering all of the old one and a name can cover: every set is tried. */
function fewest(kind: Kind, old: ResourceSet | null | undefined, name: string): number {
  const before = coveredBy(kind, old);
  const counts = [...setsWith(name), ...(old ? [old] : [])]
    .map((set) => coveredBy(kind, set))
    .filter((covered) => covered.includes(name) && before.every((one) => covered.includes(one)))
    .map(({ length }) => length);
  return Math.min(...counts);
}

describe("a widened scope", () => {
  it("permits the request, keeps what it permitted, and adds the least possible", () => {
    const random = seeded(20_261_127);
    let changed = 0;
    for (let run = 0; run < runs(20_000); run++) {
      const before = anyScope(random);
      const request = pick(random, REQUESTS);
      const at = `${JSON.stringify(request)} under ${JSON.stringify(before)}`;
      const { scope: after, changes } = widen(before, request);
      if (after === undefined) throw new Error(`every name of the world can be covered: ${at}`);
      expect(evaluate(after, request).answer, at).toBe("yes");
      expect(changes.length === 0, at).toBe(can(before, request));
      expect(excess(before, after), at).toEqual([]);
      if (changes.length > 0) changed += 1;
      expect(isLeast(before, after, request), at).toBe(true);
    }
    expect(changed).toBeGreaterThan(runs(10_000));
  });

  it("exists exactly if every part to change is readable", () => {
    const random = seeded(20_261_128);
    const seen = { there: 0, none: 0 };
    for (let run = 0; run < runs(20_000); run++) {
      const { scope: before, further } = oddScope(random);
      const request = pick(random, REQUESTS);
      const { scope: after } = widen(before, request);
      const at = `${JSON.stringify(request)} under ${JSON.stringify(before)}`;
      if (after !== undefined) {
        seen.there += 1;
        expect(can(after, request), at).toBe(true);
        continue;
      }
      seen.none += 1;
      // Without the unreadable parts a change exists, so they were the only obstacle.
      expect(evaluate(before, request).answer === "yes", at).toBe(false);
      expect(further.length > 0 || hasOddPart(before), at).toBe(true);
    }
    expect(Math.min(seen.there, seen.none)).toBeGreaterThan(100);
  });
});

/** Compares with every alternative: at most one operation by name, and sets that cover the fewest names. */
function isLeast(before: AccessTokenScope, after: AccessTokenScope, request: ScopeRequest): boolean {
  const added = (after.ops ?? []).filter((operation) => !(before.ops ?? []).includes(operation));
  const names: Readonly<Record<string, unknown>> = { ...request };
  // The worlds contain only operations of the table.
  const row: OperationRow = OPERATION_TABLE[request.operation as Operation];
  const held =
    evaluate({ ...before, basins: all(), streams: all(), accessTokens: all() }, request).answer === "yes";
  if (added.length !== (held ? 0 : 1) || JSON.stringify(after.opGroups) !== JSON.stringify(before.opGroups))
    return false;
  return (["basin", "stream", "access-token"] as const).every((kind) => {
    const [old, set] = [before[SET_KEYS[kind]], after[SET_KEYS[kind]]];
    if (!row.resources.includes(kind)) return old === set;
    return coveredBy(kind, set).length === fewest(kind, old, String(names[NAME_KEYS[kind]]));
  });
}

function hasOddPart(scope: AccessTokenScope): boolean {
  const { ops }: { ops?: unknown } = scope;
  const sets = Object.values(SET_KEYS).map((key): unknown => scope[key]);
  return (
    !Array.isArray(ops) ||
    ops.includes(7) ||
    sets.some((set) => /regex|suffix|exact.*prefix|^7|^\[/.test(JSON.stringify(set) ?? ""))
  );
}
