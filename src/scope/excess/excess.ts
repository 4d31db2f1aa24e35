import { OPERATIONS } from "../../../generated/constants.js";
import { quoted, shown } from "../../check/text.js";
import type { AccessTokenScope, Operation, UnknownOperation } from "../../types.js";
import { canonicalScope, same } from "../canonical.js";
import { operationReason, unreadReason } from "../evaluate.js";
import { FLAGS, grantsOf, heldReadably, isGranted, nameSet, type Grant, type Names } from "../grants.js";
import {
  factsOf,
  readOptions,
  tableIn,
  type GroupOptions,
  type OperationFacts,
  type OperationTable,
} from "../groups.js";
import { unknownOperations } from "../permitted.js";
import { describeRequest, requestOf, type ScopeRequest } from "../requests.js";
import {
  covers,
  describeSet,
  difference,
  RESOURCE_KINDS,
  RESOURCES,
  setOf,
  type Resource,
} from "../resources.js";
import { timeText } from "../sentences.js";
import { asOf, readClock, readSubject, type Clock, type ScopeOrToken, type Subject } from "../subject.js";

/** Something a child has beyond its parent. */
export type Excess = RequestExcess | GrantExcess | UncertainExcess;

/** The part of the child that goes beyond the parent; `scope` for parts that this version does not know. */
export type ExcessPart =
  "ops" | "opGroups" | "basins" | "streams" | "accessTokens" | "scope" | "id" | "expiresAt";

/** A request that the child permits and the parent refuses. */
export interface RequestExcess {
  readonly kind: "request";
  readonly part: ExcessPart;
  readonly witness: ScopeRequest;
  readonly sentence: string;
}

/** A grant that the parent lacks, though no request tells them apart. S2 compares grants, and would refuse the child. */
export interface GrantExcess {
  readonly kind: "grant";
  readonly part: ExcessPart;
  readonly sentence: string;
}

/** An excess by some reading: S2's sources disagree, or this version cannot read it. */
export interface UncertainExcess {
  readonly kind: "uncertain";
  readonly part: ExcessPart;
  readonly sentence: string;
}

/** The options of `excess`. */
export interface ExcessOptions extends GroupOptions {
  /** The time from which `expiresIn` counts (default: the system clock). */
  readonly now?: Clock | undefined;
}

/**
 * Lists what a child has beyond its parent; empty means contained. Items are of three kinds, the surest first:
 *
 * - `request`: a request that the child permits and the parent refuses, with that request as witness;
 * - `grant`: no request tells the two apart, but S2 compares operations, sets, expiry and whether the id lies within the
 *   parent's `accessTokens`, and would refuse to issue the child;
 * - `uncertain`: rests on what S2's sources disagree about, or on what this version cannot read.
 *
 * Give scopes to compare what they permit. A child given as a token is also held against the parent's `accessTokens` by
 * its id, and against the parent's expiry, exactly, if that is a token too: an absent `expiresAt` is the parent's and
 * so never beyond it, null never ends, as in a listing. Does not check that the parent holds `issue-access-token` at
 * all.
 *
 * @throws S2ArgumentError if one of them has no scope, or an unknown part nested more than 64 levels deep.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const beyond = excess({ id: "user-7", scope, expiresAt }, parent);
 * for (const item of beyond) console.log(item.kind, item.sentence);
 * ```
 */
export function excess(
  child: ScopeOrToken,
  parent: ScopeOrToken,
  options: ExcessOptions = {},
): readonly Excess[] {
  const { now, ...rest } = readOptions(options, ["groups", "now"]);
  const [a, b] = [readSubject(child, "child"), readSubject(parent, "parent")];
  const pair: Pair = {
    child: a.scope,
    parent: b.scope,
    childNames: nameSet(a.scope),
    parentNames: nameSet(b.scope),
    table: tableIn(rest),
  };
  const operations = heldOperations(pair);
  const beyond = operations.filter(({ gap }) => gap !== "none");
  const ofScope = [
    ...beyond.map((operation) => operationExcess(pair, operation)),
    ...groupExcess(pair, beyond),
    ...RESOURCE_KINDS.flatMap((resource) => setExcess(pair, resource, operations)),
    ...idExcess(a, b),
  ];
  const items = [...unreadExcess(a, b, ofScope), ...expiryExcess(a, b, now)];
  return KINDS.flatMap((kind) => items.filter((item) => item.kind === kind));
}

