import {
  OPERATION_GROUPS,
  OPERATION_TABLE,
  OPERATIONS,
  type Operation,
  type OperationPlacement,
  type OperationRow,
  type SourcedPlacement,
} from "../../generated/constants.js";
import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import { cut, isRecord, nearest, suggestion } from "../check/keys.js";

/** What is known of one operation: the groups that hold it, or may, and the resources it names. */
export interface OperationFacts {
  /** Sourced: any of these holds it. Disputed or inferred: one of these may. */
  readonly placements: readonly OperationPlacement[];
  /** Whether it reads or writes. */
  readonly access: "read" | "write";
  readonly resources: OperationRow["resources"];
  readonly certainty: OperationRow["certainty"];
  readonly source: string;
}

/** The group, access and resources of every operation. Made by `withGroups`. */
export type OperationTable = Readonly<Record<Operation, OperationFacts>>;

/** An option of every function that asks what a scope permits. */
export interface GroupOptions {
  /** Which group holds which operation, from `withGroups`. Default: what S2's sources say, disputes included. */
  readonly groups?: OperationTable | undefined;
}

/** Where operations stand, for someone who knows: one group and access each, or all that hold it. */
export type GroupOverrides = {
  readonly [O in Operation]?: OperationPlacement | readonly OperationPlacement[] | undefined;
};

/** What S2's sources say. Marked pure so that a bundle can leave it out. */
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

/** Every reading with who says so, in a sentence. */
function disputeIn(readings: readonly SourcedPlacement[]): string {
  const said = readings.map(({ group, access, source }) => `${group} ${access} (${source})`);
  return `S2's sources disagree: it is in ${said.slice(0, -1).join(", ")} or ${said.at(-1)}.`;
}

/**
 * The table of operation groups with some rows replaced by what you know. Answers that rest on a replaced row are
 * definite: `yes` if one of its groups is granted, else `no`. An empty list says that no group holds the operation.
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
  const issues = Object.entries(overrides).flatMap(([name, given]) => overrideIssues(name, given));
  if (issues.length > 0) throw new S2ArgumentError(issues);
  return tableOf((operation) => {
    const facts = SOURCED_TABLE[operation];
    const given = overrides[operation];
    if (given === undefined) return facts;
    return { ...facts, placements: [given].flat(), certainty: "sourced", source: "Set by withGroups." };
  });
}

/** What is known of an operation; undefined for one that S2 added after this version. */
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
    const message = `S2 has no operation "${cut(name)}"${suggestion(nearest(name, OPERATIONS), OPERATIONS)}.`;
    return [{ path: name, code: "unknown_operation", message }];
  }
  if (given === undefined) return [];
  const groups: readonly unknown[] = OPERATION_GROUPS;
  return [given].flat().flatMap((placement) => {
    const { group, access } = isRecord(placement) ? placement : {};
    if (groups.includes(group) && (access === "read" || access === "write")) return [];
    const message = `Say which group holds it: { group: "${OPERATION_GROUPS.join('" | "')}", access: "read" | "write" }.`;
    return [{ path: name, code: "wrong_type", message }];
  });
}
