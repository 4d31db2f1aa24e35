import { OPERATION_GROUPS, OPERATIONS } from "../../generated/constants.js";
import { flag, listOf, nullable, shape, type Check } from "./values.js";
import type { ArgumentIssue } from "../errors.js";
import { isRecord, join, nearest, shown, suggestion } from "./keys.js";
import { nameProblem, prefixProblem, type NameKind } from "./names.js";

/**
 * The key under which a listed scope names what this version does not know (`ops.new-op`, `basins`, `new_field`), so that
 * it may go back into `issue` as it came. A symbol, and enumerable: it survives a spread and stays out of JSON.
 */
export const unknownParts: unique symbol = Symbol.for("s2-access-tokens.unknown");

/** What a listed scope holds that this version does not know. */
export function unknownPartsOf(scope: object): readonly string[] {
  // The symbol is ours: only the mapping of listings sets it, to a list of words.
  return (scope as { readonly [unknownParts]?: readonly string[] })[unknownParts] ?? [];
}

/**
 * Everything that is wrong with a scope, each issue's path beginning with `path`; empty for a scope that S2 can read.
 * Operations, shapes and keys that came with a listing pass, whatever they are.
 */
export function scopeIssues(scope: unknown, path: string): ArgumentIssue[] {
  const issues: ArgumentIssue[] = [];
  const unknown = isRecord(scope) ? unknownPartsOf(scope) : [];
  const operations = unknown.filter((part) => part.startsWith("ops.")).map((part) => part.slice(4));
  const check = operations.length === 0 ? KNOWN_SHAPE : scopeShape([...OPERATIONS, ...operations]);
  check(scope, path, issues);
  if (isRecord(scope) && issues.length === 0 && unknown.length === 0 && grantsNothing(scope)) {
    const message = "This scope permits nothing: name an operation in ops, or set a flag in opGroups.";
    issues.push({ path, code: "empty_permissions", message });
  }
  const kept = unknown.map((part) => join(path, part));
  return issues.filter(({ path }) => !kept.some((part) => path === part || path.startsWith(`${part}.`)));
}

/** The issue of a token that prefixes stream names without a prefix to use, if it is one. */
export function autoPrefixIssues(autoPrefixStreams: unknown, scope: unknown, path: string): ArgumentIssue[] {
  if (autoPrefixStreams !== true) return [];
  const streams = isRecord(scope) ? scope["streams"] : undefined;
  if (isRecord(streams) && typeof streams["prefix"] === "string") return [];
  if (isRecord(scope) && unknownPartsOf(scope).includes("streams")) return [];
  const message = 'autoPrefixStreams needs scope.streams to be a prefix: { prefix: "…" }.';
  return [{ path, code: "auto_prefix_without_prefix", message }];
}

/** Text that names something, or begins the name of something. */
export function text(problem: (text: string) => string | undefined): Check {
  return (value, path, issues) => {
    if (typeof value !== "string") issues.push({ path, code: "wrong_type", message: "This is a string." });
    else {
      const message = problem(value);
      if (message !== undefined) issues.push({ path, code: "invalid_name", message });
    }
  };
}

function scopeShape(operations: readonly string[]): Check {
  const flags = nullable(shape({ read: flag, write: flag }));
  return shape({
    basins: resourceSet("basin"),
    streams: resourceSet("stream"),
    accessTokens: resourceSet("accessToken"),
    opGroups: nullable(shape(Object.fromEntries(OPERATION_GROUPS.map((group) => [group, flags])))),
    ops: nullable(listOf(operationOf(operations))),
  });
}

function resourceSet(kind: NameKind): Check {
  const keys = shape({
    // The empty name is no name: it matches nothing.
    exact: text((name) => (name === "" ? undefined : nameProblem(kind, name))),
    prefix: text((prefix) => prefixProblem(kind, prefix)),
  });
  return nullable((set, path, issues) => {
    keys(set, path, issues);
    if (!isRecord(set) || (set["exact"] === undefined) !== (set["prefix"] === undefined)) return;
    const found = set["exact"] === undefined ? "neither" : "both";
    const message = `Give exact or prefix; this set has ${found}.`;
    issues.push({ path, code: `${found}_of_exact_and_prefix`, message });
  });
}

function operationOf(known: readonly string[]): Check {
  return (value, path, issues) => {
    if (typeof value !== "string") issues.push({ path, code: "wrong_type", message: "This is a string." });
    else if (!known.includes(value)) {
      const message = `S2 has no operation "${shown(value)}"${suggestion(nearest(value, known), known)}.`;
      issues.push({ path, code: "unknown_operation", message });
    }
  };
}

function grantsNothing({ ops, opGroups }: Readonly<Record<string, unknown>>): boolean {
  if (Array.isArray(ops) && ops.length > 0) return false;
  const groups = isRecord(opGroups) ? Object.values(opGroups) : [];
  return !groups.some((flags) => isRecord(flags) && (flags["read"] === true || flags["write"] === true));
}

/** Made once: an audit checks every token of a listing. */
const KNOWN_SHAPE = /* @__PURE__ */ scopeShape(OPERATIONS);
