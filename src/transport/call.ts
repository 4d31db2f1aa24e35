import { S2Error, type S2Call, type S2Effect, type S2ErrorDetails } from "../errors.js";
import type { CallOptions, RetryOptions, S2Event } from "../options.js";
import type { Settings } from "../check/settings.js";

/** One call under way: its clock, its way to be ended, and what is known of its attempts so far. */
export interface Call {
  readonly operation: S2Call;
  readonly settings: Settings;
  readonly signal: AbortSignal | undefined;
  readonly requestTimeoutMillis: number;
  readonly totalTimeoutMillis: number;
  readonly retry: RetryOptions | undefined;
  readonly startedAt: number;
  /** When the call must be over, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Requests sent. */
  attempts: number;
  /** Attempts begun: also those that got no bearer, and so sent nothing. */
  tries: number;
  /** Over all attempts so far. */
  effect: S2Effect;
  /** Of the last attempt alone. */
  lastEffect: S2Effect;
  /** Status of the last answer. */
  status: number | undefined;
  /** All bearers it was sent with, one per line: none may show, also if it is the answer to a later one that quotes it. */
  bearers: string;
  /** Set once somebody ended the call from outside. */
  ended: { readonly reason: unknown } | undefined;
  /** Ends what the call is waiting for. */
  interrupt: ((reason: unknown) => void) | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Nobody waits for the call yet (a page fetched ahead): its timers do not keep the process alive. */
  background: boolean;
}

/** A call that begins now. `deadline` shortens it to what is left of the call that it belongs to. */
export function openCall(
  settings: Settings,
  operation: S2Call,
  options: CallOptions,
  deadline = Infinity,
): Call {
  const startedAt = performance.now();
  const totalTimeoutMillis = options.totalTimeoutMillis ?? settings.totalTimeoutMillis;
  const { signal } = options;
  const call: Call = {
    operation,
    settings,
    signal,
    requestTimeoutMillis: options.requestTimeoutMillis ?? settings.requestTimeoutMillis,
    totalTimeoutMillis,
    retry: options.retry,
    startedAt,
    deadline: Math.min(deadline, startedAt + totalTimeoutMillis),
    attempts: 0,
    tries: 0,
    effect: "none",
    lastEffect: "none",
    status: undefined,
    bearers: "",
    ended: undefined,
    interrupt: undefined,
    timer: undefined,
    background: false,
  };
  if (signal !== undefined) {
    if (signal.aborted) call.ended = { reason: signal.reason };
    else watch(signal, call);
  }
  return call;
}

/** Runs a call to its end: whatever happens, it no longer listens to its signal, and says that it is done. */
export async function finishCall<T>(call: Call, work: Promise<T>): Promise<T> {
  let failure: unknown;
  let ok = false;
  try {
    const value = await work;
    ok = true;
    return value;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    if (call.signal !== undefined) unwatch(call.signal, call);
    if (call.settings.observe !== undefined) {
      tell(call, {
        type: "done",
        operation: call.operation,
        attempts: call.attempts,
        status: call.status,
        millis: performance.now() - call.startedAt,
        ok,
        code: ok ? undefined : codeOf(failure),
      });
    }
  }
}

/** Ends a call from outside, whatever it is waiting for. */
export function endCall(call: Call, reason: unknown): void {
  call.ended ??= { reason };
  call.interrupt?.(reason);
}

/** Milliseconds left of a call's total time. */
export function timeLeft(call: Call): number {
  return call.deadline - performance.now();
}

/** One request of a call. What is learnt late, of a request given up, stays here and does not touch the call. */
export interface Attempt {
  readonly call: Call;
  bearer: string;
  sent: boolean;
  /** Stops reading the body, also of a given `fetch` that ignores its signal. */
  stopReading: (() => void) | undefined;
  /** Whether this attempt can have changed anything; undefined until it has failed. */
  effect: S2Effect | undefined;
}

/** An attempt not yet sent. */
export function newAttempt(call: Call): Attempt {
  return { call, bearer: "", sent: false, stopReading: undefined, effect: undefined };
}

/** What an error that ends an attempt says of the call. */
export function detailsOf(
  attempt: Attempt,
  effect: S2Effect,
  retryable: boolean,
  more?: S2ErrorDetails,
): S2ErrorDetails {
  const { call } = attempt;
  attempt.effect = reads(call) ? "none" : effect;
  const overAll = call.effect === "unknown" ? call.effect : attempt.effect;
  return { ...more, operation: call.operation, attempts: call.attempts, retryable, effect: overAll };
}

/** Takes over what an attempt that is over has learnt. */
export function noteFailure(attempt: Attempt): void {
  const { call, sent } = attempt;
  call.lastEffect = attempt.effect ?? (sent && !reads(call) ? "unknown" : "none");
  if (call.lastEffect === "unknown") call.effect = "unknown";
}

/** Reading changes nothing, however it ends. */
function reads(call: Call): boolean {
  return call.operation === "list" || call.operation === "get";
}

/** Starts the one timer of what the call waits for now. */
export function startTimer(call: Call, millis: number, fire: () => void): void {
  call.timer = setTimeout(fire, millis);
  if (call.background) hold(call.timer, false);
}

/** Nothing is waited for any more: no timer is left. */
export function stopTimer(call: Call): void {
  clearTimeout(call.timer);
  call.timer = undefined;
  call.interrupt = undefined;
}

/** Somebody waits for the call now: its timers count as work. */
export function bringForward(call: Call): void {
  call.background = false;
  if (call.timer !== undefined) hold(call.timer, true);
}

/** Tells the observer; what it throws, now or later, is its own affair. */
export function tell(call: Call, event: S2Event): void {
  try {
    const result = call.settings.observe?.(event);
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // An observer cannot fail a call.
  }
}

/** The stable word for what was thrown: an error's code, or `aborted` for a caller's own reason. */
export function codeOf(error: unknown): string {
  return error instanceof S2Error ? error.code : "aborted";
}

function hold(timer: unknown, held: boolean): void {
  // Node, Bun and Deno have timer objects; browsers have numbers, which hold nothing.
  const object = timer as { ref?: () => unknown; unref?: () => unknown };
  if (held) object.ref?.();
  else object.unref?.();
}

interface Hub {
  readonly calls: Set<Call>;
  readonly listener: () => void;
}

/** One listener per signal, however many calls share it: a long-lived signal collects nothing. */
const hubs = new WeakMap<AbortSignal, Hub>();

function watch(signal: AbortSignal, call: Call): void {
  let hub = hubs.get(signal);
  if (hub === undefined) {
    const calls = new Set<Call>();
    hub = { calls, listener: () => calls.forEach((each) => endCall(each, each.signal?.reason)) };
    hubs.set(signal, hub);
  }
  if (hub.calls.size === 0) signal.addEventListener("abort", hub.listener);
  hub.calls.add(call);
}

function unwatch(signal: AbortSignal, call: Call): void {
  const hub = hubs.get(signal);
  if (hub?.calls.delete(call) === true && hub.calls.size === 0)
    signal.removeEventListener("abort", hub.listener);
}
