import { OPERATION_GROUPS, OPERATIONS } from "../../generated/constants.js";
import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import type {
  AccessTokenScope,
  Operation,
  PermittedOperationGroups,
  ReadWritePermissions,
  ResourceSet,
  UnknownOperation,
} from "../types.js";
import { cut, isRecord, join, nearest, suggestion } from "./keys.js";
import { MOST_SUGGESTIONS } from "./limits.js";
import { nameProblem, prefixProblem, type NameKind } from "./names.js";
import { ownData } from "./own.js";
import { addIssue, expected, kindOf, pathOf, place, within, type Place } from "./problems.js";
import { quoted } from "./text.js";
import type { WireFields } from "./wire/fields.js";
import { flag, listOf, nullable, shape, text, type Fields, type Reader } from "./values.js";

/**
 * The key under which a listed scope names the parts that this version does not know (`ops.new-op`, `basins`,
 * `new_field`), so that they can be passed back to `issue` unchanged. A symbol, and enumerable: it survives a spread
 * and stays out of JSON.
 */
export const unknownParts: unique symbol = Symbol.for("s2-access-tokens.unknown");

/** Returns the parts of a listed scope that this version does not know. */
export function unknownPartsOf(scope: object): readonly string[] {
  // Only the mapping of listings sets the symbol, but anybody can.
  const parts: unknown = Object.hasOwn(scope, unknownParts) && Reflect.get(scope, unknownParts);
  return Array.isArray(parts) ? parts.filter((part) => typeof part === "string") : [];
}

/** Reads a finished scope, or the result of anything that builds one, into a frozen copy. */
export const readScopeInput: Reader<AccessTokenScope> = (value, at) => {
  try {
    return readScope(finished(value), at);
  } catch (error) {
    if (!(error instanceof S2ArgumentError)) throw error;
    at.issues.push(...error.issues.map((issue) => within(pathOf(at), issue)));
    return undefined;
  }
};

/**
 * Returns the scope that a builder of any copy of this package builds; anything else as it is. Throws what the builder
 * throws.
 */
export function finished(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { build } = value;
  return typeof build === "function" ? build.call(value) : value;
}

/** Made once, since an audit checks every token of a listing; on first use, since it takes a tenth of what an import evaluates. */
let knownShape: Reader<AccessTokenScope> | undefined;

/** Reads a scope. Operations, shapes and keys that came with a listing pass, whatever they are. */
const readScope: Reader<AccessTokenScope> = (value, at) => {
  const { issues } = at;
  const before = issues.length;
  const unknown = isRecord(value) ? unknownPartsOf(value) : [];
  knownShape ??= scopeShape(new Set(OPERATIONS));
  const scope = unknown.length === 0 ? knownShape(value, at) : readListed(value, at, unknown);
  if (issues.length > before || scope === undefined || unknown.length > 0 || grantsSomething(scope))
    return scope;
  const path = pathOf(at);
  const message = `${path === "" ? "The scope" : path} permits nothing: name an operation in ops, or set a flag in opGroups.`;
  issues.push({ path, code: "empty_permissions", message });
  return scope;
};

/** Returns every issue of a scope, each path beginning with `path`; empty if S2 can read it. */
export function scopeIssues(scope: unknown, path: string): readonly ArgumentIssue[] {
  const at = place(path);
  readScope(scope, at);
  return at.issues;
}

/** Adds the issue of a token that prefixes stream names and has no prefix to use, if it is one. */
export function addAutoPrefixIssue(autoPrefixStreams: unknown, scope: unknown, at: Place): void {
  const streams = isRecord(scope) ? scope["streams"] : undefined;
  const isPrefix = isRecord(streams) && typeof streams["prefix"] === "string";
  if (autoPrefixStreams !== true || isPrefix) return;
  if (isRecord(scope) && unknownPartsOf(scope).includes("streams")) return;
  addIssue(at, "auto_prefix_without_prefix", 'needs scope.streams to be a prefix: { prefix: "…" }.');
}

