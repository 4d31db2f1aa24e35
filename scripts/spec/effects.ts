import type { YamlDocument } from "./yaml.js";
import { isRecord, pointerSegment } from "./yaml.js";

export const effects = ["reads", "repeatable", "once"] as const;

/** The effect of a request, which decides when it may be repeated. */
export type Effect = (typeof effects)[number];

/**
 * Reads the effect of each operation id. An operation without a row is a problem; a row without an operation is a
 * notice, since an earlier or later contract may have it again.
 */
export function readEffects(
  table: YamlDocument,
  ids: readonly string[],
  problems: string[],
  notices: string[],
): ReadonlyMap<string, Effect> {
  const rows = isRecord(table.value) ? table.value["operations"] : undefined;
  const found = new Map<string, Effect>();
  if (!isRecord(rows)) {
    problems.push(`${table.file}:1: expected a mapping at #/operations`);
    return found;
  }
  const line = (id: string): number => table.lineOf(`#/operations/${pointerSegment(id)}`);
  for (const id of ids) {
    if (!Object.hasOwn(rows, id)) {
      problems.push(`${table.file}: operation "${id}" has no row; add one of ${effects.join(", ")}`);
      continue;
    }
    const effect = effects.find((one) => one === rows[id]);
    if (effect === undefined)
      problems.push(`${table.file}:${line(id)}: "${id}" must be one of ${effects.join(", ")}`);
    else found.set(id, effect);
  }
  for (const id of Object.keys(rows)) {
    if (!ids.includes(id))
      notices.push(`${table.file}:${line(id)}: the contract has no operation "${id}"; its row is unused`);
  }
  return found;
}
