import { SpecError } from "../yaml.js";

/** A fenced OpenAPI fragment of a documentation page. */
export interface Fence {
  readonly language: "yaml" | "json";
  /** The operation its info string names, such as `GET /access-tokens`; undefined when it names none. */
  readonly operation: { readonly method: string; readonly path: string } | undefined;
  /** The text between the fences, without the indent of the opening fence. */
  readonly text: string;
  /** Line (from 1) of the page where the text begins. */
  readonly line: number;
}

const opening = /^( {0,3})(`{3,}|~{3,})(.*)$/;
const info = /^(yaml|yml|json)(?:\s+(.*))?$/i;
const operationInfo = /^(?:\S+\s+)?(get|put|post|delete|options|head|patch|trace)\s+(\/\S*)/i;
const fragmentStart = /^\s*(?:openapi\s*:|\{\s*"openapi"|"openapi"\s*:)/m;

/**
 * Reports whether a text is a documentation page rather than an OpenAPI document: the fence of a fragment comes before
 * the first line that an OpenAPI document could start with.
 */
export function isPage(text: string): boolean {
  if (/^\s*\{/.test(text)) return false;
  for (const line of lines(text)) {
    if (/^["']?(?:openapi|swagger|info|paths|components|servers|tags|security)["']?\s*:/.test(line))
      return false;
    const fence = opening.exec(line);
    if (fence && info.test((fence[3] ?? "").trim())) return true;
  }
  return false;
}

/**
 * Returns the OpenAPI fragments of a Markdown page, fenced as in CommonMark: the closing fence has the character of the
 * opening one and at least its length. Fences of other content are skipped.
 *
 * @throws {SpecError} when a fragment's fence is never closed, as in a truncated page.
 */
export function readFences(text: string, file: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { mark: string; indent: number; info: string; line: number; content: string[] } | undefined;
  for (const [index, line] of lines(text).entries()) {
    const fence = opening.exec(line);
    if (open === undefined) {
      const [, indent = "", mark = "", rest = ""] = fence ?? [];
      // An info string after backticks holds none: "```x```" is a line of code in a paragraph.
      if (mark !== "" && !(mark.startsWith("`") && rest.includes("`"))) {
        open = { mark, indent: indent.length, info: rest.trim(), line: index + 2, content: [] };
      }
    } else if (fence && closes(fence[2] ?? "", fence[3] ?? "", open.mark)) {
      const read = asFragment(open.info, open.content.join("\n"), open.line);
      if (read) fences.push(read);
      open = undefined;
    } else open.content.push(line.replace(new RegExp(`^ {0,${open.indent}}`), ""));
  }
  if (open && asFragment(open.info, open.content.join("\n"), open.line)) {
    throw new SpecError([`${file}:${open.line - 1}: the fence is never closed; the page may be cut off`]);
  }
  return fences;
}

function closes(mark: string, rest: string, open: string): boolean {
  return mark[0] === open[0] && mark.length >= open.length && rest.trim() === "";
}

function asFragment(words: string, text: string, line: number): Fence | undefined {
  const [, language, rest = ""] = info.exec(words) ?? [];
  if (language === undefined) return undefined;
  const [, method, path] = operationInfo.exec(rest) ?? [];
  const operation =
    method === undefined || path === undefined ? undefined : { method: method.toLowerCase(), path };
  // A fence that names no operation is an example of something, unless it starts like OpenAPI.
  if (operation === undefined && !fragmentStart.test(text)) return undefined;
  return { language: language.toLowerCase() === "json" ? "json" : "yaml", operation, text, line };
}

function lines(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split(/\r?\n/);
}
