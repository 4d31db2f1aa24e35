import { createReadStream } from "node:fs";
import { load, YAMLException } from "js-yaml";
import { shown } from "../../check/text.js";
import type { Context } from "../context.js";
import { usageError } from "../exit.js";
import { textOf } from "./bytes.js";

/** The most values in a document with its aliases expanded, and the deepest nesting. */
const MOST_VALUES = 1_000_000;
const DEEPEST = 200;

/** A parsed document, and its name in messages. */
export interface Document {
  readonly value: unknown;
  readonly name: string;
}

/** Reads a YAML or JSON file, or stdin for `-`. If it is neither, ends the command with line and column. */
export async function readDocument(context: Context, file: string): Promise<Document> {
  const name = file === "-" ? "stdin" : shown(file);
  const text = await textOf(file === "-" ? context.read("-") : createReadStream(file), name);
  return { value: parseDocument(text, name), name };
}

/** Parses YAML or JSON text. JSON is parsed as YAML, which accepts it and rejects duplicate keys. */
function parseDocument(text: string, name: string): unknown {
  let value: unknown;
  try {
    value = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // Its message quotes the text, which may contain a secret; the reason names at most a tag or an alias.
    const at = error.mark === undefined ? "" : `:${error.mark.line + 1}:${error.mark.column + 1}`;
    throw usageError(`${name}${at}: ${shown(error.reason)}.`);
  }
  countValues(value, name);
  return value;
}

/** Ends the command if aliases make a document endless, or far larger than its text. */
function countValues(value: unknown, name: string): void {
  let count = 0;
  const visit = (item: unknown, depth: number): void => {
    count += 1;
    if (count > MOST_VALUES) {
      throw usageError(`${name} must hold at most ${MOST_VALUES} values with aliases expanded.`);
    }
    if (typeof item !== "object" || item === null) return;
    if (depth > DEEPEST) {
      throw usageError(`${name} must be nested at most ${DEEPEST} levels deep, and must not contain itself.`);
    }
    for (const inner of Object.values(item)) visit(inner, depth + 1);
  };
  visit(value, 0);
}
