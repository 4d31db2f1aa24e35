import { parseArgs } from "node:util";
import { SpecError } from "../../spec/yaml.js";
import { thresholds } from "../tell/verdict.js";
import type { Threshold } from "../tell/verdict.js";

/** What both commands take to say which operations they are about. */
export interface TagOptions {
  readonly tag?: readonly string[] | undefined;
  readonly "all-operations"?: boolean | undefined;
}

/**
 * Returns the tags that a command line asks for, S2's own for access tokens when it asks for none.
 *
 * @throws {SpecError} when it asks for some tags and for all operations.
 */
export function tagsOf({ tag, "all-operations": all = false }: TagOptions): readonly string[] {
  if (all && tag) throw new SpecError(["--all-operations must not be given with --tag", usage]);
  return all ? [] : (tag ?? ["access-tokens"]);
}

/** How a report can be written. */
export const formats = ["markdown", "json", "text"] as const;
export type Format = (typeof formats)[number];

/** What the command line asks for. */
export interface Options {
  /** Empty when not given. */
  readonly base: readonly string[];
  readonly head: readonly string[];
  /** Operations with one of these are compared; all of them when there is none. */
  readonly tags: readonly string[];
  readonly format: Format;
  readonly failOn: Threshold;
  readonly accept: string | undefined;
  readonly out: string | undefined;
}

/** How to call the command. */
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
    // parseArgs throws a TypeError that says which argument it did not like.
    throw new SpecError([error instanceof Error ? error.message : String(error), usage]);
  }
}

// The return type is what parseArgs makes of this very table.
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
