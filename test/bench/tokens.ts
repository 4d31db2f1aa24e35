// An account of any size, without holding one: the prefix `n<count>-` names an account of so many tokens, and a page is
// a template with its ids written over.

import type { WireFields } from "../../src/check/wire/fields.js";

export const ISSUED = JSON.stringify({ access_token: "s2_bench_0123456789abcdef0123456789abcdef" });

const DIGITS = 7;
const PAGE = 1000;

/**
 * The shapes that S2's pages show: every field, as a listing has them; the example of the issue page, which leaves out
 * sets, groups and ops; and one field that this version does not know.
 */
export const SHAPES = ["full", "example", "extra"] as const;
export type Shape = (typeof SHAPES)[number];

const LETTERS: Readonly<Record<Shape, string>> = { full: "n", example: "e", extra: "x" };

/** The prefix that lists an account of `count` tokens of a shape. */
export function accountOf(count: number, shape: Shape = "full"): string {
  return `${LETTERS[shape]}${count}-`;
}

interface Template {
  readonly bytes: Buffer;
  /** The positions at which the digits of each id begin. */
  readonly places: readonly number[];
}

const templates = new Map<string, Template>();

/** The bytes of one page, as S2 would send them. */
export function page(prefix: string, startAfter: string, limit: number): Buffer {
  const count = Number(/^\w(\d+)-$/.exec(prefix)?.[1] ?? PAGE);
  const from = firstAfter(prefix, startAfter);
  const size = Math.max(0, Math.min(limit, PAGE, count - from));
  const hasMore = from + size < count;
  const key = `${prefix} ${size} ${hasMore}`;
  const template = templates.get(key) ?? render(prefix, size, hasMore);
  templates.set(key, template);
  const bytes = Buffer.from(template.bytes);
  template.places.forEach((place, index) => {
    bytes.write(String(from + index).padStart(DIGITS, "0"), place, "latin1");
  });
  return bytes;
}

/** Returns the number of the first token after an id, or after any other text with the prefix. */
function firstAfter(prefix: string, startAfter: string): number {
  const [, digits = "", next = ""] = /^(\d{0,7})(.?)/s.exec(startAfter.slice(prefix.length)) ?? [];
  const first = Number(digits.padEnd(DIGITS, "0"));
  // Ids that begin with these digits come before what follows them here.
  const isBehind = digits.length === DIGITS || next > "9";
  return isBehind ? first + 10 ** (DIGITS - digits.length) : first;
}

function render(prefix: string, size: number, hasMore: boolean): Template {
  const tokens = Array.from({ length: size }, (_, index) => token(prefix, index));
  const bytes = Buffer.from(JSON.stringify({ access_tokens: tokens, has_more: hasMore }));
  const places: number[] = [];
  const marker = `"id":"${prefix}`;
  for (let at = bytes.indexOf(marker); at !== -1; at = bytes.indexOf(marker, at + 1)) {
    places.push(at + marker.length);
  }
  return { bytes, places };
}

function flags(read: boolean, write: boolean): unknown {
  return { read, write };
}

function token(prefix: string, index: number): unknown {
  const whole = fullToken(prefix, index);
  if (prefix.startsWith(LETTERS.extra)) return { ...whole, scope: { ...Object(whole.scope), labels: {} } };
  if (!prefix.startsWith(LETTERS.example)) return whole;
  const scope = {
    basins: { prefix: "" },
    streams: { prefix: `users/${index % 997}/` },
    op_groups: { stream: flags(true, true) },
  };
  return { id: whole.id, scope, expires_at: "2031-01-01T00:00:00Z" };
}

/** Every field present, as S2 lists it; what varies between tokens in an account varies here. */
function fullToken(prefix: string, index: number): WireFields<"AccessTokenInfo"> {
  const expiries = ["2031-01-01T00:00:00Z", "2030-06-30T12:30:45.250Z", null, "2029-12-31T23:59:59Z"];
  return {
    id: `${prefix}${"0".repeat(DIGITS)}`,
    scope: {
      basins: index % 5 === 0 ? { prefix: "" } : { exact: "production" },
      streams: { prefix: `users/${index % 997}/` },
      access_tokens: index % 7 === 0 ? { prefix: "user-" } : null,
      op_groups: {
        account: flags(false, false),
        basin: flags(index % 3 === 0, false),
        stream: flags(true, true),
      },
      ops: index % 4 === 0 ? ["list-streams", "check-tail"] : [],
    },
    auto_prefix_streams: index % 2 === 0,
    expires_at: expiries[index % expiries.length],
  };
}