/** Reads a scope with parts that this version does not know: those as data, the rest as any scope. */
function readListed(value: unknown, at: Place, unknown: readonly string[]): AccessTokenScope | undefined {
  const copy = ownData(value, at);
  if (copy === undefined) return undefined;
  const path = pathOf(at);
  const kept = new Set(unknown.map((part) => join(path, part)));
  const operations = unknown.filter((part) => part.startsWith("ops.")).map((part) => part.slice(4));
  const found = place(path);
  scopeShape(new Set([...OPERATIONS, ...operations]))(copy, found);
  at.issues.push(...found.issues.filter((issue) => !isKept(issue.path, path, kept)));
  // Anything not as declared has been refused or is one of the unknown parts.
  return Object.freeze(
    Object.assign({ ...copy }, { [unknownParts]: Object.freeze(unknown) }),
  ) as AccessTokenScope;
}

/** Reports whether a path is at or below a part kept as it came. */
function isKept(at: string, root: string, kept: ReadonlySet<string>): boolean {
  for (let end = at.length; end > root.length; end = at.lastIndexOf(".", end - 1)) {
    if (kept.has(at.slice(0, end))) return true;
  }
  return false;
}

/** Makes the reader of a scope of these operations; does not check that it permits anything. */
export function scopeShape(
  operations: ReadonlySet<string>,
  readFlag: Reader<boolean> = flag,
): Reader<AccessTokenScope> {
  const flags = nullable(shape<ReadWritePermissions>({ read: readFlag, write: readFlag }));
  // The keys are all the groups there are, which fromEntries cannot know.
  const groups = Object.fromEntries(
    OPERATION_GROUPS.map((group) => [group, flags]),
  ) as Fields<PermittedOperationGroups>;
  return shape<AccessTokenScope>(
    {
      basins: nullable(resourceSet("basin")),
      streams: nullable(resourceSet("stream")),
      accessTokens: nullable(resourceSet("accessToken")),
      opGroups: nullable(shape<PermittedOperationGroups>(groups)),
      ops: nullable(listOf(operationOf(operations))),
    },
    [],
    wireSpelling,
  );
}

/** S2's own spellings, used in place of ours. */
const wireSpelling = {
  op_groups: "opGroups (or read S2's JSON with parseScope)",
  access_tokens: "accessTokens (or read S2's JSON with parseScope)",
} as const satisfies WireFields<"AccessTokenScope">;

/** Both keys, before the check that there is only one. */
interface SetKeys {
  readonly exact?: string | undefined;
  readonly prefix?: string | undefined;
}

function resourceSet(kind: NameKind): Reader<ResourceSet> {
  const keys = shape<SetKeys>({
    // The empty name is allowed: it matches nothing.
    exact: text((name) => (name === "" ? undefined : nameProblem(kind, name))),
    prefix: text((prefix) => prefixProblem(kind, prefix)),
  });
  return (value, at) => {
    const set = keys(value, at);
    if (set === undefined) return undefined;
    if ((set.exact === undefined) === (set.prefix === undefined)) {
      const found = set.exact === undefined ? "neither" : "both";
      // Invalid text still counts as given; anything but text has been refused.
      if (found === "both" || Object.keys(set).length === 0)
        expected(at, "{ exact } or { prefix }", found, `${found}_of_exact_and_prefix`);
    }
    return set as ResourceSet; // As just checked.
  };
}

function operationOf(known: ReadonlySet<string>): Reader<Operation | UnknownOperation> {
  return (value, at) => {
    // Known to this version, or to the listing that it came with.
    if (known.has(value as string)) return value as Operation | UnknownOperation;
    if (typeof value !== "string") return expected(at, "a string", kindOf(value));
    const meant = at.issues.length < MOST_SUGGESTIONS ? nearest(value, OPERATIONS) : undefined;
    const got = quoted(cut(value)) + suggestion(meant, OPERATIONS);
    return expected(at, "an operation of S2", got, "unknown_operation");
  };
}

function grantsSomething({ ops, opGroups }: AccessTokenScope): boolean {
  if (ops !== undefined && ops !== null && ops.length > 0) return true;
  return Object.values<ReadWritePermissions | null | undefined>(opGroups ?? {}).some(
    (flags) => flags?.read === true || flags?.write === true,
  );
}
