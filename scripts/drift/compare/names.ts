import type { Scope } from "../../spec/operations.js";
import { schemaName } from "../../spec/references.js";
import type { Side } from "../../spec/merge.js";
import { reachedBy } from "./uses.js";
import type { Found, Reached } from "./uses.js";
import { isDocs, levelsOf } from "./walk.js";
import type { Change, Where } from "./walk.js";

/**
 * Finds components that were added, removed or renamed: names are part of the generated types.
 *
 * @param met the components that were compared with one of another name.
 */
export function nameChanges(
  sides: { readonly base: Side; readonly head: Side },
  scope: Scope,
  met: readonly (readonly [base: string, head: string])[],
  changes: readonly Found[],
): readonly Found[] {
  const before = reachedBy(sides.base, [...scope.pairs.map(({ base }) => base), ...scope.removed]);
  const after = reachedBy(sides.head, [...scope.pairs.map(({ head }) => head), ...scope.added]);
  const elsewhere = new Set(
    scope.notJudged.flatMap(({ operation, side }) => [...reachedBy(sides[side], [operation]).pointers]),
  );
  const only = (from: Reached, other: Reached): string[] => {
    const names = [...from.pointers].filter((pointer) => schemaName(pointer) !== undefined);
    return names.filter((pointer) => !other.pointers.has(pointer) && !elsewhere.has(pointer));
  };
  const found: Found[] = [];
  const tell = (id: Change["id"], at: Where, message: string): void => {
    const [old, now] = at.map((pointer) => pointer && schemaName(pointer));
    const uses = at[0] === undefined ? after.usesOf(at[1] ?? "") : before.usesOf(at[0]);
    found.push({ change: { id, at, message, old, new: now }, uses });
  };
  const come = new Set(only(after, before));
  const renamed = met.filter(([base, head]) => !changes.some((one) => changesIn(one, base, head)));
  for (const pointer of only(before, after)) {
    const [, twin] = renamed.find(([base, head]) => base === pointer && come.has(head)) ?? [];
    const name = schemaName(pointer);
    if (twin === undefined) {
      tell("component.removed", [pointer, undefined], `No operation uses the component ${name} any more.`);
      continue;
    }
    come.delete(twin);
    tell("component.renamed", [pointer, twin], `The component ${name} was renamed to ${schemaName(twin)}.`);
  }
  // Names that were traded: every value is unchanged, but each name stands for another type.
  const taken = new Set(met.map(([, head]) => head));
  for (const [base, head] of renamed) {
    const [old, now] = [schemaName(base), schemaName(head)];
    if (old === undefined || now === undefined || !taken.has(base)) continue;
    const message = `The component ${old} was renamed to ${now}, and ${old} names another.`;
    tell("component.renamed", [base, head], message);
  }
  for (const pointer of come) {
    tell("component.added", [undefined, pointer], `The component ${schemaName(pointer)} was added.`);
  }
  return found;
}

/** Reports whether something was found in one component or the other, and is more than prose. */
function changesIn({ change, uses }: Found, base: string, head: string): boolean {
  const [old = "", now = ""] = change.at;
  const isIn = (at: string, pointer: string): boolean => at === pointer || at.startsWith(`${pointer}/`);
  if (!isIn(old, base) && !isIn(now, head)) return false;
  return uses.some(({ direction }) => !isDocs(levelsOf(change, direction)));
}
