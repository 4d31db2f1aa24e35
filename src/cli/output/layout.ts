/** Wraps text at spaces to a width; a longer word stays whole. Each line begins with the indent. */
export function wrap(text: string, width: number, indent = ""): string[] {
  const room = Math.max(16, width) - widthOf(indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}

/** Lays out rows of a name and a text: side by side if there is room, or else the text below its name. */
export function columns(rows: readonly (readonly string[])[], width: number, indent = ""): string[] {
  const widest = Math.max(0, ...rows.map(([name = ""]) => widthOf(name)).filter((size) => size <= 32));
  const beside = width >= 60;
  return rows.flatMap(([name = "", text = ""]) => {
    const start = indent + name;
    if (!beside || widthOf(name) > widest)
      return [start, ...wrap(text, width, `${indent}${" ".repeat(beside ? widest + 2 : 4)}`)];
    const [first = "", ...rest] = wrap(text, width, `${indent}${" ".repeat(widest + 2)}`);
    return [start + first.slice(widthOf(start)), ...rest];
  });
}

/** Returns the width of text in terminal columns: two for wide characters, none for combining ones. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Characters that a terminal shows two columns wide: emoji, CJK and the full-width forms. */
const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60\u3000-\u303f]/u;

/** Truncates text to a width, with an ellipsis if anything is cut. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Pads text with trailing spaces to a width. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}
