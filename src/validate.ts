import { OPERATION_GROUPS, OPERATIONS } from "../generated/constants.js";
import type { ArgumentIssue } from "./errors.js";
import { isRecord, join, nearest, shown, suggestion, unknownKeys, wrongType } from "./keys.js";
import { nameProblem, prefixProblem, type NameKind } from "./names.js";

/**
 * The key under which a listed scope names what this version does not know (`ops.new-op`, `basins`, `new_field`), so that
 * it may go back into `issue` as it came. A symbol, and enumerable: it survives a spread and stays out of JSON.
 */
export const unknownParts: unique symbol = Symbol.for("s2-access-tokens.unknown");

const SETS = { basins: "basin", streams: "stream", accessTokens: "accessToken" } as const satisfies Record<
  string,
  NameKind
>;
const SCOPE_KEYS = [...Object.keys(SETS), "opGroups", "ops"];
const operations: ReadonlySet<string> = new Set(OPERATIONS);

/**
 * Everything that is wrong with a scope, each issue's path beginning with `path`; empty for a scope that S2 can read.
 * Operations, shapes and keys that came with a listing pass, whatever they are.
 */
export function scopeIssues(scope: unknown, path: string): ArgumentIssue[] {
  if (!isRecord(scope)) return [wrongType(path, "A scope is an object")];
  const unknown = unknownPartsOf(scope);
  const issues = unknownKeys(scope, [...SCOPE_KEYS, ...unknown], path);
  for (const [key, kind] of Object.entries(SETS)) {
    if (!unknown.includes(key)) issues.push(...setIssues(scope[key], kind, join(path, key)));
  }
  issues.push(...groupIssues(scope["opGroups"], join(path, "opGroups"), unknown));
  issues.push(...operationIssues(scope["ops"], join(path, "ops"), unknown));
  if (issues.length === 0 && unknown.length === 0 && grantsNothing(scope)) {
    issues.push({
      path,
      code: "empty_permissions",
      message: "This scope permits nothing: name an operation in ops, or set a flag in opGroups.",
    });
  }
  return issues;
}

/** The issue of a token that prefixes stream names without a prefix to use, if it is one. */
export function autoPrefixIssues(autoPrefixStreams: unknown, scope: unknown, path: string): ArgumentIssue[] {
  if (autoPrefixStreams === undefined || autoPrefixStreams === false) return [];
  if (autoPrefixStreams !== true) return [wrongType(path, "autoPrefixStreams is true or false")];
  const streams = isRecord(scope) ? scope["streams"] : undefined;
  if (isRecord(streams) && typeof streams["prefix"] === "string") return [];
  if (isRecord(scope) && unknownPartsOf(scope).includes("streams")) return [];
  return [
    {
      path,
      code: "auto_prefix_without_prefix",
      message: 'autoPrefixStreams needs scope.streams to be a prefix: { prefix: "…" }.',
    },
  ];
}

/** What a listed scope holds that this version does not know. */
export function unknownPartsOf(scope: object): readonly string[] {
  // The symbol is ours: only the mapping of listings sets it, to a list of words.
  return (scope as { readonly [unknownParts]?: readonly string[] })[unknownParts] ?? [];
}

function setIssues(set: unknown, kind: NameKind, path: string): ArgumentIssue[] {
  if (set === undefined || set === null) return [];
  if (!isRecord(set)) return [wrongType(path, "A resource set is { exact: … }, { prefix: … } or null")];
  const issues = unknownKeys(set, ["exact", "prefix"], path);
  const { exact, prefix } = set;
  if ((exact === undefined) === (prefix === undefined)) {
    const found = exact === undefined ? "neither" : "both";
    return [
      ...issues,
      { path, code: `${found}_of_exact_and_prefix`, message: `Give exact or prefix; this set has ${found}.` },
    ];
  }
  return issues.concat(
    exact === undefined
      ? textIssues(prefix, join(path, "prefix"), (text) => prefixProblem(kind, text))
      : textIssues(exact, join(path, "exact"), (text) => (text === "" ? undefined : nameProblem(kind, text))),
  );
}

function textIssues(
  value: unknown,
  path: string,
  check: (text: string) => { code: string; message: string } | undefined,
): ArgumentIssue[] {
  if (typeof value !== "string") return [wrongType(path, "This is a string")];
  const problem = check(value);
  return problem === undefined ? [] : [{ path, ...problem }];
}

function groupIssues(groups: unknown, path: string, unknown: readonly string[]): ArgumentIssue[] {
  if (groups === undefined || groups === null || unknown.includes("opGroups")) return [];
  if (!isRecord(groups)) return [wrongType(path, "opGroups is an object of groups")];
  const known = unknown.filter((part) => part.startsWith("opGroups.")).map((part) => part.slice(9));
  const issues = unknownKeys(groups, [...OPERATION_GROUPS, ...known], path);
  for (const group of OPERATION_GROUPS) {
    const flags = groups[group];
    if (flags === undefined || flags === null || known.includes(group)) continue;
    const here = join(path, group);
    if (!isRecord(flags)) {
      issues.push(wrongType(here, "A group is { read?: boolean, write?: boolean } or null"));
      continue;
    }
    issues.push(...unknownKeys(flags, ["read", "write"], here));
    for (const flag of ["read", "write"]) {
      const value = flags[flag];
      if (value !== undefined && typeof value !== "boolean") {
        issues.push(wrongType(join(here, flag), "A flag is true or false"));
      }
    }
  }
  return issues;
}

function operationIssues(ops: unknown, path: string, unknown: readonly string[]): ArgumentIssue[] {
  if (ops === undefined || ops === null || unknown.includes("ops")) return [];
  if (!Array.isArray(ops)) return [wrongType(path, "ops is an array of operations")];
  // Array.from also visits holes, which would be sent as null.
  return Array.from(ops, (op: unknown, index) => operationIssue(op, `${path}[${index}]`, unknown)).flat();
}

function operationIssue(op: unknown, path: string, unknown: readonly string[]): ArgumentIssue[] {
  if (typeof op !== "string") return [wrongType(path, "An operation is a string")];
  if (operations.has(op) || unknown.includes(`ops.${op}`)) return [];
  const message = `S2 has no operation "${shown(op)}"${suggestion(nearest(op, OPERATIONS), OPERATIONS)}.`;
  return [{ path, code: "unknown_operation", message }];
}

function grantsNothing(scope: Readonly<Record<string, unknown>>): boolean {
  const { ops, opGroups } = scope;
  if (Array.isArray(ops) && ops.length > 0) return false;
  if (!isRecord(opGroups)) return true;
  return OPERATION_GROUPS.every((group) => {
    const flags = opGroups[group];
    return !isRecord(flags) || (flags["read"] !== true && flags["write"] !== true);
  });
}
