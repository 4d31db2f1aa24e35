import { parseArgs } from "node:util";
import { SpecError } from "../../spec/yaml.js";
import { thresholds } from "../tell/verdict.js";
import type { Threshold } from "../tell/verdict.js";

/** Options of both commands that select operations. */
export interface TagOptions {
  readonly tag?: readonly string[] | undefined;
  readonly "all-operations"?: boolean | undefined;
}

/**
 * Returns the tags that a command line asks for; by default, S2's own for access tokens.
 *
 * @throws {SpecError} when it asks both for tags and for all operations.
 */
export function tagsOf({ tag, "all-operations": all = false }: TagOptions): readonly string[] {
  if (all && tag) throw new SpecError(["--all-operations must not be given with --tag", usage]);
  return all ? [] : (tag ?? ["access-tokens"]);
}

/** Formats of a report. */
export const formats = ["markdown", "json", "text"] as const;
export type Format = (typeof formats)[number];

/** The options of a command line. */
export interface Options {
  /** Empty when not given. */
  readonly base: readonly string[];
  readonly head: readonly string[];
  /** Tags of the operations to compare; when empty, all are compared. */
  readonly tags: readonly string[];
  readonly format: Format;
  readonly failOn: Threshold;
  readonly accept: string | undefined;
  readonly out: string | undefined;
}

/** The usage line of the command. */
export const usage =
  "usage: npm run drift -- [--base <ref:path | path>] [--head <path>] [--tag <tag> | --all-operations]\n" +
  "       [--format markdown|json|text] [--fail-on breaking|risky|any|never] [--accept <file>] [--out <file>]\n" +
  "       --base and --head may be given several times, once for each page; --tag once for each tag (default:\n" +
  "       access-tokens).";

/**
 * Reads the command line.
 *
 * @throws {SpecError} for an option that does not exist or a value that it does not take.
 */
export function readArguments(args: readonly string[]): Options {
  const values = parse(args);
  return {
    base: values.base ?? [],
    head: values.head ?? [],
    tags: tagsOf(values),
    format: oneOf(formats, values.format ?? "markdown", "--format"),
    failOn: oneOf(thresholds, values["fail-on"] ?? "breaking", "--fail-on"),
    accept: values.accept,
    out: values.out,
  };
}

function parse(args: readonly string[]): ReturnType<typeof parseOptions> {
  try {
    return parseOptions(args);
  } catch (error) {
    // parseArgs throws a TypeError that names the offending argument.
    throw new SpecError([error instanceof Error ? error.message : String(error), usage]);
  }
}

// The return type is inferred by parseArgs from this table.
function parseOptions(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      base: { type: "string", multiple: true },
      head: { type: "string", multiple: true },
      tag: { type: "string", multiple: true },
      "all-operations": { type: "boolean" },
      format: { type: "string" },
      "fail-on": { type: "string" },
      accept: { type: "string" },
      out: { type: "string" },
    },
  }).values;
}

function oneOf<T extends string>(allowed: readonly T[], value: string, option: string): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined)
    throw new SpecError([`${option} takes ${allowed.join(", ")}, not "${value}"`, usage]);
  return found;
}
