import { compareBytes, fits, isText } from "../../check/names.js";

/** An id known to be in the listing, or a cut, and the pages from the first one known to here. */
export interface Mark {
  readonly id: string;
  readonly at: number;
}

/** Characters of an id that are worth looking at; beyond them, a page is too small to matter. */
const DEPTH = 12;

/**
 * Estimates where ids lie. Ids are numbers: each character is a digit, and the alphabet is learnt from the ids seen.
 * What the last pages covered, the next ones will: for one page ahead the last one counts, for sixteen the last sixteen,
 * so that a change of words or of dates is seen at the scale it has. Any cut is correct; a good one saves time.
 */
export class Splitter {
  readonly #prefix: string;
  /** The characters seen anywhere, and those seen at each place of an id. */
  readonly #anywhere = new Alphabet();
  readonly #places: Alphabet[] = [];
  /** Places from here on have been through their whole alphabet since the last page. */
  #turned = Infinity;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Learns from ids what ids look like. */
  learn(ids: readonly string[]): void {
    for (const id of ids) {
      let place = 0;
      for (const character of id) {
        (this.#places[place] ??= new Alphabet()).add(character);
        this.#anywhere.add(character);
        place += character.length;
      }
    }
  }

  /** Estimates the pages from the last mark to `end`, or to the end of the listing; 0 if nothing is known. */
  pagesTo(end: string | undefined, marks: readonly Mark[]): number {
    let least = Infinity;
    let isKnown = false;
    for (let pages = 1; pages <= 2 * marks.length; pages *= 2) {
      const [from, here] = this.#stretch(marks, pages);
      if (from === undefined || here === undefined) break;
      isKnown = true;
      least = Math.min(least, this.#estimate(from, here, marks, end));
    }
    return isKnown ? least : 0;
  }

  /** Returns a text that lies about `pages` pages after the last mark and before `end`; undefined if none is found. */
  cut(pages: number, end: string | undefined, marks: readonly Mark[]): string | undefined {
    for (let wanted = pages; wanted >= 1; wanted /= 2) {
      for (let scale = wanted; scale >= 0.5; scale /= 2) {
        const [from, here] = this.#stretch(marks, scale);
        if (from === undefined || here === undefined) return undefined;
        const text = this.#ahead(from.id, here.id, wanted / (here.at - from.at));
        if (text !== undefined && this.#isBetween(text, here.id, end)) return text;
      }
    }
    return undefined;
  }

  /** Returns the last mark and the one at least so many pages before it, or the first there is. */
  #stretch(marks: readonly Mark[], pages: number): readonly [Mark?, Mark?] {
    const here = marks.at(-1);
    if (here === undefined) return [];
    const at = here.at - pages;
    const from = marks.findLast((mark) => mark.at <= at) ?? marks[0];
    const last = marks.findLast((mark) => mark.at < here.at);
    if (from === undefined || last === undefined) return [];
    this.#turned = sharedLength(last.id, here.id) + 2;
    return [from, here];
  }

  #estimate(from: Mark, here: Mark, marks: readonly Mark[], end: string | undefined): number {
    const place = end === undefined ? this.#prefix.length : sharedLength(from.id, end);
    const value = this.#value(here.id, place);
    const step = (value - this.#value(from.id, place)) / (here.at - from.at);
    if (!(step > 0)) return Infinity;
    const left = ((end === undefined ? 1 : this.#value(end, place)) - value) / step;
    const head = here.id.slice(0, place) + String.fromCodePoint(here.id.codePointAt(place) ?? 0);
    if (from.id.startsWith(head)) return left;
    // Other characters tell little about this one: it may hold as much again as so far, and as much as each of them.
    const first = marks.find(({ id }) => id.startsWith(head)) ?? here;
    return left + (here.at - first.at) + 1 / this.#base(place) / step;
  }

  #isBetween(text: string, after: string, end: string | undefined): boolean {
    return (
      isText(text) &&
      !text.includes("\0") &&
      fits("accessToken", text) &&
      compareBytes(text, after) > 0 &&
      (end === undefined || compareBytes(text, end) < 0)
    );
  }

  /** Returns the text as far beyond `here` as `times` the way to it; undefined if that is beyond the prefix. */
  #ahead(from: string, here: string, times: number): string | undefined {
    for (let place = sharedLength(from, here); place >= this.#prefix.length; place--) {
      const value = this.#value(here, place);
      const ahead = value + (value - this.#value(from, place)) * times;
      if (ahead > value && ahead < 1 && !isLow(here, place))
        return here.slice(0, place) + this.#text(ahead, place);
    }
    return undefined;
  }

  /** Returns what follows in an id from a place on, as a fraction: 0 if nothing does. */
  #value(id: string, from: number): number {
    let value = 0;
    let weight = 1;
    let place = from;
    for (const character of id.slice(from, from + 2 * DEPTH)) {
      weight /= this.#base(place);
      value += this.#digits(place).digitOf(character) * weight;
      place += character.length;
    }
    return value;
  }

  #text(value: number, from: number): string {
    let text = "";
    let left = value;
    while (text.length < DEPTH) {
      const place = from + text.length;
      left *= this.#base(place);
      const digit = Math.floor(left);
      const character = this.#digits(place).characters[digit - 1];
      if (character === undefined) break;
      text += character;
      left -= digit;
    }
    return text;
  }

  #base(place: number): number {
    return this.#digits(place).characters.length + 1;
  }

  /** Returns the digits of a place. Until it has turned over, any character seen anywhere may come there. */
  #digits(place: number): Alphabet {
    return (place < this.#turned ? undefined : this.#places[place]) ?? this.#anywhere;
  }
}

/** Characters in byte order; each is a digit from 1 on, and 0 is the end of an id. */
class Alphabet {
  readonly characters: string[] = [];
  readonly #seen = new Set<string>();

  add(character: string): void {
    if (this.#seen.has(character)) return;
    this.#seen.add(character);
    this.characters.splice(this.#indexOf(character), 0, character);
  }

  /** Returns a character's digit; that of the next one if it is not known. */
  digitOf(character: string): number {
    return Math.min(this.#indexOf(character) + 1, this.characters.length);
  }

  #indexOf(character: string): number {
    let low = 0;
    let high = this.characters.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareBytes(this.characters[middle] ?? "", character) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Returns how many units two ids begin with in common, no pair of surrogates split. */
function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return isLow(a, length) || isLow(b, length) ? length - 1 : length;
}

/** Reports whether a unit is the second half of a character. */
function isLow(id: string, index: number): boolean {
  const unit = id.charCodeAt(index);
  return unit >= 0xdc00 && unit < 0xe000;
}
