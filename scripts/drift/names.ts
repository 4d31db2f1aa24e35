import type { Side } from "../spec/merge.js";
import { schemaName } from "../spec/references.js";
import { pointerSegment } from "../spec/yaml.js";
import { isProse } from "./change.js";
import type { Change } from "./change.js";
import type { Scope } from "../spec/operations.js";
import type { Collected, Region } from "./region.js";
import { reachedBy } from "./users.js";
import type { Reached } from "./users.js";

/** Components that came, went or were renamed: a name is part of the generated types. */
export function nameChanges(
  sides: { base: Side; head: Side },
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
