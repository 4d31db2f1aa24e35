import type { Operation } from "../../types.js";
import { flagName } from "../grants.js";
import { spelledOut, withNamed, without } from "./fixes.js";
import { observation, type LintView, type Observation } from "./view.js";
import { operationSet, operationsIn } from "../operation-set.js";
import { coverNothing, RESOURCE_KINDS } from "../resources.js";
import { list } from "../sentences.js";

/** Neither an operation nor a group: S2 refuses it. */
export function emptyPermissions({ held, unknown }: LintView): readonly Observation[] {
  if (held.named !== 0 || unknown.length > 0 || held.flags.length > 0 || held.unreadable) return [];
  const message =
    "This scope permits nothing, and S2 refuses it: name an operation in ops, or grant a group.";
  return [{ path: "scope", message }];
}

const ISSUE = /* @__PURE__ */ operationSet(["issue-access-token"]);

/** Issuing tokens under more than one id: each can issue the next. */
export function canMintTokens(view: LintView): readonly Observation[] {
  const { held, sets } = view;
  const { kind } = sets["access-token"];
  if (((held.yes | held.unknown) & ISSUE) === 0 || kind === "none" || kind === "exact") return [];
  // What this version cannot read may still hold it.
  const fix = held.unreadable ? undefined : without(view, ISSUE);
  const may = (held.yes & ISSUE) !== 0 ? "may" : "may, by some reading,";
  const message = `This token ${may} issue others under any id that accessTokens covers, as wide as itself.`;
  return [observation("scope.accessTokens", message, fix)];
}

/** A permitted operation on a resource whose set is empty. */
export function inertGrant(view: LintView): readonly Observation[] {
  const inert = view.held.yes & view.futile;
  if (inert === 0) return [];
  const empty = RESOURCE_KINDS.filter((kind) => {
    return view.sets[kind].kind === "none" && (view.table.naming[kind] & inert) !== 0;
  });
  const message = `${list(operationsIn(inert))} can never succeed: ${coverNothing(empty)}.`;
  const fix = without(view, inert);
  return [observation("scope", message, fix)];
}

/** A group grants what S2 puts into it later. */
export function groupCoversFuture(view: LintView): readonly Observation[] {
  const { flags } = view.held;
  if (flags.length === 0) return [];
  const fix = spelledOut(view, flags, 0);
  const names = list(flags.map(flagName));
  const message = `${names} will also grant operations that S2 adds later: name operations in ops to stay as you are.`;
  return [observation("scope.opGroups", message, fix)];
}

/** An operation named although a group surely holds it. */
export function redundantOperation({ scope, held }: LintView): readonly Observation[] {
  const redundant = held.named & held.sourced;
  if (redundant === 0) return [];
  const names = operationsIn(redundant);
  const kept = (scope.ops ?? []).filter((name) => !names.some((one) => one === name));
  const fix = { changesMeaning: false, change: { scope: { ...scope, ops: kept } } };
  const message = `${list(names)} ${names.length === 1 ? "is" : "are"} granted by a group already.`;
  return [{ path: "scope.ops", message, fix }];
}

/** What shows the effect of a write; the first is the one to add. */
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

/** A write whose effect the token cannot see. */
export function readImpliedMissing({ scope, held }: LintView): readonly Observation[] {
  const visible = held.yes | held.unknown;
  const blind = WRITES.filter(({ write, shownBy }) => (held.yes & write) !== 0 && (visible & shownBy) === 0);
  if (blind.length === 0) return [];
  const wanted = [...new Set(blind.map((one) => one.wanted))];
  const fix = { changesMeaning: true, change: { scope: withNamed(scope, wanted) } };
  const writes = list(blind.map(({ name }) => name));
  const message = `This token can ${writes} but not see the effect: add ${list(wanted)} if its holder should.`;
  return [{ path: "scope.ops", message, fix }];
}

/** Held only through a group that S2's sources disagree about. */
export function uncertainGroup({ scope, held, futile }: LintView): readonly Observation[] {
  const unsure = held.contested & ~held.yes & ~futile;
  if (unsure === 0) return [];
  const names = operationsIn(unsure);
  const through = held.flags.filter(({ contested }) => (contested & unsure) !== 0).map(flagName);
  const fix = { changesMeaning: true, change: { scope: withNamed(scope, names) } };
  const message = `S2's sources do not settle whether ${list(through)} ${through.length === 1 ? "holds" : "hold"} ${list(names)}: name what is meant in ops.`;
  return [{ path: "scope.opGroups", message, fix }];
}
