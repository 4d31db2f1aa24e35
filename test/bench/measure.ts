/** One of the things compared. `run` is one round: whatever it does is what gets timed. */
export interface Runner {
  readonly name: string;
  readonly run: () => unknown;
}

/** The milliseconds of one runner's rounds: by the clock, and of processor time. */
export interface Series {
  readonly name: string;
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
}

/** A number with its spread: the median and the middle half of the rounds. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Times all runners round by round, in orders in which each comes after every other equally often, so that a slow spell
 * of the machine and the garbage that a neighbour leaves behind fall on all of them alike.
 */
export async function interleave(
  runners: readonly Runner[],
  options: { readonly rounds: number; readonly warmup: number },
): Promise<Series[]> {
  const series = runners.map(({ name }) => ({ name, wall: [] as number[], cpu: [] as number[] }));
  for (let round = -options.warmup; round < options.rounds; round += 1) {
    for (const index of order(runners.length, round + options.warmup)) {
      const runner = runners[index];
      const record = series[index];
      if (runner === undefined || record === undefined) continue;
      const cpu = process.cpuUsage();
      const start = performance.now();
      await runner.run();
      const wall = performance.now() - start;
      const used = process.cpuUsage(cpu);
      if (round < 0) continue;
      record.wall.push(wall);
      record.cpu.push((used.user + used.system) / 1000);
    }
  }
  return series;
}

/** A Latin square in which neighbours differ from row to row (Williams), turned about on every other pass. */
function order(length: number, round: number): number[] {
  const sign = Math.floor(round / length) % 2 === 0 ? 1 : -1;
  return Array.from({ length }, (_, turn) => {
    const step = turn % 2 === 0 ? -turn / 2 : (turn + 1) / 2;
    return (((round + sign * step) % length) + length) % length;
  });
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/**
 * Returns the ratio of the times of `slow` to those of `fast`, pair by pair over the rounds. Above 1: `fast` is faster.
 */
export function ratio(slow: readonly number[], fast: readonly number[]): Spread {
  return spread(slow.map((value, round) => value / (fast[round] ?? Number.NaN)));
}

/** `12.3 (11.9–13.0)` */
export function inWords({ median, low, high }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** Prints rows under a heading, the first column to the left, numbers to the right. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`\n${title}`);
  for (const line of columns([head, ...rows])) console.log(`  ${line}`);
}

/** Rows as lines of text, the first column to the left, numbers to the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    widths
      .map((width, column) =>
        column === 0 ? (row[column] ?? "").padEnd(width) : (row[column] ?? "").padStart(width),
      )
      .join("   "),
  );
}

/** Prints whether a target was reached. A machine has moods, so a miss is reported and nothing fails. */
export function target(what: string, got: number, want: { atLeast: number } | { atMost: number }): void {
  const met = "atLeast" in want ? got >= want.atLeast : got <= want.atMost;
  const bound = "atLeast" in want ? `at least ${want.atLeast}` : `at most ${want.atMost}`;
  console.log(`  ${met ? "reached" : "MISSED "}  ${what}: ${Number(got.toPrecision(3))} (${bound})`);
}

/** Prints one line of the comparison that README shows: a number of each contender, in the order of `CONTENDERS`. */
export function compared(what: string, numbers: readonly string[]): void {
  console.log(`  compared ${what}: ${numbers.join(" | ")}`);
}

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
