/**
 * The number of runs of a seeded suite: all of them in `npm run test:long`, a tenth in `npm test`. The seed stays the
 * same, so that the short run is the beginning of the long one.
 */
export function runs(count: number): number {
  return process.env["TEST_LONG"] === "1" ? count : Math.ceil(count / 10);
}
