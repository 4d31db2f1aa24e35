import type { Operation } from "../../types.js";
import { flagName, hasUnreadableNames } from "../grants.js";
import { operationSet, operationsIn, type OperationSet } from "../holdings.js";
import { coverNothing, RESOURCE_KINDS, type Resource } from "../resources.js";
import { list } from "../sentences.js";
import { spelledOut, withNamed, without } from "./fixes.js";
import { observation, type LintView, type Observation } from "./view.js";

/** Finds a scope with neither an operation nor a group: S2 refuses it. */
export function emptyPermissions({ held, unknown, unread }: LintView): readonly Observation[] {
  if (held.named !== 0 || held.flags.length > 0) return [];
  if (unknown.length > 0 || held.unreadable || unread.length > 0) return [];
  const message =
    "This scope permits nothing, and S2 refuses it: name an operation in ops, or grant a group.";
  return [{ path: "scope", message }];
}

/** Finds a scope none of whose operations can ever succeed: its secret is a risk and of no use. */
export function inertToken(view: LintView): readonly Observation[] {
  if (!isInert(view)) return [];
  const empty = emptyFor(view, view.held.yes | view.held.unknown);
  return [
    { path: "scope", message: `Nothing that this scope grants can ever succeed: ${coverNothing(empty)}.` },
  ];
}

/** Reports whether all that a scope holds names a resource whose set is empty. */
function isInert({ held, futile, unknown, unread }: LintView): boolean {
  const holds = held.yes | held.unknown;
  if (holds === 0 || (holds & ~futile) !== 0) return false;
  return unknown.length === 0 && unread.length === 0 && !held.unreadable;
}

/** Lists the empty sets that keep operations from succeeding. */
function emptyFor({ sets, table }: LintView, operations: OperationSet): readonly Resource[] {
  return RESOURCE_KINDS.filter((kind) => {
    return sets[kind].kind === "none" && (table.naming[kind] & operations) !== 0;
  });
}

const ISSUE = /* @__PURE__ */ operationSet(["issue-access-token"]);

/** Finds a token that issues others under more than one id: each can issue the next. */
export function canMintTokens(view: LintView): readonly Observation[] {
  const { held, sets } = view;
  const { kind } = sets["access-token"];
  if (((held.yes | held.unknown) & ISSUE) === 0 || kind === "none" || kind === "exact") return [];
  // Anything this version cannot read may still hold it.
  const fix = held.unreadable ? undefined : without(view, ISSUE);
  const may = (held.yes & ISSUE) !== 0 ? "may" : "may, by one reading,";
  const message = `This token ${may} issue tokens as wide as itself, under any id that accessTokens covers.`;
  return [observation("scope.accessTokens", message, fix)];
}

/** Finds operations on a resource whose set is empty, where others can succeed. */
export function inertGrant(view: LintView): readonly Observation[] {
  const inert = view.held.yes & view.futile;
  if (inert === 0 || isInert(view)) return [];
  const message = `${list(operationsIn(inert))} can never succeed: ${coverNothing(emptyFor(view, inert))}.`;
  return [observation("scope", message, without(view, inert))];
}

/** Finds groups, which also grant operations that S2 adds to them later. */
export function groupCoversFuture(view: LintView): readonly Observation[] {
  const { flags } = view.held;
  if (flags.length === 0) return [];
  const fix = spelledOut(view, flags, 0);
  const names = list(flags.map(flagName));
  const message = `${names} will also grant operations that S2 adds later: list operations in ops instead to avoid that.`;
  return [observation("scope.opGroups", message, fix)];
}

/** Finds operations that are named although a group surely holds them. */
export function redundantOperation({ scope, held }: LintView): readonly Observation[] {
  const redundant = held.named & held.sourced;
  if (redundant === 0) return [];
  const names = operationsIn(redundant);
  const kept = (scope.ops ?? []).filter((name) => !names.some((one) => one === name));
  const fix = { changesMeaning: false, change: { scope: { ...scope, ops: kept } } };
  const message = `${list(names)} ${names.length === 1 ? "is" : "are"} already granted by a group.`;
  return [observation("scope.ops", message, hasUnreadableNames(scope) ? undefined : fix)];
}

/** The operations that show the effect of a write; the first is the one to add. */
const SHOWN_BY = {
  "create-basin": ["list-basins", "get-basin-config"],
  "delete-basin": ["list-basins", "get-basin-config"],
  "reconfigure-basin": ["get-basin-config"],
  "issue-access-token": ["list-access-tokens"],
  "revoke-access-token": ["list-access-tokens"],
  "create-stream": ["list-streams", "get-stream-config"],
  "delete-stream": ["list-streams", "get-stream-config"],
  "reconfigure-stream": ["get-stream-config"],
  append: ["check-tail"],
  trim: ["check-tail", "read"],
  fence: ["check-tail", "read"],
  "set-default-location": ["get-default-location"],
} as const satisfies Partial<Record<Operation, readonly [Operation, ...Operation[]]>>;

/** The same as sets, to be asked of every token. */
const WRITES = /* @__PURE__ */ Object.entries(SHOWN_BY).map(([name, shownBy]) => ({
  name,
  write: operationSet([name]),
  shownBy: operationSet(shownBy),
  wanted: shownBy[0],
}));

/** Finds writes whose effect the token cannot see. */
export function readImpliedMissing(view: LintView): readonly Observation[] {
  const { held, futile } = view;
  const visible = held.yes | held.unknown;
  const writing = held.yes & ~futile;
  const blind = WRITES.filter(({ write, shownBy }) => (writing & write) !== 0 && (visible & shownBy) === 0);
  if (blind.length === 0) return [];
  const wanted = [...new Set(blind.map((one) => one.wanted))];
  const writes = list(blind.map(({ name }) => name));
  const message = `This token can ${writes} but cannot see the result: add ${list(wanted)} if its holder should.`;
  return [observation("scope.ops", message, withNamed(view, wanted))];
}

/** Finds operations that are held only through a group that S2's sources disagree about. */
export function uncertainGroup(view: LintView): readonly Observation[] {
  const { held, futile } = view;
  const unsure = held.contested & ~held.yes & ~futile;
  if (unsure === 0) return [];
  const names = operationsIn(unsure);
  const through = held.flags.filter(({ contested }) => (contested & unsure) !== 0).map(flagName);
  const message = `S2's sources do not settle whether ${list(through)} ${through.length === 1 ? "holds" : "hold"} ${list(names)}: list what you need in ops.`;
  return [observation("scope.opGroups", message, withNamed(view, names))];
}
