import { stableJson } from "../../spec/equal.js";
import type { Change } from "./change.js";
import { tighter } from "../read/keywords.js";
import { measures } from "../read/shape.js";
import type { Bound, Measure } from "../read/shape.js";
import type { Pair, Walk } from "./walk.js";

/** Compares bounds, format, pattern, and by name the keywords that the engine does not judge. */
export function compareLimits(walk: Walk, { old, now, head }: Pair): void {
  for (const measure of measures) {
    compareBound(walk, "min", measure, old.lower.get(measure), now.lower.get(measure), head.at);
    compareBound(walk, "max", measure, old.upper.get(measure), now.upper.get(measure), head.at);
  }
  compareText(walk, "format", old.format, now.format, head.at);
  compareText(walk, "pattern", old.pattern, now.pattern, head.at);
  for (const keyword of [...new Set([...old.opaque.keys(), ...now.opaque.keys()])].toSorted()) {
    const [before, after] = [old.opaque.get(keyword), now.opaque.get(keyword)];
    if (stableJson(before) !== stableJson(after)) walk.report(opaque(keyword, before, after, head.at));
  }
}

/** The change of a keyword that the engine does not judge: careful where it came, careful where it went. */
export function opaque(keyword: string, before: unknown, after: unknown, at: string): Change {
  const change = { id: `opaque.${keyword}`, pointer: `${at}/${keyword}`, old: before, new: after } as const;
  if (before === undefined) {
    return {
      ...change,
      wire: ["break", "ok"],
      message: `"${keyword}" is new here; the report cannot judge it.`,
    };
  }
  if (after === undefined) {
    return { ...change, wire: ["ok", "warn"], message: `"${keyword}" is gone; the report cannot judge it.` };
  }
  return { ...change, wire: ["break", "warn"], message: `"${keyword}" changed; the report cannot judge it.` };
}

function compareBound(
  walk: Walk,
  end: "min" | "max",
  measure: Measure,
  before: Bound | undefined,
  after: Bound | undefined,
  at: string,
): void {
  if (before?.value === after?.value && before?.exclusive === after?.exclusive) return;
  const keyword = `${end}${measure}`;
  const pointer = after?.at ?? `${at}/${keyword}`;
  const said = [before, after].map((bound) =>
    bound ? `${bound.value}${bound.exclusive ? " (exclusive)" : ""}` : "none",
  );
  const change = { pointer, old: before?.value, new: after?.value };
  if (after && (!before || tighter(after, before, end))) {
    const isNewMaximum = !before && end === "max";
    walk.report({
      ...change,
      id: isNewMaximum ? "constraint.max-set" : "constraint.tightened",
      message: isNewMaximum
        ? `There is now a limit: ${keyword} ${said[1]}.`
        : `The limit moved in: ${keyword} was ${said[0]}, it is now ${said[1]}.`,
    });
  } else {
    const message = `The limit moved out: ${keyword} was ${said[0]}, it is now ${said[1]}.`;
    walk.report({ ...change, id: "constraint.loosened", message });
  }
}

function compareText(
  walk: Walk,
  keyword: "format" | "pattern",
  before: string | undefined,
  after: string | undefined,
  at: string,
): void {
  if (before === after) return;
  const kind = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  const message = {
    added: `There is now a ${keyword}: ${after}.`,
    removed: `The ${keyword} ${before} is gone.`,
    changed: `The ${keyword} was ${before}, it is now ${after}.`,
  }[kind];
  walk.report({ id: `${keyword}.${kind}`, pointer: `${at}/${keyword}`, message, old: before, new: after });
}
