import { stableJson } from "../../spec/equal.js";
import { meaningOf } from "../read/meaning.js";
import { measures, tighter } from "../read/shape.js";
import type { Bound, Measure } from "../read/shape.js";
import { below } from "./change.js";
import type { Change, Where } from "./change.js";
import type { Pair, Walk } from "./walk.js";

/** Formats whose values are all valid in another format. */
const within: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

/** Compares bounds, format and pattern, and the keywords that are not judged one by one. */
export function compareLimits(walk: Walk, { old, now, at }: Pair): void {
  // The table of measures has only these keys.
  for (const measure of Object.keys(measures) as Measure[]) {
    compareBound(walk, "min", measure, [old.lower.get(measure), now.lower.get(measure)], at);
    compareBound(walk, "max", measure, [old.upper.get(measure), now.upper.get(measure)], at);
  }
  compareText(walk, "format", old.format, now.format, at);
  compareText(walk, "pattern", old.pattern, now.pattern, at);
  compareOpaque(walk, old.opaque, now.opaque, at);
}

/**
 * Compares keywords that are not judged. A change in more than prose is a break, whichever way values flow, because
 * nothing shows it to be less.
 */
export function compareOpaque(
  walk: Pick<Walk, "base" | "head" | "report">,
  old: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
  at: Where,
): void {
  for (const keyword of [...new Set([...old.keys(), ...now.keys()])].toSorted()) {
    const [before, after] = [old.get(keyword), now.get(keyword)];
    const [was, is] = below(at, keyword);
    const place: Where = [before === undefined ? undefined : was, after === undefined ? undefined : is];
    const change = { at: place, old: before, new: after };
    if (meaningOf(walk.base, keyword, before) !== meaningOf(walk.head, keyword, after)) {
      const how = before === undefined ? "added" : after === undefined ? "removed" : "changed";
      const message = `"${keyword}" was ${how}, which is not judged: it may break anything.`;
      walk.report({ ...change, id: `opaque.${keyword}`, message });
    } else if (stableJson(before) !== stableJson(after)) {
      const message = `Documentation changed within ${keyword}.`;
      walk.report({ ...change, id: "schema.docs", message });
    }
  }
}

function compareBound(
  walk: Walk,
  end: "min" | "max",
  measure: Measure,
  [before, after]: readonly [Bound | undefined, Bound | undefined],
  at: Where,
): void {
  if (before?.value === after?.value && before?.exclusive === after?.exclusive) return;
  const keyword = `${end}${measure}`;
  const [otherwise, place] = [below(at, keyword), [before?.at, after?.at] as const];
  const said = [before, after].map((bound) =>
    bound ? `${bound.exclusive ? "exclusive " : ""}${bound.value}` : "none",
  );
  const change = {
    at: [place[0] ?? otherwise[0], place[1] ?? otherwise[1]] as const,
    old: before?.value,
    new: after?.value,
  } satisfies Partial<Change>;
  if (after && !before && end === "max") {
    walk.report({
      ...change,
      id: "constraint.max-set",
      message: `${keyword} is now ${said[1]}; there was no limit.`,
    });
  } else if (after && (!before || tighter(after, before, end))) {
    const message = `${keyword} was tightened from ${said[0]} to ${said[1]}.`;
    walk.report({ ...change, id: "constraint.tightened", message });
  } else {
    const message = `${keyword} was loosened from ${said[0]} to ${said[1]}.`;
    walk.report({ ...change, id: "constraint.loosened", message });
  }
}

function compareText(
  walk: Walk,
  keyword: "format" | "pattern",
  old: string | undefined,
  now: string | undefined,
  at: Where,
): void {
  if (old === now) return;
  const change = { at: below(at, keyword), old, new: now };
  if (old === undefined) {
    walk.report({ ...change, id: `${keyword}.added`, message: `There is now a ${keyword}, ${now}.` });
  } else if (now === undefined) {
    walk.report({ ...change, id: `${keyword}.removed`, message: `The ${keyword} ${old} was removed.` });
  } else {
    const message = `The ${keyword} changed from ${old} to ${now}.`;
    const isFormat = keyword === "format";
    if (isFormat && within[old] === now) walk.report({ ...change, id: "format.widened", message });
    else if (isFormat && within[now] === old) walk.report({ ...change, id: "format.narrowed", message });
    else walk.report({ ...change, id: `${keyword}.changed`, message });
  }
}
