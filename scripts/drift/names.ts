import type { Side } from "../spec/merge.js";
import { reach, schemaName } from "../spec/references.js";
import { SpecError } from "../spec/yaml.js";
import { isProse } from "./change.js";
import type { Change } from "./change.js";
import { directions } from "./level.js";
import type { Direction } from "./level.js";
import type { Operation, Scope } from "../spec/operations.js";
import type { Collected, Region, Use } from "./region.js";

/** Where the values of an operation begin, the path's own parameters included. */
export function startsOf(operation: Operation, direction: Direction): { raw: unknown; at: string }[] {
  if (direction === "response") return [{ raw: operation.raw["responses"], at: `${operation.at}/responses` }];
  const { responses: _responses, ...request } = operation.raw;
  const above = operation.at.slice(0, operation.at.lastIndexOf("/"));
  return [
    { raw: request, at: operation.at },
    { raw: operation.item["parameters"], at: `${above}/parameters` },
  ];
}

/** Components that came, went or were renamed: a name is part of the generated types. */
export function nameChanges(
  sides: { base: Side; head: Side },
  scope: Scope,
  regions: readonly Region[],
): Collected[] {
  const judged = {
    base: usersByName(sides.base, [...scope.pairs.map(({ base }) => base), ...scope.removed]),
    head: usersByName(sides.head, [...scope.pairs.map(({ head }) => head), ...scope.added]),
  };
  const unjudged = (side: "base" | "head"): ReadonlyMap<string, Use[]> =>
    usersByName(
      sides[side],
      scope.notJudged.filter((entry) => entry.side === side).map(({ operation }) => operation),
    );
  const [elsewhereBase, elsewhereHead] = [unjudged("base"), unjudged("head")];
  const gone = [...judged.base.keys()].filter((name) => !judged.head.has(name) && !elsewhereBase.has(name));
  const come = new Set(
    [...judged.head.keys()].filter((name) => !judged.base.has(name) && !elsewhereHead.has(name)),
  );
  const found: Collected[] = [];
  for (const name of gone) {
    const uses = judged.base.get(name) ?? [];
    const pointer = `#/components/schemas/${name}`;
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
    const pointer = `#/components/schemas/${name}`;
    const change: Change = {
      id: "component.added",
      pointer,
      message: `The component ${name} is new.`,
      new: name,
    };
    found.push({ change, operation: null, uses: judged.head.get(name) ?? [] });
  }
  return found;
}

function usersByName(side: Side, operations: readonly Operation[]): ReadonlyMap<string, Use[]> {
  const users = new Map<string, Use[]>();
  const problems = new Set<string>();
  for (const operation of operations) {
    for (const direction of directions) {
      const { pointers, dangling } = reach(side.document, startsOf(operation, direction));
      for (const { ref, at } of dangling)
        problems.add(`${side.where(at)}: $ref "${ref}" points at nothing (${at})`);
      for (const pointer of pointers) {
        const name = schemaName(pointer);
        if (name === undefined) continue;
        users.set(name, [...(users.get(name) ?? []), { operation: operation.name, direction }]);
      }
    }
  }
  if (problems.size > 0) throw new SpecError([...problems]);
  return users;
}