const KINDS = ["request", "grant", "uncertain"] as const satisfies readonly Excess["kind"][];

interface Pair {
  readonly child: AccessTokenScope;
  readonly parent: AccessTokenScope;
  readonly childNames: Names;
  readonly parentNames: Names;
  readonly table: OperationTable;
}

/** An operation of the child, and whether the parent lacks it. */
interface HeldOperation {
  readonly operation: Operation | UnknownOperation;
  readonly facts: OperationFacts | undefined;
  /** True if the child surely has it. */
  readonly sure: boolean;
  readonly gap: "none" | "certain" | "uncertain";
}

function heldOperations({ child, parent, childNames, parentNames, table }: Pair): HeldOperation[] {
  const operations: HeldOperation[] = [];
  const { unreadable } = parentNames;
  for (const operation of [...OPERATIONS, ...unknownOperations(child)]) {
    const facts = factsOf(table, operation);
    const answer = heldReadably(child, operation, facts, childNames);
    if (answer === "no") continue;
    const sure = answer === "yes";
    const parents = heldReadably(parent, operation, facts, parentNames);
    const contained =
      parents === "yes" ||
      (!sure && grantsOf(child, operation, facts, childNames).every((grant) => hasGrant(parent, grant)));
    const gap = contained ? "none" : sure && parents === "no" && !unreadable ? "certain" : "uncertain";
    operations.push({ operation, facts, sure, gap });
  }
  return operations;
}

/**
 * Reports whether a scope has a grant. If both hold a disputed operation through one flag, any reading is true of both.
 */
function hasGrant(scope: AccessTokenScope, grant: Grant): boolean {
  return grant.through === "opGroups" && isGranted(scope, grant.group, grant.access);
}

/** Treats parts that this version does not know as an excess if they differ, and everything else as uncertain. */
function unreadExcess(child: Subject, parent: Subject, items: readonly Excess[]): readonly Excess[] {
  if (child.unread.length === 0 && parent.unread.length === 0) return items;
  const unsure = items.map(({ part, sentence }): Excess => ({ kind: "uncertain", part, sentence }));
  const inner: Readonly<Record<string, unknown>> = { ...child.scope };
  const outer: Readonly<Record<string, unknown>> = { ...parent.scope };
  const parts = [...new Set([...child.unread, ...parent.unread])];
  const differing = parts.filter((part) => !same(inner[part], outer[part]));
  if (differing.length === 0) return unsure;
  const { sentence } = unreadReason(differing);
  return [{ kind: "uncertain", part: "scope", sentence }, ...unsure];
}

function operationExcess(pair: Pair, { operation, facts, gap }: HeldOperation): Excess {
  const part = "ops";
  if (gap === "uncertain") {
    const sides = [
      operationReason(pair.child, operation, facts, pair.childNames),
      operationReason(pair.parent, operation, facts, pair.parentNames),
    ];
    const doubt = sides.find(({ answer }) => answer === "unknown")?.sentence ?? "";
    return {
      kind: "uncertain",
      part,
      sentence: `The child may have ${shown(operation)} beyond the parent. ${doubt}`,
    };
  }
  const witness = requestOf(pair.child, operation, facts);
  const lacks = `The child holds ${shown(operation)}, which the parent does not`;
  if (witness !== undefined) {
    return { kind: "request", part, witness, sentence: `${lacks}: it may ${describeRequest(witness)}.` };
  }
  return { kind: "grant", part, sentence: `${lacks}. It can never succeed, but S2 compares grants.` };
}

