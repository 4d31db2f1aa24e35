import { shown } from "../../../check/text.js";

/** Markup that is safe to output as is. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | Markup | readonly Markup[];

/** Builds markup around values: text is escaped, control characters are shown as escapes, markup is kept. */
export function markup(parts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const html = parts
    .map((part, index) => part + (index < values.length ? htmlOf(values[index] ?? "") : ""))
    .join("");
  return { html };
}

function htmlOf(value: Part): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string")
    return shown(value).replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
  return "html" in value ? value.html : value.map(({ html }) => html).join("");
}

/** Empty markup. */
export const NOTHING: Markup = { html: "" };

/** Formats a number for people: `12 345`. */
export function count(value: number): string {
  return String(value)
    .replace(/\B(?=(\d{3})+$)/g, "\u2009")
    .replaceAll("\u2009", " ");
}
