const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Parses a duration flag into milliseconds: `500ms`, `30s`, `7d`. Returns undefined for any other text, and for 0. */
export function readDuration(text: string): number | undefined {
  const [, number = "", unit = ""] = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text) ?? [];
  // The regular expression admits no other unit.
  const millis = Number(number) * (UNITS[unit as keyof typeof UNITS] ?? 0);
  return millis > 0 && millis <= 100 * 366 * UNITS.d ? millis : undefined;
}
