import { isRecord, placeOf, pointerSegment, recordAt } from "./yaml.js";
import type { YamlDocument } from "./yaml.js";

const accesses = ["read", "write"] as const;
const certainties = ["sourced", "disputed", "inferred"] as const;
const resourceKinds = ["basin", "stream", "access-token"] as const;

/** The lists of resources that an operation may name; a stream is in a basin. */
const resourceLists: readonly string[] = ["", "basin", "basin,stream", "access-token"];

/** The placement of one operation: its group and the access it takes. */
export interface Placement {
  readonly group: string;
  readonly access: (typeof accesses)[number];
}

/** A placement and its source. */
export interface SourcedPlacement extends Placement {
  readonly source: string;
}

/** A row of `spec/operation-groups.yaml`. */
export interface OperationRow extends SourcedPlacement {
  readonly resources: readonly (typeof resourceKinds)[number][];
  readonly certainty: (typeof certainties)[number];
  readonly rivals: readonly SourcedPlacement[];
}

/** Reads the place of each operation. One without a row is a problem; a row without one is a notice. */
export function readPlacements(
  spec: YamlDocument,
  table: YamlDocument,
  names: readonly string[],
  groups: readonly string[],
  problems: string[],
  notices: string[],
): Map<string, OperationRow> {
  const rows = recordAt(table, ["operations"], problems);
  const operations = new Map<string, OperationRow>();
  for (const [index, name] of names.entries()) {
    if (!Object.hasOwn(rows, name)) {
      const line = placeOf(spec, `#/components/schemas/Operation/enum/${index}`);
      problems.push(`${line}: operation "${name}" has no row in ${table.file}; add one like the rows there`);
      continue;
    }
    const row = checkRow(table, name, rows[name], groups, problems);
    if (row) operations.set(name, row);
  }
  for (const name of Object.keys(rows)) {
    if (names.includes(name)) continue;
    notices.push(
      `${placeOf(table, `#/operations/${pointerSegment(name)}`)}: operation "${name}" is not in the enum of ${spec.file}; its row is unused`,
    );
  }
  return operations;
}

function checkRow(
  table: YamlDocument,
  name: string,
  row: unknown,
  groups: readonly string[],
  problems: string[],
): OperationRow | undefined {
  const pointer = `#/operations/${pointerSegment(name)}`;
  const before = problems.length;
  const expect = (ok: boolean, key: string, wanted: string): void => {
    if (!ok) problems.push(`${placeOf(table, `${pointer}/${key}`)}: ${key} of "${name}" must be ${wanted}`);
  };
  const value = isRecord(row) ? row : {};
  const { group, access, resources, certainty, source } = value;
  const rivals = value["rivals"] ?? [];
  expect(typeof group === "string" && groups.includes(group), "group", `one of ${groups.join(", ")}`);
  expect(oneOf(accesses, access), "access", `one of ${accesses.join(", ")}`);
  expect(
    Array.isArray(resources) && resourceLists.includes(resources.join()),
    "resources",
    resourceLists.map((list) => `[${list.replace(",", ", ")}]`).join(" or "),
  );
  expect(oneOf(certainties, certainty), "certainty", `one of ${certainties.join(", ")}`);
  expect(isSource(source), "source", "text that names the source");
  const others: readonly unknown[] | undefined = Array.isArray(rivals) ? rivals : undefined;
  const fit = others?.every(
    (rival) =>
      isRecord(rival) &&
      groups.includes(String(rival["group"])) &&
      oneOf(accesses, rival["access"]) &&
      isSource(rival["source"]),
  );
  expect(
    fit === true && (certainty === "disputed") === (others ?? []).length > 0,
    "rivals",
    "the other readings of a disputed row, each with its source, and absent elsewhere",
  );
  const readings = [value, ...(others ?? [])].map((reading) =>
    isRecord(reading) ? `${String(reading["group"])} ${String(reading["access"])}` : "",
  );
  expect(new Set(readings).size === readings.length, "rivals", "readings that differ");
  if (problems.length > before) return undefined;
  // Each field was checked just above.
  return { group, access, resources, certainty, rivals, source } as OperationRow;
}

function isSource(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): value is T {
  return allowed.some((item) => item === value);
}
