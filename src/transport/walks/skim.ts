import type { Route } from "../../../generated/constants.js";
import { isRecord } from "../../check/keys.js";
import { parseJson } from "../json.js";

/** What is known of a page before it is read. */
export interface Outline {
  readonly size: number;
  readonly hasMore: boolean;
  readonly idAt: (index: number) => string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** Depths of brackets: in the body, in its list, and in an item of the list. */
const BODY = 1;
const LIST = 2;
const ITEM = 3;

/**
 * Skims the ids from the bytes of a page, in a fifth of the time of `JSON.parse`. Returns undefined for a page that has to
 * be parsed: one with blanks around ids, escapes in them, or more brackets than a listing needs. Checks nothing else, so
 * that what it returns for invalid JSON says nothing.
 */
export function skim(
  bytes: Uint8Array,
  pages: NonNullable<Route["pages"]>,
  idField: string,
): Outline | undefined {
  const found = findIds(bytes, new TextEncoder().encode(`"${idField}"`));
  if (found === undefined) return undefined;
  const { starts, open, close } = found;
  const text = (decoder: TextDecoder, from: number, to?: number): string =>
    decoder.decode(bytes.subarray(from, to));
  const around = new TextDecoder();
  const body = parsed(text(around, 0, open + 1) + text(around, close));
  if (!isRecord(body)) return undefined;
  const { [pages.items]: items, [pages.more]: hasMore } = body;
  if (!Array.isArray(items) || typeof hasMore !== "boolean") return undefined;
  // A byte order mark may begin a page, where it is no part of the text, or an id, where it is.
  const within = new TextDecoder("utf-8", { ignoreBOM: true });
  const idAt = (index: number): string => {
    const start = starts[index] ?? 0;
    return text(within, start, bytes.indexOf(QUOTE, start));
  };
  return { size: starts.length, hasMore, idAt };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The positions of the ids in a page, and of the brackets around its list. */
interface Found {
  readonly starts: readonly number[];
  readonly open: number;
  readonly close: number;
}

function findIds(bytes: Uint8Array, name: Uint8Array): Found | undefined {
  const { length } = bytes; // Asked for once: otherwise it takes twice the time.
  const starts: number[] = [];
  let open = -1;
  let close = -1;
  let items = 0;
  let depth = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      if (depth === ITEM && holds(bytes, at, name)) {
        const after = at + name.length;
        if (bytes[after] === COLON && bytes[after + 1] === QUOTE) starts.push(after + 2);
        // Not a value either: blanks before the colon, or an id that is no text.
        else if (bytes[after] !== COMMA && bytes[after] !== CLOSE_OBJECT) return undefined;
      }
      while (bytes[++at] !== QUOTE) {
        const isEscape = bytes[at] === BACKSLASH;
        if (at >= length || (isEscape && depth === ITEM)) return undefined;
        if (isEscape) at++;
      }
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (depth === BODY && open !== -1) return undefined;
      if (depth === BODY) open = at;
      if (depth === LIST) items++;
      depth++;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth--;
      if (depth === BODY) close = at;
      if (depth === LIST && starts.length !== items) return undefined;
    }
  }
  return depth === 0 && close !== -1 ? { starts, open, close } : undefined;
}

/** Reports whether bytes hold others at a place. */
function holds(bytes: Uint8Array, at: number, others: Uint8Array): boolean {
  for (let index = 0; index < others.length; index++) if (bytes[at + index] !== others[index]) return false;
  return true;
}
