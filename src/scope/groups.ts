import {
  OPERATION_GROUPS,
  OPERATION_TABLE,
  OPERATIONS,
  type Operation,
  type OperationPlacement,
  type OperationRow,
  type SourcedPlacement,
} from "../../generated/constants.js";
import { cut, isRecord, nearest, suggestion } from "../check/keys.js";
import { kindOf, mustBe, problem, refuse } from "../check/problems.js";
import { quoted } from "../check/text.js";
import { unknownKey } from "../check/values.js";
import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import { list } from "./sentences.js";

/** The facts about one operation: the groups that hold it, or may, and the resources it names. */
export interface OperationFacts {
  /** Sourced: any of these holds it. Disputed or inferred: one of these may. */
  readonly placements: readonly OperationPlacement[];
  /** The kind of access that it takes. */
  readonly access: "read" | "write";
  readonly resources: OperationRow["resources"];
  readonly certainty: OperationRow["certainty"];
  readonly source: string;
}

/** The group, access and resources of every operation. Made by `withGroups`. */
export type OperationTable = Readonly<Record<Operation, OperationFacts>>;

/** The option of every function that asks what a scope permits. */
export interface GroupOptions {
  /** The group of every operation, from `withGroups` (default: what S2's sources say, disputes included). */
  readonly groups?: OperationTable | undefined;
}

/** The placements of operations, from a caller who knows them: one group and access each, or all that hold it. */
export type GroupOverrides = {
  readonly [O in Operation]?: OperationPlacement | readonly OperationPlacement[] | undefined;
};

/** The table of S2's sources. Marked pure so that a bundle can leave it out. */
export const SOURCED_TABLE: OperationTable = /* @__PURE__ */ tableOf((operation) => {
  const row: OperationRow = OPERATION_TABLE[operation];
  const { access, resources, certainty } = row;
  const readings = [row, ...row.rivals];
  return {
    placements: readings.map(({ group, access }) => ({ group, access })),
    access,
    resources,
    certainty,
    source: certainty === "disputed" ? disputeIn(readings) : row.source,
  };
});

/** Describes every reading with its source, for a sentence. */
function disputeIn(readings: readonly SourcedPlacement[]): string {
  const said = readings.map(({ group, access, source }) => `${group} ${access} (${source})`);
  return `S2's sources disagree: it is in ${list(said, "or")}.`;
}

/**
 * Returns the table of operation groups with some rows replaced by what you know. Answers that rest on a replaced row
 * are definite: `yes` if one of its groups is granted, else `no`. An empty list says that no group holds the operation.
 *
 * @throws S2ArgumentError for an operation, group or access that does not exist.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const groups = withGroups({ "get-stream-config": { group: "basin", access: "read" } });
 * can(scope, { operation: "get-stream-config", basin: "production", stream: "logs/a" }, { groups });
 * ```
 */
export function withGroups(overrides: GroupOverrides): OperationTable {
  const given: unknown = overrides;
  if (!isRecord(given)) {
    const rule = "an object of operations and the groups that hold them";
    refuse([mustBe("overrides", "wrong_type", rule, kindOf(given))]);
  }
  refuse(Object.entries(overrides).flatMap(([name, places]) => overrideIssues(name, places)));
  return tableOf((operation) => {
    const facts = SOURCED_TABLE[operation];
    const places = overrides[operation];
    if (places === undefined) return facts;
    return { ...facts, placements: [places].flat(), certainty: "sourced", source: "Set by withGroups." };
  });
}

/** Reads the one option of a function: the table that it names, or that of S2's sources. */
export function readTable(options: GroupOptions | undefined): OperationTable {
  return options === undefined ? SOURCED_TABLE : tableIn(readOptions(options, ["groups"]));
}

/** Returns the table that options name. */
export function tableIn({ groups }: GroupOptions): OperationTable {
  if (groups === undefined) return SOURCED_TABLE;
  if (isTable(groups)) return groups;
  throw new S2ArgumentError([mustBe("groups", "wrong_type", "a table that withGroups made", kindOf(groups))]);
}

/** Accepts an object of these keys and no others; their values are checked by their readers. */
export function readOptions<T extends object>(
  options: T,
  known: readonly (keyof T & string)[],
  path = "options",
): T {
  if (!isRecord(options)) refuse([mustBe(path, "wrong_type", "an object", kindOf(options))]);
  const names: readonly string[] = known;
  const further = Object.keys(options).filter((key) => !names.includes(key));
  refuse(further.map((key) => unknownKey(path, key, names)));
  return options;
}

function isTable(groups: unknown): groups is OperationTable {
  return isRecord(groups) && OPERATIONS.every((name) => hasPlacements(groups[name]));
}

function hasPlacements(facts: unknown): boolean {
  return isRecord(facts) && Array.isArray(facts["placements"]);
}

/** Looks an operation up; undefined for one that S2 added after this version. */
export function factsOf(table: OperationTable, operation: string): OperationFacts | undefined {
  // hasOwn says that the name is a key of the table.
  return Object.hasOwn(table, operation) ? table[operation as Operation] : undefined;
}

function tableOf(facts: (operation: Operation) => OperationFacts): OperationTable {
  // The keys are all the operations there are, which fromEntries cannot know.
  return Object.fromEntries(OPERATIONS.map((name) => [name, facts(name)])) as Record<
    Operation,
    OperationFacts
  >;
}

function overrideIssues(name: string, given: unknown): ArgumentIssue[] {
  if (!Object.hasOwn(OPERATION_TABLE, name)) {
    const known = suggestion(nearest(name, OPERATIONS), OPERATIONS);
    return [
      {
        path: name,
        code: "unknown_operation",
        message: `There is no operation ${quoted(cut(name))}${known}.`,
      },
    ];
  }
  if (given === undefined) return [];
  const groups: readonly unknown[] = OPERATION_GROUPS;
  return [given].flat().flatMap((placement) => {
    const { group, access } = isRecord(placement) ? placement : {};
    if (groups.includes(group) && (access === "read" || access === "write")) return [];
    const wanted = `must be { group: "${OPERATION_GROUPS.join('" | "')}", access: "read" | "write" }, or a list of these.`;
    return [problem(name, "wrong_type", wanted)];
  });
}
