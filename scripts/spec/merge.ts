import { methods, operationsOf } from "./paths.js";
import { firstDifference } from "./equal.js";
import type { Fragment } from "./read/fragments.js";
import { isRecord, pointerSegment, SpecError } from "./yaml.js";

type Json = Readonly<Record<string, unknown>>;

/** One side of a comparison: everything its files say, as one document. */
export interface Side {
  readonly document: Json;
  /** True if only pages were given: an operation that is not here may still exist. */
  readonly partial: boolean;
  /** Oddities of the files that are no reason to stop. */
  readonly warnings: readonly string[];
  /** `file:line` of a JSON pointer into the merged document. */
  readonly where: (pointer: string) => string;
}

/** A side without a single operation: the contract before there was one. */
export const emptySide: Side = {
  document: { openapi: "3.1.0", paths: {} },
  partial: false,
  warnings: [],
  where: (pointer) => pointer,
};

/**
 * Joins fragments into one document. Methods of one path are combined; what two fragments both define must be the same,
 * in any order. `info`, `tags` and prose around the paths may differ, which is a warning.
 *
 * @throws {SpecError} listing every conflict with its inner difference. The last one never wins.
 */
export function mergeFragments(fragments: readonly Fragment[]): Side {
  const problems: string[] = [];
  const warnings: string[] = [];
  const [first, ...rest] = fragments;
  if (first === undefined) return emptySide;
  let document = first.document;
  for (const fragment of rest) {
    const from = { fragment, problems, warnings };
    document = join(document, withOwnSecurity(fragment.document, document), from);
  }
  if (problems.length > 0) throw new SpecError(problems);
  const partial = fragments.every((fragment) => fragment.partial);
  const where = (pointer: string): string => {
    const holder = fragments.find(({ document }) => defines(document, pointer)) ?? first;
    return `${holder.file}:${holder.lineOf(pointer)}`;
  };
  return { document, partial, warnings, where };
}

interface Source {
  readonly fragment: Fragment;
  readonly problems: string[];
  readonly warnings: string[];
}

function join(into: Json, from: Json, source: Source): Json {
  const merged: Record<string, unknown> = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const before = into[key];
    if (before === undefined) merged[key] = value;
    else if (key === "paths") merged[key] = joinEach(before, value, "#/paths", source, joinPath);
    else if (key === "components") merged[key] = joinEach(before, value, "#/components", source, joinKind);
    else if (key === "info" || key === "tags" || key === "openapi" || key.startsWith("x-")) {
      const at = firstDifference(before, value, `#/${key}`);
      if (at)
        source.warnings.push(`${source.fragment.file}: ${key} differs from the other files at ${at.pointer}`);
    } else expectSame(before, value, `#/${key}`, source);
  }
  return merged;
}

type JoinOne = (before: unknown, value: unknown, pointer: string, source: Source) => unknown;

function joinEach(before: unknown, value: unknown, pointer: string, source: Source, one: JoinOne): unknown {
  if (!isRecord(before) || !isRecord(value)) return expectSame(before, value, pointer, source);
  const merged: Record<string, unknown> = { ...before };
  for (const [key, child] of Object.entries(value)) {
    merged[key] = Object.hasOwn(before, key)
      ? one(before[key], child, `${pointer}/${pointerSegment(key)}`, source)
      : child;
  }
  return merged;
}

const joinKind: JoinOne = (before, value, pointer, source) =>
  joinEach(before, value, pointer, source, expectSame);

const joinPath: JoinOne = (before, value, pointer, source) =>
  joinEach(pushedDown(before, value), pushedDown(value, before), pointer, source, expectSame);

const expectSame: JoinOne = (before, value, pointer, { fragment, problems }) => {
  const difference = firstDifference(before, value, pointer);
  if (difference) {
    const line = `${fragment.file}:${fragment.lineOf(difference.pointer)}`;
    const [ours, theirs] = [difference.old, difference.new].map((side) => JSON.stringify(side) ?? "nothing");
    problems.push(
      `${line}: conflict at ${difference.pointer}: another file says ${ours}, this one ${theirs}`,
    );
  }
  return before;
};

/** Moves the shared parameters and servers of a path item into its operations if the other fragment's differ. */
function pushedDown(item: unknown, other: unknown): unknown {
  if (!isRecord(item) || !isRecord(other)) return item;
  const { parameters, servers, summary: _summary, description: _description, ...rest } = item;
  const same =
    !firstDifference(parameters, other["parameters"], "") && !firstDifference(servers, other["servers"], "");
  if (same) return { ...rest, ...(parameters ? { parameters } : {}), ...(servers ? { servers } : {}) };
  const result: Record<string, unknown> = { ...rest };
  for (const method of methods) {
    const operation = item[method];
    if (!isRecord(operation)) continue;
    const own = Array.isArray(operation["parameters"]) ? operation["parameters"] : [];
    const shared = Array.isArray(parameters) ? parameters : [];
    const all = [
      ...shared.filter((parameter) => !own.some((other) => sameParameter(parameter, other))),
      ...own,
    ];
    result[method] = {
      ...operation,
      ...(all.length > 0 ? { parameters: all } : {}),
      ...(servers !== undefined && operation["servers"] === undefined ? { servers } : {}),
    };
  }
  return result;
}

function sameParameter(a: unknown, b: unknown): boolean {
  return isRecord(a) && isRecord(b) && a["name"] === b["name"] && a["in"] === b["in"];
}

/** Makes the operations of a fragment without security say so, since they are joined to one that has it. */
function withOwnSecurity(document: Json, other: Json): Json {
  if (document["security"] !== undefined || other["security"] === undefined) return document;
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { path, method, operation } of operationsOf(document)) {
    const whole = isRecord(document["paths"]) ? document["paths"][path] : undefined;
    paths[path] ??= { ...(isRecord(whole) ? whole : {}) };
    paths[path][method] = operation["security"] === undefined ? { ...operation, security: [] } : operation;
  }
  return { ...document, paths };
}

function defines(document: Json, pointer: string): boolean {
  let value: unknown = document;
  // A component or an operation is enough: the rest of the pointer is that fragment's too.
  for (const segment of pointer.split("/").slice(1, 4)) {
    const key = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isRecord(value) || !Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return true;
}
