import { measures, tighter } from "../read/shape.js";
import type { Bound, Measure, Shape } from "../read/shape.js";
import { below } from "./change.js";
import type { Report, Where } from "./change.js";

/** Formats whose values are all valid in another format. */
const within: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

/** Compares bounds, format and pattern. */
export function compareLimits(report: Report, old: Shape, now: Shape, at: Where): void {
  // The table of measures has only these keys.
  for (const measure of Object.keys(measures) as Measure[]) {
    compareBound(report, "min", measure, [old.lower.get(measure), now.lower.get(measure)], at);
    compareBound(report, "max", measure, [old.upper.get(measure), now.upper.get(measure)], at);
  }
  compareText(report, "format", [old.format, now.format], at);
  compareText(report, "pattern", [old.pattern, now.pattern], at);
}

function compareBound(
  report: Report,
  end: "min" | "max",
  measure: Measure,
  [before, after]: readonly [Bound | undefined, Bound | undefined],
  at: Where,
): void {
  if (before?.value === after?.value && before?.exclusive === after?.exclusive) return;
  const keyword = `${end}${measure}`;
  const [old, now] = below(at, keyword);
  const place: Where = [before?.at ?? old, after?.at ?? now];
  const [was, is] = [before, after].map((bound) =>
    bound ? `${bound.exclusive ? "exclusive " : ""}${bound.value}` : "none",
  );
  const change = { old: before?.value, new: after?.value };
  if (after && !before && end === "max") {
    report("constraint.max-set", place, `${keyword} is now ${is}; there was no limit.`, change);
  } else if (after && (!before || tighter(after, before, end))) {
    report("constraint.tightened", place, `${keyword} was tightened from ${was} to ${is}.`, change);
  } else report("constraint.loosened", place, `${keyword} was loosened from ${was} to ${is}.`, change);
}

function compareText(
  report: Report,
  keyword: "format" | "pattern",
  [old, now]: readonly [string | undefined, string | undefined],
  at: Where,
): void {
  if (old === now) return;
  const tell = (id: Parameters<Report>[0], message: string): void => {
    report(id, below(at, keyword), message, { old, new: now });
  };
  const message = `The ${keyword} changed from ${old} to ${now}.`;
  if (old === undefined) tell(`${keyword}.added`, `There is now a ${keyword}, ${now}.`);
  else if (now === undefined) tell(`${keyword}.removed`, `The ${keyword} ${old} was removed.`);
  else if (keyword === "format" && within[old] === now) tell("format.widened", message);
  else if (keyword === "format" && within[now] === old) tell("format.narrowed", message);
  else tell(`${keyword}.changed`, message);
}
