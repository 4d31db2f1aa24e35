import { same } from "../canonical.js";
import { unreadReason } from "../evaluate.js";
import { nameSet } from "../grants.js";
import { readOptions, tableIn, type GroupOptions } from "../groups.js";
import { RESOURCE_KINDS } from "../resources.js";
import { readSubject, type Clock, type ScopeOrToken, type Subject } from "../subject.js";
import { heldOperations, type Pair } from "./held.js";
import type { Excess } from "./item.js";
import { groupExcess, operationExcess } from "./operations.js";
import { setExcess } from "./sets.js";
import { expiryExcess, idExcess } from "./token.js";

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
