import { fits } from "../../check/names.js";
import type { AccessTokenScope } from "../../types.js";
import { autoPrefixIssues, scopeIssues, unknownPartsOf } from "../../check/scopes.js";
import type { LintView, Observation } from "./view.js";
import { operationSet, operationsIn, type OperationSet } from "../operation-set.js";
import { coversAll, RESOURCE_KINDS, RESOURCES, type Resource } from "../resources.js";
import { list, quote } from "../sentences.js";

/** What S2 could not read, whatever else may be right. What came with a listing is S2's own. */
export function malformed({ scope, token }: LintView): readonly Observation[] {
  const wrong: Observation[] = [];
  for (const { path, code, message } of scopeIssues(scope, "scope")) {
    // Rules of their own.
    if (code === "empty_permissions" || code === "unknown_operation") continue;
    wrong.push({ path, message });
  }
  if (Number.isNaN(token?.expiresAt)) {
    wrong.push({
      path: "expiresAt",
      message: "This is no time: give a Date, milliseconds since 1970 or RFC 3339 text.",
    });
  }
  return wrong;
}

/** What this version does not know: its answers about it are unknown. */
export function unknownPart({ scope, unknown }: LintView): readonly Observation[] {
  const listed = unknownPartsOf(scope);
  if (listed.length === 0 && unknown.length === 0) return [];
  const parts = new Set([...listed, ...unknown.map((name) => `ops.${name}`)]);
  const message = `This version does not know ${list([...parts])}; answers that rest on it are unknown.`;
  return [{ path: "scope", message }];
}

/** Stream names to be prefixed, and no prefix: S2 refuses it. */
export function autoPrefixWithoutPrefix({ scope, token }: LintView): readonly Observation[] {
  return autoPrefixIssues(token?.autoPrefixStreams, scope, "autoPrefixStreams").map(({ path, message }) => ({
    path,
    message,
    fix: { changesMeaning: true, change: { autoPrefixStreams: false } },
  }));
}

/** A write anywhere in the account. */
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

/** `users/1` also covers `users/10`. */
export function separatorLessPrefix({ scope, sets }: LintView): readonly Observation[] {
  return RESOURCE_KINDS.flatMap((resource) => {
    const set = sets[resource];
    if (set.kind !== "prefix" || !/[\p{L}\p{N}]$/u.test(set.prefix.slice(-2))) return [];
    const { set: key, name } = RESOURCES[resource];
    // No name is longer, so it covers but one.
    if (!fits(name, `${set.prefix}0`)) return [];
    const prefix = set.prefix + SEPARATORS[resource];
    const message = `This prefix also covers ${quote(`${set.prefix}0`)} and whatever begins so; ${quote(prefix)} would not.`;
    return [{ path: `scope.${key}.prefix`, message, fix: setFix(scope, key, { prefix }, true) }];
  });
}

/** Listings name no member of these sets, but may leave out what they do not cover. */
const FILTERED = {
  basin: /* @__PURE__ */ operationSet(["list-basins"]),
  stream: /* @__PURE__ */ operationSet(["list-streams"]),
  "access-token": /* @__PURE__ */ operationSet(["list-access-tokens"]),
} as const satisfies Record<Resource, OperationSet>;

/** A set that no permitted operation uses. */
export function unusedResourceSet({ scope, held, sets, table, unknown }: LintView): readonly Observation[] {
  const any = held.yes | held.unknown;
  // What this version cannot read may use anything; what grants nothing has a finding of its own.
  if (any === 0 || held.unreadable || unknown.length > 0) return [];
  const unused = RESOURCE_KINDS.filter((kind) => {
    return sets[kind].kind !== "none" && (any & (table.naming[kind] | FILTERED[kind])) === 0;
  });
  return unused.map((kind) => {
    const { set: key } = RESOURCES[kind];
    const grantsGroup = held.flags.length > 0;
    const message = `No operation that this token holds${grantsGroup ? " today" : ""} names what ${key} covers.`;
    return { path: `scope.${key}`, message, fix: setFix(scope, key, null, grantsGroup) };
  });
}

function setFix(
  scope: AccessTokenScope,
  key: "basins" | "streams" | "accessTokens",
  set: { readonly prefix: string } | null,
  changesMeaning: boolean,
): NonNullable<Observation["fix"]> {
  return { changesMeaning, change: { scope: { ...scope, [key]: set } } };
}