/** Lists flags that the parent lacks although it holds, by name, everything they grant today. */
function groupExcess({ child, parent, childNames }: Pair, beyond: readonly HeldOperation[]): Excess[] {
  const items: Excess[] = [];
  for (const { group, access } of FLAGS) {
    if (!isGranted(child, group, access) || isGranted(parent, group, access)) continue;
    if (
      beyond.some(({ facts }) => facts?.placements.some((at) => at.group === group && at.access === access))
    )
      continue;
    const sentence = `The child holds ${group} ${access}, the parent only what is in it today: what S2 adds later goes beyond.`;
    items.push({ kind: "uncertain", part: "opGroups", sentence });
  }
  if (childNames.unreadable && !sameGrants(child, parent)) {
    const sentence = "The child grants something that this version cannot read.";
    items.push({ kind: "uncertain", part: "opGroups", sentence });
  }
  return items;
}

function sameGrants(child: AccessTokenScope, parent: AccessTokenScope): boolean {
  const [a, b] = [canonicalScope(child), canonicalScope(parent)];
  return same(a.ops, b.ops) && same(a.opGroups, b.opGroups);
}

function setExcess(pair: Pair, resource: Resource, operations: readonly HeldOperation[]): Excess[] {
  const [inner, outer] = [setOf(pair.child, resource), setOf(pair.parent, resource)];
  const found = difference(resource, inner, outer);
  if (found.kind === "contained") return [];
  const part = RESOURCES[resource].set;
  const wider = `The child's ${part} ${describeSet(inner)}, the parent's ${describeSet(outer)}`;
  if (found.kind === "unreadable") {
    if (same(pair.child[part], pair.parent[part])) return [];
    return [{ kind: "uncertain", part, sentence: `${wider}.` }];
  }
  const witness =
    found.kind === "wider" ? undefined : separating(pair.child, resource, found.name, operations);
  if (witness !== undefined) {
    return [{ kind: "request", part, witness, sentence: `${wider}: it may ${describeRequest(witness)}.` }];
  }
  return [{ kind: "grant", part, sentence: `${wider}. No request tells them apart, but S2 compares sets.` }];
}

/** Returns a request of the child for this name, if possible one that the parent would permit but for the name. */
function separating(
  child: AccessTokenScope,
  resource: Resource,
  name: string,
  operations: readonly HeldOperation[],
): ScopeRequest | undefined {
  const users = operations.filter(
    ({ sure, facts }) => sure && (facts?.resources ?? RESOURCE_KINDS).includes(resource),
  );
  for (const { operation, facts } of [...users.filter(({ gap }) => gap === "none"), ...users]) {
    const request = requestOf(child, operation, facts, { resource, name });
    if (request !== undefined) return request;
  }
  return undefined;
}

function idExcess(child: Subject, parent: Subject): Excess[] {
  const id = child.token?.id;
  if (id === undefined) return [];
  const set = setOf(parent.scope, "access-token");
  const answer = covers(set, id);
  if (answer === "yes") return [];
  const sentence = `The parent's accessTokens ${describeSet(set)}; the child's id is ${quoted(id)}.`;
  return [{ kind: answer === "no" ? "grant" : "uncertain", part: "id", sentence }];
}

function expiryExcess(child: Subject, parent: Subject, now: Clock | undefined): Excess[] {
  if (child.token === undefined || parent.token === undefined) return [];
  const lasting = child.token.expiresIn !== undefined || parent.token.expiresIn !== undefined;
  const from = lasting ? readClock(now) : 0;
  const [{ expiresAt: until, finer }, { expiresAt: limit, finer: limitFiner }] = [
    asOf(child.token, from),
    asOf(parent.token, from),
  ];
  // A parent that says nothing sets no limit; a child that says nothing takes the parent's.
  if (until === undefined || limit === undefined || limit === null) return [];
  if (Number.isNaN(until) || Number.isNaN(limit)) {
    const side = Number.isNaN(until) ? "child" : "parent";
    return [{ kind: "uncertain", part: "expiresAt", sentence: `The ${side}'s expiresAt is no time.` }];
  }
  // Digits of a fraction, trailing zeros left out, compare as text does.
  if (until !== null && (until < limit || (until === limit && finer <= limitFiner))) return [];
  const end = until === null ? "never expires" : `expires ${timeText(until, finer)}`;
  const sentence = `The child ${end}, the parent ${timeText(limit, limitFiner)}.`;
  return [{ kind: "grant", part: "expiresAt", sentence }];
}
