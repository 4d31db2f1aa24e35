import { compareBytes, fits, isText } from "../check/names.js";

/** The characters that count from where two ids differ, and those before it that may change. */
const DEPTH = 8;
const CARRY = 4;

/**
 * A stretch of ids that a page covered, and the look of ids there: the characters seen at each place of an id are its
 * digits, so that ids are numbers and a page is a distance. Used to cut a listing into ranges. An estimate: any cut is
 * correct, a good one saves time.
 */
export class Stretch {
  readonly #first: string;
  readonly #last: string;
  readonly #places: Set<string>[] = [];
  readonly #digits: (readonly string[] | undefined)[] = [];

  /** Learns from the ids of a page with at least one: the first, the last and some between. */
  constructor(first: string, last: string, some: Iterable<string>) {
    this.#first = first;
    this.#last = last;
    for (const id of [first, last, ...some]) {
      let place = 0;
      for (const character of id) (this.#places[place++] ??= new Set()).add(character);
    }
  }

  /** Estimates the pages like this one between two ids; undefined if the page tells nothing about it. */
  pagesBetween(after: string, end: string): number | undefined {
    const scale = this.#scale(end);
    const step = scale.value(this.#last) - scale.value(this.#first);
    if (step <= 0n) return undefined;
    return Number(((scale.value(end) - scale.value(after)) * 100n) / step) / 100;
  }

  /**
   * Returns the text that lies `pages` pages like this one after an id, within a prefix and before `end`; undefined if
   * there is none.
   */
  cut(after: string, pages: number, prefix: string, end: string | undefined): string | undefined {
    const scale = this.#scale(after);
    const step = scale.value(this.#last) - scale.value(this.#first);
    if (step <= 0n) return undefined;
    const text = scale.text(scale.value(after) + (step * BigInt(Math.round(pages * 100))) / 100n);
    const isRight =
      text.startsWith(prefix) &&
      isText(text) &&
      !text.includes("\0") &&
      fits("accessToken", text) &&
      compareBytes(text, after) > 0 &&
      (end === undefined || compareBytes(text, end) < 0);
    return isRight ? text : undefined;
  }

  /** Returns the scale of ids that begin as these do. */
  #scale(other: string): Scale {
    const head = Array.from(this.#last);
    const differs = Math.min(
      sharedLength(head, Array.from(this.#first)),
      sharedLength(head, Array.from(other)),
    );
    const from = Math.max(0, differs - CARRY);
    const digits = Array.from({ length: differs - from + DEPTH }, (_, index) => this.#digitsAt(from + index));
    return new Scale(head.slice(0, from).join(""), from, digits);
  }

  /**
   * Returns the characters of a place in byte order. Later places vary more, and so show early what will be seen here:
   * their characters count too if they include all that were seen here.
   */
  #digitsAt(place: number): readonly string[] {
    const known = this.#digits[place];
    if (known !== undefined) return known;
    const seen = new Set(this.#places[place]);
    if (seen.size > 0 && [...seen].every((character) => /^\d$/.test(character)))
      for (const digit of "0123456789") seen.add(digit);
    if (this.#places[place + 1] !== undefined) {
      const next = this.#digitsAt(place + 1);
      if ([...seen].every((character) => next.includes(character))) for (const each of next) seen.add(each);
    }
    const digits = [...seen].sort(compareBytes);
    this.#digits[place] = digits;
    return digits;
  }
}

/** Ids as numbers: after a shared head, one digit per place, 0 past the end of the id. */
class Scale {
  readonly #head: string;
  readonly #from: number;
  readonly #digits: readonly (readonly string[])[];

  constructor(head: string, from: number, digits: readonly (readonly string[])[]) {
    this.#head = head;
    this.#from = from;
    this.#digits = digits;
  }

  value(id: string): bigint {
    const characters = Array.from(id);
    const order = compareBytes(characters.slice(0, this.#from).join(""), this.#head);
    let value = 0n;
    for (const [index, digits] of this.#digits.entries()) {
      const character = characters[this.#from + index];
      const size = BigInt(digits.length + 1);
      let digit = order < 0 ? 0 : order > 0 ? digits.length : 0;
      if (order === 0 && character !== undefined) {
        const at = digits.findIndex((each) => compareBytes(each, character) >= 0);
        digit = at === -1 ? digits.length : at + 1;
      }
      value = value * size + BigInt(digit);
    }
    return value;
  }

  /** Returns the text of a number; for one too large to be written here, the last text that can be. */
  text(value: bigint): string {
    let left = value;
    const written: number[] = [];
    for (const digits of this.#digits.toReversed()) {
      const size = BigInt(digits.length + 1);
      written.unshift(Number(left % size));
      left /= size;
    }
    let text = this.#head;
    for (const [index, digits] of this.#digits.entries()) {
      const digit = left > 0n ? digits.length : (written[index] ?? 0);
      const character = digits[digit - 1];
      if (character === undefined) break;
      text += character;
    }
    return text;
  }
}

function sharedLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
