/** The secrets that open an account or once did; none may appear in what the account says. */
export interface Secrets {
  /** Adds a secret, for good. */
  readonly add: (secret: string) => void;
  /** Blanks out in a text every known secret and those in `own`, plain or escaped as in a URL or JSON. */
  readonly blank: (text: string, own?: readonly string[]) => string;
}

/** The replacement for a secret. */
const BLANK = "[redacted]";

/** The number of leading characters by which secrets are indexed. */
const HEAD = 8;

/** The most times a text may have been escaped, such as a path in a JSON body inside another. */
const MOST_ESCAPES = 3;

/** Creates an empty set of secrets. */
export function createSecrets(): Secrets {
  const known = createIndex();
  return {
    add: known.add,
    blank(text, own = []) {
      const asked = createIndex();
      for (const secret of own) asked.add(secret);
      const found: Range[] = [];
      for (const view of viewsOf({ text: folded(text) }, MOST_ESCAPES)) {
        for (const index of [known, asked]) {
          for (const { from, to } of index.find(view.text)) {
            found.push({ from: placeOf(view, from), to: placeOf(view, to) });
          }
        }
      }
      return cut(text, found);
    },
  };
}

/** Blanks every string in a value, except those under the keys in `spared`, which are the account's own words. */
export function blankAll<T>(value: T, blank: (text: string) => string, spared: ReadonlySet<string>): T {
  const copy = (item: unknown): unknown => {
    if (typeof item === "string") return blank(item);
    if (Array.isArray(item)) return item.map(copy);
    if (typeof item !== "object" || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, member]) => [key, spared.has(key) ? member : copy(member)]),
    );
  };
  // Only strings change, and only into strings.
  return copy(value) as T;
}

type Range = { readonly from: number; readonly to: number };

/** Creates an index that finds any of many words in a text, in time independent of their number. */
function createIndex() {
  const byHead = new Map<string, Set<string>>();
  const lengths = new Set<number>();
  return {
    add: (secret: string): void => {
      if (secret === "") return;
      const word = folded(secret);
      const head = word.slice(0, HEAD);
      lengths.add(head.length);
      const words = byHead.get(head);
      if (words === undefined) byHead.set(head, new Set([word]));
      else words.add(word);
    },
    find: (text: string): readonly Range[] => {
      const found: Range[] = [];
      for (const length of lengths) {
        for (let from = 0; from + length <= text.length; from++) {
          for (const word of byHead.get(text.slice(from, from + length)) ?? []) {
            if (text.startsWith(word, from)) found.push({ from, to: from + word.length });
          }
        }
      }
      return found;
    },
  };
}

/** A text with its escapes undone, and the origin of each character. */
interface View {
  readonly text: string;
  /** The index in `under` of each character, and of the end. */
  readonly places?: readonly number[];
  readonly under?: View;
}

/** The escapes of percent-encoding and JSON for characters that a secret can have. */
const ESCAPES: readonly { readonly form: RegExp; readonly meant: (match: readonly string[]) => string }[] = [
  { form: /%([0-7][0-9a-f])/g, meant: ([, hex = ""]) => String.fromCharCode(parseInt(hex, 16)) },
  {
    form: /\\(?:u00([0-7][0-9a-f])|(["\\/]))/g,
    meant: ([, hex, plain]) => plain ?? String.fromCharCode(parseInt(hex ?? "", 16)),
  },
];

/** Yields a text as it is, and with one kind of escapes undone after another. */
function* viewsOf(view: View, depth: number): Generator<View> {
  yield view;
  if (depth === 0) return;
  for (const { form, meant } of ESCAPES) {
    let text = "";
    let last = 0;
    const places: number[] = [];
    const take = (to: number) => {
      for (; last < to; last++) places.push(last);
    };
    for (const match of view.text.matchAll(form)) {
      text += view.text.slice(last, match.index) + folded(meant(match));
      take(match.index);
      places.push(last);
      last += match[0].length;
    }
    if (places.length === 0) continue;
    text += view.text.slice(last);
    take(view.text.length + 1);
    yield* viewsOf({ text, places, under: view }, depth - 1);
  }
}

/** Returns the index in the original text of an index in a view. */
function placeOf({ places, under }: View, place: number): number {
  return places === undefined || under === undefined ? place : placeOf(under, places[place] ?? place);
}

function cut(text: string, found: Range[]): string {
  let result = "";
  let end = 0;
  for (const { from, to } of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (to <= end) continue;
    if (from >= end) result += text.slice(end, from) + BLANK;
    end = to;
  }
  return result + text.slice(end);
}

/** Returns a text in lower case without changing its length, since host names, for one, are read that way. */
function folded(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
