import type { Scope } from "../../spec/operations.js";
import { schemaName } from "../../spec/references.js";
import type { Side } from "../../spec/merge.js";
import { isDocs } from "./change.js";
import type { Change, Where } from "./change.js";
import { usersIn } from "./users.js";
import type { Found, Region, Users } from "./users.js";

/** Finds components that were added, removed or renamed: names are part of the generated types. */
export function nameChanges(
  sides: { readonly base: Side; readonly head: Side },
  scope: Scope,
  regions: readonly Region[],
): readonly Found[] {
  const before = usersIn(sides.base, [...scope.pairs.map(({ base }) => base), ...scope.removed]);
  const after = usersIn(sides.head, [...scope.pairs.map(({ head }) => head), ...scope.added]);
  const elsewhere = new Set(
    scope.notJudged.flatMap(({ operation, side }) => [...usersIn(sides[side], [operation]).keys()]),
  );
  const only = (from: Users, other: Users): string[] =>
    [...from.keys()].filter(
      (pointer) => schemaName(pointer) !== undefined && !other.has(pointer) && !elsewhere.has(pointer),
    );
  const found: Found[] = [];
  const tell = (id: Change["id"], at: Where, message: string): void => {
    const [old, now] = at.map((pointer) => pointer && schemaName(pointer));
    const uses = (at[0] === undefined ? after.get(at[1] ?? "") : before.get(at[0])) ?? [];
    found.push({ change: { id, at, message, old, new: now }, operation: null, uses });
  };
  const come = new Set(only(after, before));
  // Only regions that are the same under another name.
  const renamed = regions.filter(({ base, head, changes }) => base !== head && changes.every(isDocs));
  for (const pointer of only(before, after)) {
    const twin = renamed.find(({ base, head }) => base === pointer && come.has(head));
    const name = schemaName(pointer);
    if (!twin) {
      tell("component.removed", [pointer, undefined], `No operation uses the component ${name} any more.`);
      continue;
    }
    come.delete(twin.head);
    const message = `The component ${name} was renamed to ${schemaName(twin.head)}.`;
    tell("component.renamed", [pointer, twin.head], message);
  }
  // Names that were traded: every value is unchanged, but each name stands for another type.
  const taken = new Set(regions.flatMap(({ base, head }) => (base === head ? [] : head)));
  for (const { base, head } of renamed) {
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
