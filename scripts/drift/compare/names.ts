import type { Side } from "../../spec/merge.js";
import { schemaName } from "../../spec/references.js";
import { pointerSegment } from "../../spec/yaml.js";
import { isProse } from "./change.js";
import type { Change } from "./change.js";
import type { Scope } from "../../spec/operations.js";
import type { Collected, Region } from "./region.js";
import { reachedBy } from "./users.js";
import type { Reached } from "./users.js";

/**
 * Components that came, went or were renamed: a name is part of the generated types. `keepsMeaning` says whether what a
 * pointer names is the same on both sides.
 */
export function nameChanges(
  sides: { base: Side; head: Side },
  scope: Scope,
  regions: readonly Region[],
  keepsMeaning: (pointer: string) => boolean,
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
  const gone = only(before, after);
  const come = new Set(only(after, before));
  const found: Collected[] = [];
  for (const name of gone) {
    const pointer = `#/components/schemas/${pointerSegment(name)}`;
    const uses = before.usersOf(pointer);
    const twin = regions.find(
      ({ base, head, changes }) =>
        schemaName(base) === name && come.has(schemaName(head) ?? "") && changes.every(isProse),
    );
    const to = twin && schemaName(twin.head);
    if (twin && to !== undefined) {
      come.delete(to);
      const message = `The component ${name} is now called ${to}.`;
      found.push({
        change: { id: "component.renamed", pointer: twin.head, message, old: name, new: to },
        operation: null,
        uses,
      });
    } else {
      const message = `No operation uses a component ${name} any more.`;
      found.push({ change: { id: "component.removed", pointer, message, old: name }, operation: null, uses });
    }
  }
  found.push(...traded(regions, before, after, keepsMeaning));
  for (const name of come) {
    const pointer = `#/components/schemas/${pointerSegment(name)}`;
    const change: Change = {
      id: "component.added",
      pointer,
      message: `The component ${name} is new.`,
      new: name,
    };
    found.push({ change, operation: null, uses: after.usersOf(pointer) });
  }
  return found;
}

/** Components that took over each other's names: every value is as it was, and each name stands for another type. */
function traded(
  regions: readonly Region[],
  before: Reached,
  after: Reached,
  keepsMeaning: (pointer: string) => boolean,
): Collected[] {
  const compared = new Set(regions.filter(({ base, head }) => base === head).map(({ base }) => base));
  return regions.flatMap(({ base, head, changes }) => {
    const [old, now] = [schemaName(base), schemaName(head)];
    const isTraded =
      base !== head && after.pointers.has(base) && !compared.has(base) && changes.every(isProse);
    if (old === undefined || now === undefined || !isTraded || keepsMeaning(base)) return [];
    const message = `The component ${old} is now called ${now}, and ${old} names another.`;
    const change: Change = { id: "component.renamed", pointer: head, message, old, new: now };
    return { change, operation: null, uses: before.usersOf(base) };
  });
}
