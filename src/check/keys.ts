/** Reports whether a value can be read by key: an object that is neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a path one key deeper; the empty key stays where it is. */
export function join(path: string, key: string): string {
  if (path === "" || key === "") return path + key;
  return `${path}.${key}`;
}

/** Ends a sentence with the word that was meant, or with the known ones. */
export function suggestion(meant: string | undefined, known: readonly string[]): string {
  if (meant !== undefined) return `; use ${meant} instead`;
  return known.length > 8 ? "" : `; there is ${known.join(", ")}`;
}

/** Returns the known word closest to a misspelt one, or the only one that begins with it, if there is one. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const plain = simplified(word);
  const longer = known.filter((candidate) => plain !== "" && simplified(candidate).startsWith(plain));
  if (longer.length === 1) return longer[0];
  let best: string | undefined;
  let least = Math.ceil(plain.length / 3) + 1;
  for (const candidate of known) {
    const distance = editDistance(plain, simplified(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Cuts a word from outside to a length fit for a message. */
export function cut(word: string): string {
  return word.length <= 40 ? word : `${word.slice(0, 40)}…`;
}

function simplified(word: string): string {
  return cut(word)
    .replace(/[-_\s]/g, "")
    .toLowerCase();
}

/** Returns the edit distance of two words: letters to insert, delete or replace. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    let left = i + 1;
    row = row.map((above, j) => {
      if (j > 0) left = Math.min(above + 1, left + 1, (row[j - 1] ?? 0) + (b[j - 1] === a[i] ? 0 : 1));
      return left;
    });
  }
  return row[b.length] ?? 0;
}
