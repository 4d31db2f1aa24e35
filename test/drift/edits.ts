import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isRecord, pointerSegment, readYaml } from "../../scripts/spec/yaml.js";

/** A change made by hand to a copy of the contract. */
export type Edit = (document: Record<string, unknown>) => void;

export const schemas = "#/components/schemas";
export const list = "#/paths/~1access-tokens/get";
export const issue = "#/paths/~1access-tokens/post";
export const revoke = "#/paths/~1access-tokens~1{id}/delete";

/** Our contract as it once was: edits written by hand name its parts, and S2 may call them otherwise tomorrow. */
export const pinned = fileURLToPath(new URL("../fixtures/contract.yaml", import.meta.url));

/** Our contract as it is. */
export const committed = fileURLToPath(new URL("../../spec/access-tokens.yaml", import.meta.url));

const pinnedDocument = readYaml(readFileSync(pinned, "utf8"), pinned).value;

/**
 * A copy of our contract as it once was with some edits made to it, one after the other. Its prose is left out. Random edits
 * start from it too: a change of the contract then draws no others, which nobody has looked at.
 */
export function contractWith(...edits: readonly Edit[]): Record<string, unknown> {
  const copy: unknown = structuredClone(pinnedDocument);
  if (!isRecord(copy)) throw new Error("the contract is no mapping");
  const document = { ...copy };
  walk(document, (object) => {
    if (typeof object["description"] === "string") delete object["description"];
  });
  for (const edit of edits) edit(document);
  return document;
}

/** Puts a value at a pointer; `/-` at its end appends to a list. What is missing on the way is made. */
export function set(pointer: string, value: unknown): Edit {
  return (document) => {
    const { parent, key } = parentOf(document, pointer);
    if (Array.isArray(parent)) parent[key === "-" ? parent.length : Number(key)] = structuredClone(value);
    else parent[key] = structuredClone(value);
  };
}

/** Takes out what stands at a pointer. Fails when there is nothing, so that no edit is empty by mistake. */
export function remove(pointer: string): Edit {
  return (document) => {
    const { parent, key } = parentOf(document, pointer);
    if (!(key in parent)) throw new Error(`nothing to remove at ${pointer}`);
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  };
}

/** Calls a key by another name and leaves it where it stands. */
export function rename(pointer: string, to: string): Edit {
  return (document) => {
    const { parent, key } = parentOf(document, pointer);
    if (Array.isArray(parent) || !(key in parent)) throw new Error(`nothing to rename at ${pointer}`);
    const entries = Object.entries(parent);
    for (const [name] of entries) delete parent[name];
    for (const [name, value] of entries) parent[name === key ? to : name] = value;
  };
}

/** Calls a schema component by another name, wherever it is used. */
export function renameComponent(from: string, to: string): Edit {
  return (document) => {
    rename(`${schemas}/${from}`, to)(document);
    walk(document, (object) => {
      if (object["$ref"] === `${schemas}/${from}`) object["$ref"] = `${schemas}/${to}`;
    });
  };
}

/** Lets two schema components take over each other's name, wherever they are used. */
export function tradeNames(one: string, other: string): Edit {
  return (document) => {
    for (const [from, to] of [
      [one, "Traded"],
      [other, one],
      ["Traded", other],
    ] as const) {
      renameComponent(from, to)(document);
    }
  };
}

/** Writes a schema component out wherever it is referred to, and takes it away. */
export function inlineComponent(name: string): Edit {
  return (document) => {
    const target = valueAt(document, `${schemas}/${name}`);
    if (!isRecord(target)) throw new Error(`no component ${name}`);
    walk(document, (object) => {
      if (object["$ref"] !== `${schemas}/${name}`) return;
      delete object["$ref"];
      for (const [key, value] of Object.entries(structuredClone(target))) object[key] ??= value;
    });
    remove(`${schemas}/${name}`)(document);
  };
}

/** Turns the order of every mapping round, and of every list whose order says nothing. */
export function reorder(document: Record<string, unknown>): void {
  const sets = new Set(["required", "enum", "type", "tags", "oneOf", "parameters", "security"]);
  walk(document, (object) => {
    for (const [key, value] of Object.entries(object).toReversed()) {
      delete object[key];
      object[key] = Array.isArray(value) && sets.has(key) ? value.toReversed() : value;
    }
  });
}

/** Returns the value at a pointer. */
export function valueAt(document: Record<string, unknown>, pointer: string): unknown {
  const { parent, key } = parentOf(document, pointer);
  return Array.isArray(parent) ? parent[Number(key)] : parent[key];
}

/** The pointer of a key below a pointer. */
export function below(pointer: string, ...keys: readonly string[]): string {
  return [pointer, ...keys.map(pointerSegment)].join("/");
}

function walk(value: unknown, visit: (object: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isMutable(value)) {
    visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function parentOf(
  document: Record<string, unknown>,
  pointer: string,
): { parent: Record<string, unknown> | unknown[]; key: string } {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
  const key = keys.pop() ?? "";
  let parent: Record<string, unknown> | unknown[] = document;
  for (const name of keys) {
    const child: unknown = Array.isArray(parent) ? parent[Number(name)] : (parent[name] ??= {});
    if (!isMutable(child) && !Array.isArray(child)) throw new Error(`no way to ${pointer}: ${name}`);
    parent = child;
  }
  return { parent, key };
}

function isMutable(value: unknown): value is Record<string, unknown> {
  return isRecord(value);
}
