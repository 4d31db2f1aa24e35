import {
  constructFromEvents,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  getScalarValue,
  parseEvents,
  YAMLException,
} from "js-yaml";
import type { Event } from "js-yaml";

/** Thrown with all problems of a document, one per line, each starting with its place. */
export class SpecError extends Error {
  override readonly name = "SpecError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** A parsed YAML (or JSON) document that knows the line of each of its values. */
export interface YamlDocument {
  /** Name to show in messages. */
  readonly file: string;
  readonly value: unknown;
  /** Line (from 1) of the value at a JSON pointer such as `#/paths/~1a/get`, or of its nearest parent. */
  readonly lineOf: (pointer: string) => number;
}

/**
 * Parses one YAML 1.2 document; JSON is YAML too.
 *
 * Duplicate keys, more than one document, nesting beyond 100 and more than 1 000 aliases are refused.
 *
 * @throws {SpecError} with file and line when the text cannot be read.
 */
export function readYaml(text: string, file: string): YamlDocument {
  try {
    const events = parseEvents(text, { filename: file });
    const documents = constructFromEvents(events, { source: text, filename: file, maxAliases: 1000 });
    if (documents.length !== 1) {
      throw new SpecError([`${file}: expected one YAML document, found ${documents.length}`]);
    }
    // Only messages need lines, so the walk waits until one does.
    let offsets: Map<string, number> | undefined;
    const lineOf = (pointer: string): number => {
      offsets ??= pointerOffsets(events, text);
      for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
        const offset = offsets.get(at);
        if (offset !== undefined) return lineAt(text, offset);
        if (!at.includes("/")) return 1;
      }
    };
    return { file, value: documents[0], lineOf };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const where = error.mark ? `${file}:${error.mark.line + 1}` : file;
    throw new SpecError([`${where}: ${error.reason}`]);
  }
}

/** Reports whether a value is a mapping: an object that is not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Escapes one key for use in a JSON pointer (RFC 6901). */
export function pointerSegment(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Returns the value at a `#/…` pointer, or undefined if there is none. */
export function resolvePointer(document: unknown, pointer: string): unknown {
  let value = document;
  for (const segment of pointer.split("/").slice(1)) {
    const key = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

interface Frame {
  readonly pointer: string;
  /** The next index of a sequence; in a mapping, the key that awaits its value. */
  index: number;
  key: string | undefined;
  readonly mapping: boolean;
}

function pointerOffsets(events: readonly Event[], text: string): Map<string, number> {
  const offsets = new Map<string, number>();
  const frames: Frame[] = [];

  /** Returns the pointer of the node that starts now, or undefined if it is a mapping's key. */
  const place = (): string | undefined => {
    const frame = frames.at(-1);
    if (frame === undefined) return "#";
    if (!frame.mapping) return `${frame.pointer}/${frame.index++}`;
    if (frame.key === undefined) return undefined;
    const pointer = `${frame.pointer}/${pointerSegment(frame.key)}`;
    frame.key = undefined;
    return pointer;
  };

  for (const event of events) {
    if (event.type === EVENT_DOCUMENT) continue;
    if (event.type === EVENT_POP) {
      frames.pop();
      continue;
    }
    const pointer = place();
    const frame = frames.at(-1);
    if (event.type === EVENT_SCALAR || event.type === EVENT_ALIAS) {
      const start = event.type === EVENT_SCALAR ? event.valueStart : event.anchorStart;
      let own = pointer;
      if (own === undefined && frame !== undefined) {
        frame.key = event.type === EVENT_SCALAR ? getScalarValue(text, event) : "*";
        own = `${frame.pointer}/${pointerSegment(frame.key)}`;
      }
      // A value in a mapping is placed at its key.
      if (own !== undefined && !offsets.has(own)) offsets.set(own, start);
    } else if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) {
      const own = pointer ?? `${frame?.pointer ?? "#"}/?`;
      if (!offsets.has(own)) offsets.set(own, event.start);
      frames.push({ pointer: own, index: 0, key: undefined, mapping: event.type === EVENT_MAPPING });
    }
  }
  return offsets;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Returns the file and line of a value, for messages. */
export function placeOf(spec: YamlDocument, pointer: string): string {
  return `${spec.file}:${spec.lineOf(pointer)}`;
}

/** Returns the mapping at a path; an empty one, and a problem, if there is none. */
export function recordAt(
  spec: YamlDocument,
  keys: readonly string[],
  problems: string[],
): Readonly<Record<string, unknown>> {
  const pointer = ["#", ...keys].join("/");
  const value = resolvePointer(spec.value, pointer);
  if (isRecord(value)) return value;
  problems.push(`${placeOf(spec, pointer)}: expected a mapping at ${pointer}`);
  return {};
}
