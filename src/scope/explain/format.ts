import { quoted, shown } from "../../check/text.js";

/** An explanation before it is written down. */
export interface Explanation {
  readonly title: Part;
  readonly summary: string;
  /** The places and the time. */
  readonly facts: readonly { readonly label: string; readonly text: readonly Part[] }[];
  readonly rows: readonly Row[];
  readonly cannot: readonly string[];
}

/** Words, or a name that somebody chose. */
export type Part = string | { readonly name: string };

/** One operation of the table. */
export interface Row {
  readonly operation: string;
  readonly may: "yes" | "unclear" | "never";
  readonly meaning: string;
  readonly through: string;
}

/** Writes an explanation as plain text, in columns. */
export function asText({ title, summary, facts, rows, cannot }: Explanation): string {
  const lines = [
    write(title, bare),
    summary,
    "",
    ...columns(facts.map(({ label, text }) => [label, text.map((part) => write(part, quoted)).join("")])),
  ];
  if (rows.length > 0) {
    const cells = rows.map(({ operation, may, meaning, through }) => [
      shown(operation),
      may,
      meaning,
      through,
    ]);
    lines.push("", ...columns([["operation", "may", "meaning", "through"], ...cells]));
  }
  if (cannot.length > 0) lines.push("", ...wrapped(`cannot: ${cannot.map(shown).join(", ")}`));
  return lines.join("\n");
}

/** Writes an explanation as Markdown, for a review. */
export function asMarkdown({ title, summary, facts, rows, cannot }: Explanation): string {
  const lines = [
    `**${write(title, code)}** ${summary}`,
    "",
    ...facts.map(({ label, text }) => `- ${label}: ${text.map((part) => write(part, code)).join("")}`),
  ];
  if (rows.length > 0) {
    lines.push("", "| operation | may | meaning | through |", "| --- | --- | --- | --- |");
    for (const { operation, may, meaning, through } of rows) {
      lines.push(`| ${code(operation).replaceAll("|", "\\|")} | ${may} | ${meaning} | ${escaped(through)} |`);
    }
  }
  if (cannot.length > 0) lines.push("", `Cannot: ${cannot.map(code).join(", ")}`);
  return lines.join("\n");
}

function write(part: Part, name: (text: string) => string): string {
  return typeof part === "string" ? part : name(part.name);
}

/** Pads columns to their widest cell, except the last. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Breaks text at spaces into lines of at most 100 characters. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.length + word.length >= 100) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Returns a name without quotes, unless its ends would then not show. */
function bare(name: string): string {
  return name === "" || name.startsWith(" ") || name.endsWith(" ") ? quoted(name) : shown(name);
}

/** Escapes Markdown in words that may contain a name from outside. */
function escaped(words: string): string {
  return words.replace(/[`*_<>[\]|#]/g, "\\$&");
}

/** Returns a code span; its fence is longer than any run of backticks within. */
function code(name: string): string {
  const text = shown(name);
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // Markdown takes a space off each end, and an empty span for none.
  const padded = longest > 0 || text.startsWith(" ") || text.endsWith(" ") || text === "";
  return padded ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}
