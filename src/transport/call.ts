import { S2Error, type S2Call, type S2Effect, type S2ErrorDetails } from "../errors.js";
import type { CallOptions, S2Event } from "../options.js";
import { filled, type Retry, type Settings } from "../check/settings.js";
import { hold, onAbort } from "./runtime/servers.js";

/** The options that open a call: its caller's, and its relation to another call. */
export interface CallStart extends CallOptions {
  /** The call that this one is part of: its deadline applies here too, and its effect so far counts. */
  readonly within?: Call | undefined;
  /** True if nobody waits for the call yet (a page fetched ahead): its timers do not keep the process alive. */
  readonly background?: boolean | undefined;
}

/**
 * Runs one call from its first attempt to its end: watches its signal, tells the observer how it ended, and always
 * cleans up. A call ended from outside rejects with the reason, unless the error from `work` already has it as its
 * cause.
 */
export async function withCall<T>(
  settings: Settings,
  operation: S2Call,
  start: CallStart,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  const call = new CallState(settings, operation, start);
  const stopListening = onAbort(start.signal, () => call.end(start.signal?.reason));
  let code: string | undefined;
  try {
    return await work(call);
  } catch (error) {
    const { ended } = call;
    const isTold = ended === undefined || (error instanceof S2Error && error.cause === ended.reason);
    const failure: unknown = isTold ? error : ended.reason;
    code = codeOf(failure);
    throw failure;
  } finally {
    stopListening();
    const millis = performance.now() - call.startedAt;
    const { sent: attempts, status } = call;
    call.tell({ type: "done", attempts, status, millis, ok: code === undefined, code });
  }
}

/** Returns a stable word for a thrown value: an error's code, or `aborted` for a caller's own reason. */
export function codeOf(error: unknown): string {
  return error instanceof S2Error ? error.code : "aborted";
}

/** An event less what the call adds to it. */
type Untold<Event> = Event extends unknown ? Omit<Event, "operation"> : never;

/** A bearer that was not accepted. */
interface Rejection {
  readonly bearer: string;
  readonly error: unknown;
}

/**
 * A call in progress: its clock, the means to end it, and the state of its attempts so far. Made by `withCall`; only its
 * own methods write its state.
 */
export type Call = Readonly<CallState>;

class CallState {
  readonly settings: Settings;
  readonly operation: S2Call;
  /** The options that opened it. */
  readonly start: CallStart;
  readonly requestTimeoutMillis: number;
  readonly totalTimeoutMillis: number;
  readonly retry: Retry;
  readonly startedAt = performance.now();
  /** The time by which the call must be over, on the clock of `performance.now()`. */
  readonly deadline: number;

  /** Attempts begun, including those that got no bearer and so sent nothing. */
  begun = 0;
  /** Requests sent. */
  sent = 0;
  /** Status of the last answer. */
  status: number | undefined;
  /** Milliseconds the server's clock was ahead of ours, by the last error answer with a date. */
  clockAhead: number | undefined;
  /** The effect of all attempts so far. */
  effect: S2Effect;
  /** The effect of the last attempt alone. */
  lastEffect: S2Effect = "none";
  /** Set once the call has been ended from outside. */
  ended: { readonly reason: unknown } | undefined;
  /** The bearer that S2 rejected and the error that says so, once another is to be requested. */
  rejection: Rejection | undefined;
  /** All bearers it was sent with, the last one last: none may leak, even if the answer to a later one quotes it. */
  bearers: readonly string[] = [];

  #interrupt: ((reason: unknown) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #background: boolean;

  constructor(settings: Settings, operation: S2Call, start: CallStart) {
    const { within } = start;
    this.settings = settings;
    this.operation = operation;
    this.start = start;
    this.requestTimeoutMillis = start.requestTimeoutMillis ?? settings.requestTimeoutMillis;
    this.totalTimeoutMillis = start.totalTimeoutMillis ?? settings.totalTimeoutMillis;
    this.retry = filled(settings.retry, start.retry);
    this.deadline = Math.min(within?.deadline ?? Infinity, this.startedAt + this.totalTimeoutMillis);
    this.effect = within?.effect ?? "none";
    this.#background = start.background ?? false;
  }

  /** Milliseconds until the deadline. */
  get timeLeft(): number {
    return this.deadline - performance.now();
  }

  /** The options of a call that is a part of this one. */
  get part(): CallStart {
    return { ...this.start, within: this };
  }

  /** What an error tells about the call. */
  get facts(): S2ErrorDetails {
    return { operation: this.operation, attempts: this.sent, effect: this.effect };
  }

  /** Records that an attempt begins. */
  begin(): void {
    this.begun++;
    this.lastEffect = "none";
  }

  /** Records that a request goes out. */
  sends(bearer: string): void {
    this.sent++;
    this.bearers = [...this.bearers.filter((other) => other !== bearer), bearer];
  }

  /** Records the status of an answer. */
  answered(status: number): void {
    this.status = status;
  }

  /** Records the server's time, as an error answer gave it; NaN if it did not. */
  sawDate(server: number, now: number): void {
    if (!Number.isNaN(server)) this.clockAhead = server - now;
  }

  /** Records the effect of a failed attempt. */
  failed(effect: S2Effect): void {
    this.lastEffect = effect;
    if (effect === "unknown") this.effect = effect;
  }

  /**
   * Records that S2 rejected the last bearer: another may be requested, once per call. Returns false if one has been.
   */
  reject(error: unknown): boolean {
    const bearer = this.bearers.at(-1);
    if (this.rejection !== undefined || bearer === undefined) return false;
    this.rejection = { bearer, error };
    return true;
  }

  /** Ends the call from outside, whatever it is waiting for. */
  end(reason: unknown): void {
    this.ended ??= { reason };
    this.#interrupt?.(reason);
  }

  /**
   * Calls `fire` after `millis`, or `interrupt` if the call is ended first. One wait at a time. A timer that fires late
   * lets a turn of I/O pass first: what it would give up on may have arrived meanwhile.
   */
  wait(millis: number, fire: () => void, interrupt: (reason: unknown) => void): void {
    // Milliseconds past its due time after which a timer counts as late: the process was busy with something else.
    const lateMillis = 2;
    const due = performance.now() + millis;
    this.#interrupt = interrupt;
    this.#start(millis, () => {
      if (performance.now() - due <= lateMillis) fire();
      else this.#start(0, () => this.#start(0, fire));
    });
  }

  /** Stops waiting and clears the timer. */
  stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#interrupt = undefined;
  }

  /** Pauses between two attempts; rejects with the reason if the call is ended meanwhile. */
  async pause(millis: number): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#interrupt = reject;
        this.#start(millis, resolve);
      });
    } finally {
      this.stopWaiting();
    }
  }

  /** Marks the call as waited for: its timers now keep the process alive. */
  bringForward(): void {
    this.#background = false;
    if (this.#timer !== undefined) hold(this.#timer, true);
  }

  /** Tells the observer; anything it throws, now or later, is ignored. */
  tell(event: Untold<S2Event>): void {
    try {
      const result = this.settings.observe?.({ ...event, operation: this.operation });
      if (result instanceof Promise) result.catch(() => undefined);
    } catch {
      // An observer cannot fail a call.
    }
  }

  #start(millis: number, fire: () => void): void {
    this.#timer = setTimeout(fire, millis);
    if (this.#background) hold(this.#timer, false);
  }
}
