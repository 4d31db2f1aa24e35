import { parseArgs } from "node:util";
import { SpecError } from "../../spec/yaml.js";
import { thresholds } from "../tell/verdict.js";

/** The usage line of the command. */
export const usage =
  "usage: npm run drift -- [--base <ref:path | path>] [--head <path>] [--tag <tag> | --all-operations]\n" +
  "       [--format markdown|json|text] [--fail-on breaking|risky|any|never] [--accept <file>] [--out <file>]\n" +
  "       --base and --head may be given several times, once for each page; --tag once for each tag (default:\n" +
  "       access-tokens).";

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

const formats = ["markdown", "json", "text"] as const;
export type Format = (typeof formats)[number];

/**
 * Reads the command line. `base` and `head` are empty when not given, `tags` when every operation is asked for.
 *
 * @throws {SpecError} for an option that does not exist or a value that it does not take.
 */
// The return type is what parseArgs infers from the table, with the choices narrowed.
export function readArguments(args: readonly string[]) {
  const { base = [], head = [], accept, out, ...rest } = parse(args);
  const format = oneOf(formats, rest.format, "--format");
  const failOn = oneOf(thresholds, rest["fail-on"], "--fail-on");
  return { base, head, tags: tagsOf(rest), format, failOn, accept, out };
}

function parse(args: readonly string[]) {
  const several = { type: "string", multiple: true } as const;
  const options = {
    base: several,
    head: several,
    tag: several,
    "all-operations": { type: "boolean" },
    format: { type: "string", default: "markdown" },
    "fail-on": { type: "string", default: "breaking" },
    accept: { type: "string" },
    out: { type: "string" },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // parseArgs throws a TypeError that names the offending argument.
    throw new SpecError([error instanceof Error ? error.message : String(error), usage]);
  }
}

function oneOf<T extends string>(allowed: readonly T[], value: string, option: string): T {
  const found = allowed.find((item) => item === value);
  if (found !== undefined) return found;
  throw new SpecError([`${option} takes ${allowed.join(", ")}, not "${value}"`, usage]);
}
