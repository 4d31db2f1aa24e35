import { createReadStream } from "node:fs";
import { load, YAMLException } from "js-yaml";
import { shown } from "../../check/text.js";
import type { Context } from "../context.js";
import { usageError } from "../exit.js";
import { textOf } from "./bytes.js";

/** Values that a document may hold once its aliases are written out, and how deep it may be nested. */
const MOST_VALUES = 1_000_000;
const DEEPEST = 200;

/** A document that was read, and what to call it in a message. */
export interface Document {
  readonly value: unknown;
  readonly name: string;
}

/** Reads a YAML or JSON file, or stdin for `-`. Ends the command with line and column where it is neither. */
export async function readDocument(context: Context, file: string): Promise<Document> {
  const name = file === "-" ? "stdin" : shown(file);
  const text = await textOf(file === "-" ? context.read("-") : createReadStream(file), name);
  return { value: parseDocument(text, name), name };
}

/** What YAML or JSON text holds. JSON is read as YAML, which takes it and refuses a key that is there twice. */
function parseDocument(text: string, name: string): unknown {
  let value: unknown;
  try {
    value = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // Its message quotes the text, which may hold a secret; the reason names a tag or an alias at most.
    const at = error.mark === undefined ? "" : `:${error.mark.line + 1}:${error.mark.column + 1}`;
    throw usageError(`${name}${at}: ${shown(error.reason)}.`);
  }
  countValues(value, name);
  return value;
}

/** Ends the command where aliases make a document endless, or far larger than its text. */
function countValues(value: unknown, name: string): void {
  let count = 0;
  const visit = (item: unknown, depth: number): void => {
    count += 1;
    if (count > MOST_VALUES) {
      throw usageError(`${name} must hold at most ${MOST_VALUES} values, aliases written out.`);
    }
    if (typeof item !== "object" || item === null) return;
    if (depth > DEEPEST) {
      throw usageError(`${name} must be nested at most ${DEEPEST} levels deep, and must not hold itself.`);
    }
    for (const inner of Object.values(item)) visit(inner, depth + 1);
  };
  visit(value, 0);
}
