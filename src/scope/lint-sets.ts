import { fits } from "../names.js";
import type { AccessTokenScope, Operation } from "../types.js";
import { autoPrefixIssues, scopeIssues, unknownPartsOf } from "../validate.js";
import { grantsSomeGroup } from "./grants.js";
import type { LintView, Observation } from "./lint-view.js";
import { coversAll, RESOURCE_KINDS, RESOURCES, type Resource } from "./resources.js";
import { list, quote } from "./sentences.js";

/** What S2 could not read, whatever else may be right. What came with a listing is S2's own. */
export function malformed({ scope, token }: LintView): readonly Observation[] {
  const listed = unknownPartsOf(scope).map((part) => `scope.${part}`);
  const wrong: Observation[] = scopeIssues(scope, "scope")
    .filter(({ code }) => code !== "empty_permissions" && code !== "unknown_operation")
    .filter(({ path }) => !listed.some((part) => path === part || path.startsWith(`${part}.`)))
    .map(({ path, message }) => ({ path, message }));
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
export function allBasinsAndStreams({ held, sets }: LintView): readonly Observation[] {
  if (!coversAll(sets.basin) || !coversAll(sets.stream)) return [];
  const writes = held.filter(({ answer, facts }) => {
    return (
      answer === "yes" && facts.access === "write" && facts.resources.some((kind) => kind !== "access-token")
    );
  });
  if (writes.length === 0) return [];
  const names = list(writes.map(({ operation }) => operation));
  return [
    {
      path: "scope",
      message: `This token may ${names} in every basin and stream: narrow basins or streams.`,
    },
  ];
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
const FILTERED: Partial<Record<Operation, Resource>> = {
  "list-basins": "basin",
  "list-streams": "stream",
  "list-access-tokens": "access-token",
};

/** A set that no permitted operation uses. */
export function unusedResourceSet(view: LintView): readonly Observation[] {
  const { scope, held, sets, unknown, unreadable } = view;
  // What this version cannot read may use anything; what grants nothing has a finding of its own.
  if (held.length === 0 || unreadable || unknown.length > 0) return [];
  return RESOURCE_KINDS.flatMap((resource) => {
    if (sets[resource].kind === "none") return [];
    const used = held.some(({ operation, facts }) => {
      return facts.resources.includes(resource) || FILTERED[operation] === resource;
    });
    if (used) return [];
    const { set: key } = RESOURCES[resource];
    const later = grantsSomeGroup(scope) ? " today" : "";
    const message = `No operation that this token holds${later} names what ${key} covers.`;
    return [{ path: `scope.${key}`, message, fix: setFix(scope, key, null, grantsSomeGroup(scope)) }];
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
