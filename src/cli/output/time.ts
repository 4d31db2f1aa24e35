const STEPS = [
  ["y", 31_557_600_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** Returns the distance of a time from now: `in 6 d`, `3 h ago`, `now`. */
export function relative(millis: number, now: number): string {
  // A hundredth more, so that 30 days still read as 30 days a second later.
  const distance = Math.abs(millis - now) * 1.01;
  // Two years are shown in years, 23 months in days: the coarser unit would hide too much.
  const step = STEPS.find(([unit, size]) => distance >= (unit === "y" ? 2 : 1) * size);
  if (step === undefined) return "now";
  const text = `${Math.floor(distance / step[1])} ${step[0]}`;
  return millis > now ? `in ${text}` : `${text} ago`;
}

/** Formats a time to the minute, in UTC: `2030-01-31 12:00Z`. */
export function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")}Z`;
}
