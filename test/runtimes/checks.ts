// A minimal test runner, since the suite also runs where no test runner does.

export interface Check {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Outcome {
  readonly name: string;
  /** The reason for a failure; absent if it passed. */
  readonly problem?: string;
}

/** Runs the checks one after another. */
export async function runChecks(checks: readonly Check[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
      outcomes.push({ name });
    } catch (error) {
      outcomes.push({
        name,
        problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    }
  }
  return outcomes;
}

/** Fails unless both are the same, compared as JSON. */
export function same(given: unknown, want: unknown): void {
  const [left, right] = [JSON.stringify(given), JSON.stringify(want)];
  if (left !== right) throw new Error(`given ${left}, want ${right}`);
}

/** Returns the reason for a rejection; fails if the promise resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it resolved, and was to be rejected");
}
