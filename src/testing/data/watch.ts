import type { Exchange } from "../route.js";

/** A time that comes once. */
export interface Alarm {
  readonly hasRung: () => boolean;
  readonly stop: () => void;
}

/** What a session waits with: for anything that happens in the account, an alarm, or the end of its client. */
export interface Watch {
  readonly wake: () => void;
  readonly alarm: (millis: number) => Alarm;
  /** Resolves when something has happened since it last did; it may be nothing of interest. */
  readonly next: () => Promise<void>;
  readonly close: () => void;
}

/** The longest that timers take. A session that lives longer is woken for nothing. */
const TIMER_MAX_MILLIS = 2 ** 31 - 1;

/** Starts watching, the death of the session's bearer included. A watch must be closed, or it is woken for ever. */
export function createWatch({ rules, ongoing }: Exchange, signal: AbortSignal): Watch {
  let isAwake = false;
  let resume: (() => void) | undefined;
  const wake = () => {
    isAwake = true;
    resume?.();
  };
  const unhear = ongoing.bell.hear(wake);
  signal.addEventListener("abort", wake);

  const alarm = (millis: number): Alarm => {
    let rung = false;
    const ring = () => {
      rung = true;
      wake();
    };
    return { hasRung: () => rung, stop: rules.startTimer(ring, Math.min(millis, TIMER_MAX_MILLIS)) };
  };
  return {
    wake,
    alarm,
    async next() {
      if (!isAwake) {
        const left = ongoing.millisToLive();
        const death = left === undefined ? undefined : alarm(left);
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
        death?.stop();
      }
      isAwake = false;
    },
    close() {
      unhear();
      signal.removeEventListener("abort", wake);
    },
  };
}
