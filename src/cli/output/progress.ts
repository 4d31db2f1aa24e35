import type { Context } from "../context.js";

/** A progress line on stderr, on a terminal only. */
export interface Progress {
  step(by?: number): Promise<void>;
  /** Clears the line. */
  end(): Promise<void>;
}

/** Shows progress: `revoked 12 of 340`. Shows nothing unless stderr is a terminal. */
export function progress({ stderr, env, flags, now }: Context, verb: string, total?: number): Progress {
  const seen = stderr.isTerminal && env["TERM"] !== "dumb" && flags.quiet !== true && flags.verbose !== true;
  if (!seen) return { step: async () => undefined, end: async () => undefined };
  let [count, shownAt] = [0, -Infinity];
  return {
    async step(by = 1) {
      count += by;
      if (now() - shownAt < 100 && count !== total) return;
      shownAt = now();
      const text = `${verb} ${count}${total === undefined ? "" : ` of ${total}`}`;
      await stderr.write(`\r\u001b[K${text.slice(0, stderr.columns - 1)}`).catch(() => undefined);
    },
    end: () => stderr.write("\r\u001b[K").catch(() => undefined),
  };
}
