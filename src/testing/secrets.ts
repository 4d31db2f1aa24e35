/** Everything that opens an account, and what opened it once: none of it may appear in what the account says. */
export interface Secrets {
  /** Remembers a secret for good. */
  readonly add: (secret: string) => void;
  /** Blanks out of a text every secret known, and these ones, as they are or escaped in a URL or in JSON. */
  readonly blank: (text: string, own?: readonly string[]) => string;
}

/** What stands where a secret stood. */
const BLANK = "[redacted]";

/** Secrets are found by this many of their first characters, however many there are. */
const HEAD = 8;

/** How often a text may have been escaped: a path in a JSON body inside another. */
const MOST_ESCAPES = 3;

/** Creates an empty memory of secrets. */
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

/** Blanks every text inside a value but those under the names in `spared`, which are the account's own words. */
export function blankAll<T>(value: T, blank: (text: string) => string, spared: ReadonlySet<string>): T {
  const copy = (item: unknown): unknown => {
    if (typeof item === "string") return blank(item);
    if (Array.isArray(item)) return item.map(copy);
    if (typeof item !== "object" || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, member]) => [key, spared.has(key) ? member : copy(member)]),
    );
  };
  // Only texts change, and only into texts.
  return copy(value) as T;
}

type Range = { readonly from: number; readonly to: number };

/** Finds any of many words in a text, in time that does not depend on how many they are. */
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

/** A text with its escapes undone, and where each character of it came from. */
interface View {
  readonly text: string;
  /** The place in `under` of each character, and that of the end. */
  readonly places?: readonly number[];
  readonly under?: View;
}

/** What percent-encoding and JSON put in place of a character that a secret can have. */
const ESCAPES: readonly { readonly form: RegExp; readonly meant: (match: readonly string[]) => string }[] = [
  { form: /%([0-7][0-9a-f])/g, meant: ([, hex = ""]) => String.fromCharCode(parseInt(hex, 16)) },
  {
    form: /\\(?:u00([0-7][0-9a-f])|(["\\/]))/g,
    meant: ([, hex, plain]) => plain ?? String.fromCharCode(parseInt(hex ?? "", 16)),
  },
];

/** A text as it is, and as it reads with one kind of escapes undone after another. */
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

/** The place in the text itself of a place in a view of it. */
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

/** A text in lower case without a change of its length: a host name, for one, is read that way. */
function folded(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
