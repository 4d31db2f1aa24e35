import { shown } from "../../check/text.js";
import type { AccessTokenScope } from "../../types.js";
import { canonicalScope, same } from "../canonical.js";
import { operationReason } from "../evaluate.js";
import { FLAGS, isGranted } from "../grants.js";
import { describeRequest, requestOf } from "../requests.js";
import type { HeldOperation, Pair } from "./held.js";
import type { Excess } from "./item.js";

/** Returns the excess of an operation that the parent lacks, or may lack. */
export function operationExcess(pair: Pair, { operation, facts, gap }: HeldOperation): Excess {
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
export function groupExcess({ child, parent, childNames }: Pair, beyond: readonly HeldOperation[]): Excess[] {
  const items: Excess[] = [];
  for (const { group, access } of FLAGS) {
    if (!isGranted(child, group, access) || isGranted(parent, group, access)) continue;
    if (
      beyond.some(({ facts }) => facts?.placements.some((at) => at.group === group && at.access === access))
    )
      continue;
    const sentence = `The child holds ${group} ${access}, the parent only its operations of today: what S2 adds later exceeds it.`;
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
