import { fits, prefixProblem } from "../../check/names.js";
import { scopeIssues, unknownPartsOf } from "../../check/scopes.js";
import { quoted, shown } from "../../check/text.js";
import type { AccessTokenScope } from "../../types.js";
import { operationSet, operationsIn, type OperationSet } from "../holdings.js";
import { coversAll, endsWithSeparator, RESOURCE_KINDS, RESOURCES, type Resource } from "../resources.js";
import { list, listSome } from "../sentences.js";
import type { LintView, Observation } from "./view.js";

/** Finds parts that S2 could not read. Those that came with a listing are S2's own. */
export function malformed({ scope, token }: LintView): readonly Observation[] {
  const wrong: Observation[] = [];
  for (const { path, code, message } of scopeIssues(scope, "scope")) {
    // Rules of their own.
    if (code === "empty_permissions" || code === "unknown_operation") continue;
    wrong.push({ path, message });
  }
  for (const { path, message } of token?.issues ?? []) wrong.push({ path, message });
  return wrong;
}

/** Finds parts that this version does not know: its answers about them are unknown. */
export function unknownPart({ scope, unknown }: LintView): readonly Observation[] {
  const listed = unknownPartsOf(scope);
  if (listed.length === 0 && unknown.length === 0) return [];
  const parts = new Set([...listed, ...unknown.map((name) => `ops.${name}`)]);
  const names = listSome([...parts].map(shown));
  return [
    { path: "scope", message: `This version does not know ${names}; answers that depend on it are unknown.` },
  ];
}

/** Finds a token that may write anywhere in the account. */
export function allBasinsAndStreams({ held, sets, table }: LintView): readonly Observation[] {
  if (!coversAll(sets.basin) || !coversAll(sets.stream)) return [];
  const writes = held.yes & table.writes & (table.naming.basin | table.naming.stream);
  if (writes === 0) return [];
  const message = `This token may ${list(operationsIn(writes))} in every basin and stream: narrow basins or streams.`;
  return [{ path: "scope", message }];
}

const SEPARATORS = { basin: "-", stream: "/", "access-token": "/" } as const satisfies Record<
  Resource,
  string
>;

/** Finds prefixes that end within a name: `users/1` also covers `users/10`. */
export function separatorLessPrefix({ scope, sets }: LintView): readonly Observation[] {
  return RESOURCE_KINDS.flatMap((resource) => {
    const set = sets[resource];
    if (set.kind !== "prefix" || set.prefix === "" || endsWithSeparator(set.prefix)) return [];
    const { set: key, name } = RESOURCES[resource];
    // No name is longer, so it covers only one.
    if (!fits(name, `${set.prefix}0`)) return [];
    const prefix = set.prefix + SEPARATORS[resource];
    const path = `scope.${key}.prefix`;
    const message = `This prefix also covers ${quoted(`${set.prefix}0`)} and the like`;
    // The separator has to leave room for something to follow it, and cannot fix a name that S2 would refuse.
    if (!fits(name, `${prefix}0`) || prefixProblem(name, prefix) !== undefined)
      return [{ path, message: `${message}.` }];
    const change = { scope: { ...scope, [key]: { prefix } } };
    return [
      { path, message: `${message}; ${quoted(prefix)} would not.`, fix: { changesMeaning: true, change } },
    ];
  });
}

/** Listings name no member of these sets, but may leave out what they do not cover. */
const FILTERED = {
  basin: /* @__PURE__ */ operationSet(["list-basins"]),
  stream: /* @__PURE__ */ operationSet(["list-streams"]),
  "access-token": /* @__PURE__ */ operationSet(["list-access-tokens"]),
} as const satisfies Record<Resource, OperationSet>;

/** Finds sets that no permitted operation uses. */
export function unusedResourceSet(view: LintView): readonly Observation[] {
  const { held, sets, table, unknown, unread } = view;
  const any = held.yes | held.unknown;
  // What this version cannot read may use anything; what grants nothing has a finding of its own.
  if (any === 0 || held.unreadable || unknown.length > 0 || unread.length > 0) return [];
  const unused = RESOURCE_KINDS.filter((kind) => {
    return sets[kind].kind !== "none" && (any & (table.naming[kind] | FILTERED[kind])) === 0;
  });
  return unused.map((kind) => {
    const { set: key } = RESOURCES[kind];
    const message = `No operation that this token holds${held.flags.length > 0 ? " today" : ""} uses ${key}.`;
    return { path: `scope.${key}`, message, fix: { changesMeaning: true, change: withoutSet(view, key) } };
  });
}

/** Removes a set, and with it what the token may pass on and the prefixing of names that needs it. */
function withoutSet(
  { scope, token }: LintView,
  key: "basins" | "streams" | "accessTokens",
): { readonly scope: AccessTokenScope; readonly autoPrefixStreams?: boolean } {
  const change = { scope: { ...scope, [key]: null } };
  return key === "streams" && token?.autoPrefixStreams === true
    ? { ...change, autoPrefixStreams: false }
    : change;
}
