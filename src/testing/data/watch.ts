import type { Exchange } from "../route.js";

/** A timer that fires once. */
export interface Alarm {
  readonly hasRung: () => boolean;
  readonly stop: () => void;
}

/** A session's wait for a change in the account, an alarm, or the end of its client. */
export interface Watch {
  readonly wake: () => void;
  readonly alarm: (millis: number) => Alarm;
  /** Resolves once anything has happened since it last resolved, even if nothing of interest. */
  readonly next: () => Promise<void>;
  readonly close: () => void;
}

/** The longest delay of a timer, in milliseconds. A session that lives longer gets a spurious wake-up. */
const TIMER_MAX_MILLIS = 2 ** 31 - 1;

/** Starts watching, including for the death of the session's bearer. Close a watch, or it is woken for ever. */
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
