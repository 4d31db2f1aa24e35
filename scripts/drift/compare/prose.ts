import { stableJson } from "../../spec/equal.js";
import { withoutProse } from "../../spec/prose.js";
import { reach } from "../../spec/references.js";
import { resolvePointer } from "../../spec/yaml.js";
import type { Reader } from "../../spec/schema/reader.js";
import { below } from "./walk.js";
import type { Report, Walk, Where } from "./walk.js";

/** Words that can change what a value means when added or removed: numbers, units, formats, limits. */
const weighty =
  /\d+|\b(?:epoch|unix|iso|rfc|utc|bytes?|characters?|codepoints?|milli(?:seconds?|s)?|seconds?|minutes?|hours?|days?|max(?:imum)?|min(?:imum)?|at most|at least|up to|inclusive|exclusive|required|must)\b/gi;

type Keywords = ReadonlyMap<string, unknown>;

/** The prose and the deprecation of anything in a document. */
export interface Told {
  readonly docs: Keywords;
  readonly deprecated: boolean;
}

/** Reports changes in prose and extensions, and asks for a second look where a number or a unit changed. */
export function compareProse(report: Report, old: Told, now: Told, at: Where): void {
  const { before, after, keys } = changedProse(old.docs, now.docs);
  const change = { old: before, new: after };
  if (keys.length > 0 && weightyWords(before) === weightyWords(after)) {
    report("schema.docs", at, `Documentation changed: ${keys.join(", ")}.`, change);
  } else if (keys.length > 0) {
    const message = `Documentation changed (${keys.join(", ")}), and a number, a unit or a format in it.`;
    report("schema.docs-suspect", at, message, change);
  }
  const [was, is] = [old.deprecated, now.deprecated];
  if (was === is) return;
  report("schema.deprecated", at, is ? "Deprecated." : "No longer deprecated.", { old: was, new: is });
}

/** Returns the entries of two maps of prose that differ. */
export function changedProse(
  old: Keywords,
  now: Keywords,
): { keys: string[]; before: Record<string, unknown>; after: Record<string, unknown> } {
  const keys = [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => stableJson(old.get(key)) !== stableJson(now.get(key)))
    .toSorted();
  const pick = (from: Keywords): Record<string, unknown> =>
    Object.fromEntries(keys.filter((key) => from.has(key)).map((key) => [key, from.get(key)]));
  return { keys, before: pick(old), after: pick(now) };
}

function weightyWords(prose: Readonly<Record<string, unknown>>): string {
  const text = Object.values(prose).filter((value) => typeof value === "string");
  return (text.join("\n").toLowerCase().match(weighty) ?? []).toSorted().join(" ");
}

/**
 * Compares keywords that are not judged. A change in more than prose is a break, whichever way values flow, because
 * nothing shows it to be less.
 */
export function compareOpaque(
  { base, head, report }: Pick<Walk, "base" | "head" | "report">,
  old: Keywords,
  now: Keywords,
  at: Where,
): void {
  for (const keyword of [...new Set([...old.keys(), ...now.keys()])].toSorted()) {
    const [before, after] = [old.get(keyword), now.get(keyword)];
    const [was, is] = below(at, keyword);
    const place: Where = [before === undefined ? undefined : was, after === undefined ? undefined : is];
    const change = { old: before, new: after };
    if (meaningOf(base, keyword, before) !== meaningOf(head, keyword, after)) {
      const how = before === undefined ? "added" : after === undefined ? "removed" : "changed";
      const message = `"${keyword}" was ${how}, which is not judged: it may break anything.`;
      report(`opaque.${keyword}`, place, message, change);
    } else if (stableJson(before) !== stableJson(after)) {
      report("schema.docs", place, `Documentation changed within ${keyword}.`, change);
    }
  }
}

/**
 * Returns what a part of a document says to a program, as text, without prose and with everything that it refers to.
 * Equal texts mean that nothing changed; the same meaning written another way has another text.
 */
function meaningOf({ side: { document } }: Reader, keyword: string, raw: unknown): string | undefined {
  if (raw === undefined) return undefined;
  // Read with its keyword, which says whether its keys are names.
  const { pointers } = reach(document, [{ raw: { [keyword]: raw }, at: "#" }]);
  const targets = [...pointers]
    .toSorted()
    .map((pointer) => [pointer, withoutProse(resolvePointer(document, pointer))]);
  return stableJson([withoutProse(raw, keyword), targets]);
}
