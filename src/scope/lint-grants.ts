import type { Operation } from "../types.js";
import { describeGrant } from "./evaluate.js";
import { FLAGS, grantsOf, grantsSomeGroup, isGranted, namedOperations } from "./grants.js";
import { spelledOut, withNamed, without } from "./lint-fixes.js";
import { emptySets, type HeldFacts, type LintView, type Observation } from "./lint-view.js";
import { RESOURCES } from "./resources.js";
import { list } from "./sentences.js";

/** Neither an operation nor a group: S2 refuses it. */
export function emptyPermissions({ scope, unreadable }: LintView): readonly Observation[] {
  if (namedOperations(scope).length > 0 || grantsSomeGroup(scope) || unreadable) return [];
  const message =
    "This scope permits nothing, and S2 refuses it: name an operation in ops, or grant a group.";
  return [{ path: "scope", message }];
}

/** Issuing tokens under more than one id: each can issue the next. */
export function canMintTokens(view: LintView): readonly Observation[] {
  const { held, sets } = view;
  const minting = held.find(({ operation }) => operation === "issue-access-token");
  const { kind } = sets["access-token"];
  if (minting === undefined || kind === "none" || kind === "exact") return [];
  const fix = without(view, ["issue-access-token"]);
  const may = minting.answer === "yes" ? "may" : "may, by some reading,";
  const message = `This token ${may} issue others under any id that accessTokens covers, as wide as itself.`;
  return [{ path: "scope.accessTokens", message, ...(fix && { fix }) }];
}

/** A permitted operation on a resource whose set is empty. */
export function inertGrant(view: LintView): readonly Observation[] {
  const inert = view.held
    .filter(({ answer }) => answer === "yes")
    .map(({ operation, facts }) => ({ operation, empty: emptySets(view, facts) }))
    .filter(({ empty }) => empty.length > 0);
  if (inert.length === 0) return [];
  const sets = [...new Set(inert.flatMap(({ empty }) => empty))].map((resource) => RESOURCES[resource].set);
  const operations = inert.map(({ operation }) => operation);
  const message = `${list(operations)} can never succeed: ${list(sets)} ${sets.length === 1 ? "covers" : "cover"} nothing.`;
  const fix = without(view, operations);
  return [{ path: "scope", message, ...(fix && { fix }) }];
}

/** A group grants what S2 puts into it later. */
export function groupCoversFuture(view: LintView): readonly Observation[] {
  const { scope } = view;
  const flags = FLAGS.filter(({ group, access }) => isGranted(scope, group, access));
  if (flags.length === 0) return [];
  const fix = spelledOut(view, flags, []);
  const names = flags.map(({ group, access }) => `${group} ${access}`);
  const message = `${list(names)} will also grant operations that S2 adds later: name operations in ops to stay as you are.`;
  return [{ path: "scope.opGroups", message, ...(fix && { fix }) }];
}

/** An operation named although a group surely holds it. */
export function redundantOperation({ scope, held }: LintView): readonly Observation[] {
  const ops = namedOperations(scope);
  const redundant = held.filter(({ operation, facts }) => {
    if (facts.certainty !== "sourced" || !ops.includes(operation)) return false;
    return grantsOf(scope, operation, facts).length > 1;
  });
  if (redundant.length === 0) return [];
  const names = redundant.map(({ operation }) => operation);
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

/** A write whose effect the token cannot see. */
export function readImpliedMissing({ scope, held }: LintView): readonly Observation[] {
  const readers: Partial<Record<Operation, readonly [Operation, ...Operation[]]>> = SHOWN_BY;
  const blind = held.flatMap(({ operation, answer }) => {
    const shownBy = answer === "yes" ? readers[operation] : undefined;
    if (shownBy === undefined || held.some((one) => shownBy.includes(one.operation))) return [];
    return [{ write: operation, wanted: shownBy[0] }];
  });
  if (blind.length === 0) return [];
  const wanted = [...new Set(blind.map((one) => one.wanted))];
  const fix = { changesMeaning: true, change: { scope: withNamed(scope, wanted) } };
  const writes = list(blind.map(({ write }) => write));
  const message = `This token can ${writes} but not see the effect: add ${list(wanted)} if its holder should.`;
  return [{ path: "scope.ops", message, fix }];
}

/** Held only through a group that S2's sources disagree about. */
export function uncertainGroup(view: LintView): readonly Observation[] {
  const { scope, held } = view;
  const unsure = held.filter((one) => isUnsure(view, one));
  if (unsure.length === 0) return [];
  const names = unsure.map(({ operation }) => operation);
  const through = new Set(
    unsure.flatMap(({ operation, facts }) => grantsOf(scope, operation, facts)).map(describeGrant),
  );
  const fix = { changesMeaning: true, change: { scope: withNamed(scope, names) } };
  const message = `S2's sources do not settle whether ${list([...through])} holds ${list(names)}: name what is meant in ops.`;
  return [{ path: "scope.opGroups", message, fix }];
}

function isUnsure(view: LintView, { operation, answer, facts }: HeldFacts): boolean {
  if (answer !== "unknown" || emptySets(view, facts).length > 0) return false;
  return grantsOf(view.scope, operation, facts).length > 0;
}
