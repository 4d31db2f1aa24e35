import type { Side } from "../../spec/merge.js";
import type { Scope } from "../../spec/operations.js";
import { schemaName } from "../../spec/references.js";
import { pointerSegment } from "../../spec/yaml.js";
import { isDocs } from "./change.js";
import type { Collected, Region } from "./collected.js";
import { reachedBy } from "./users.js";
import type { Reached } from "./users.js";

/** Finds components that were added, removed or renamed: names are part of the generated types. */
export function nameChanges(
  sides: { readonly base: Side; readonly head: Side },
  scope: Scope,
  regions: readonly Region[],
): Collected[] {
  const before = reachedBy(sides.base, [...scope.pairs.map(({ base }) => base), ...scope.removed]);
  const after = reachedBy(sides.head, [...scope.pairs.map(({ head }) => head), ...scope.added]);
  const elsewhere = new Set(
    scope.notJudged.flatMap(({ operation, side }) => [...reachedBy(sides[side], [operation]).pointers]),
  );
  const only = (from: Reached, other: Reached): string[] =>
    [...from.pointers]
      .filter((pointer) => !other.pointers.has(pointer) && !elsewhere.has(pointer))
      .flatMap((pointer) => schemaName(pointer) ?? []);
  const come = new Set(only(after, before));
  const found: Collected[] = [];
  for (const name of only(before, after)) {
    const pointer = pointerTo(name);
    const twin = regions.find(
      ({ base, head, changes }) =>
        schemaName(base) === name && come.has(schemaName(head) ?? "") && changes.every(isDocs),
    );
    const to = twin && schemaName(twin.head);
    const whom = { operation: null, uses: before.usersOf(pointer) };
    if (twin && to !== undefined) {
      come.delete(to);
      const message = `The component ${name} was renamed to ${to}.`;
      found.push({
        ...whom,
        change: { id: "component.renamed", at: [twin.base, twin.head], message, old: name, new: to },
      });
    } else {
      const message = `No operation uses the component ${name} any more.`;
      found.push({
        ...whom,
        change: { id: "component.removed", at: [pointer, undefined], message, old: name },
      });
    }
  }
  found.push(...traded(regions, before));
  for (const name of come) {
    const pointer = pointerTo(name);
    const message = `The component ${name} was added.`;
    found.push({
      change: { id: "component.added", at: [undefined, pointer], message, new: name },
      operation: null,
      uses: after.usersOf(pointer),
    });
  }
  return found;
}

function pointerTo(name: string): string {
  return `#/components/schemas/${pointerSegment(name)}`;
}

/** Finds components that swapped names: every value is unchanged, but each name stands for another type. */
function traded(regions: readonly Region[], before: Reached): Collected[] {
  const taken = new Set(regions.flatMap(({ base, head }) => (base === head ? [] : head)));
  return regions.flatMap(({ base, head, changes }) => {
    const [old, now] = [schemaName(base), schemaName(head)];
    const isTraded = base !== head && taken.has(base) && changes.every(isDocs);
    if (old === undefined || now === undefined || !isTraded) return [];
    const message = `The component ${old} was renamed to ${now}, and ${old} names another.`;
    const change = { id: "component.renamed", at: [base, head] as const, message, old, new: now } as const;
    return { change, operation: null, uses: before.usersOf(base) };
  });
}
