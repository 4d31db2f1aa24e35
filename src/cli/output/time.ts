const SECOND = ["s", 1000] as const;
const STEPS = [["y", 31_557_600_000], ["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], SECOND] as const;

/** Returns a span of time in its largest whole unit: `12 d`, `3 h`. */
export function span(millis: number): string {
  // Two years are shown in years, 23 months in days: the coarser unit would hide too much.
  const [unit, size] = STEPS.find(([unit, size]) => millis >= (unit === "y" ? 2 : 1) * size) ?? SECOND;
  return `${Math.max(0, Math.floor(millis / size))} ${unit}`;
}

/** Returns the distance of a time from now: `in 6 d`, `3 h ago`, `now`. */
export function relative(millis: number, now: number): string {
  // A hundredth more, so that 30 days still read as 30 days a second later.
  const distance = Math.abs(millis - now) * 1.01;
  if (distance < 1000) return "now";
  return millis > now ? `in ${span(distance)}` : `${span(distance)} ago`;
}

/** Formats a time to the minute, in UTC: `2030-01-31 12:00Z`. */
export function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")}Z`;
}
