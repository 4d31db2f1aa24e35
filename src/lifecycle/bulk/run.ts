import { onAbort } from "../../signals.js";
import { clockOf, type Clock, type Timing } from "../clock.js";
import { MOST_WAIT_MILLIS } from "./carry.js";
import { isDeadBearer, retryAfter } from "./failures.js";
import { limiterOf, MOST_AT_ONCE, type Lane } from "./limiter.js";

/** Options of every function that makes many calls. */
export interface RunOptions extends Timing {
  /** Starts nothing more once it fires; calls in progress are awaited, and the run rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The most calls at once, 1 to 64 (default 64). The run starts with 4 and finds out how many the service takes. */
  readonly concurrency?: number | undefined;
}

/** A result with the status it is counted by. */
interface Result {
  readonly status: string;
  readonly error?: unknown;
}

/** The progress of a run. */
export interface RunSummary<Status extends string = string> {
  /** The number of inputs taken so far: to resume a run that ended early, start with the input at this index. */
  readonly taken: number;
  /** The number of results of each status, handed over or not. */
  readonly counts: Readonly<Record<Status, number>>;
  /** Ids of tokens that may exist and that nobody holds: revoke them. Final once the run has ended. */
  readonly left: readonly string[];
  /** `complete`: every input was taken. `stopped`: the run ended early and rejected with the reason. */
  readonly state: "running" | "complete" | "stopped";
}

/** A run in progress: its results, one by one as they finish, and a summary. It can be iterated once. */
export interface Run<R extends Result> extends AsyncIterableIterator<R, undefined> {
  /** Ends the run: starts nothing more, awaits calls in progress, and takes back results not handed over. */
  return(): Promise<IteratorResult<R, undefined>>;
  /** The summary of the results so far. */
  readonly summary: RunSummary<R["status"]>;
}

/** The work that a run does on its inputs. */
export interface Work<I, R extends Result> {
  readonly statuses: readonly R["status"][];
  /** Processes one input into one result. The signal ends a wait, never a request. Does not reject. */
  readonly perform: (input: I, index: number, lane: Lane, signal: AbortSignal) => Promise<R>;
  /** Returns the result of an input that was taken after the run had ended. */
  readonly untouched: (input: I, index: number, error: unknown) => R;
  /** Returns the ids that a result leaves behind, for the summary; for rare results. */
  readonly leaves?: (result: R) => readonly string[];
  /** Takes back the effect of a result that nobody will see; resolves to the ids that are left. */
  readonly takeBack: (result: R, lane: Lane) => Promise<readonly string[]>;
  /** Statuses that count towards a streak of failures; `good` ones break it, others do neither. */
  readonly bad: readonly R["status"][];
  readonly good: readonly R["status"][];
}

/** The number of consecutive bad results that ends a run: the service is at fault, not an input. */
const MOST_BAD = 25;

/** Runs work over inputs, as many at once as the limiter allows. Nothing happens before the first `next()`. */
export function run<I, R extends Result>(
  tokens: object,
  inputs: Iterable<I> | AsyncIterable<I>,
  work: Work<I, R>,
  options: RunOptions,
): Run<R> {
  return new Runner(tokens, inputs, work, options);
}

class Runner<I, R extends Result> implements Run<R> {
  readonly #work: Work<I, R>;
  readonly #lane: Lane;
  readonly #signal: AbortSignal | undefined;
  readonly #inputs: Iterable<I> | AsyncIterable<I>;
  readonly #stop = new AbortController();
  readonly #ready: R[] = [];
  readonly #left: string[] = [];
  readonly #counts = new Map<string, number>();
  #source: Iterator<I> | AsyncIterator<I> | undefined;
  #taken = 0;
  #underWay = 0;
  #pulling = false;
  #exhausted = false;
  /** The reason that nothing more is started. */
  #ended: { readonly error: unknown } | undefined;
  #closed = false;
  #over = false;
  #badInARow = 0;
  #wake: (() => void) | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #stopListening: (() => void) | undefined;

  constructor(tokens: object, inputs: Iterable<I> | AsyncIterable<I>, work: Work<I, R>, options: RunOptions) {
    this.#work = work;
    this.#inputs = inputs;
    this.#signal = options.signal;
    const clock: Clock = clockOf(options);
    this.#lane = limiterOf(tokens).lane(clock, options.concurrency ?? MOST_AT_ONCE);
    for (const status of work.statuses) this.#counts.set(status, 0);
  }

  get summary(): RunSummary<R["status"]> {
    // The constructor made an entry for each status.
    const counts = Object.fromEntries(this.#counts) as Record<R["status"], number>;
    const complete = this.#exhausted && this.#ended === undefined && !this.#closed;
    const state = !this.#over ? "running" : complete ? "complete" : "stopped";
    return { taken: this.#taken, counts, left: [...this.#left], state };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<R, undefined>> {
    const step = this.#queue.then(() => this.#advance());
    this.#queue = step.catch(() => undefined);
    return step;
  }

  async return(): Promise<IteratorResult<R, undefined>> {
    this.#closed = true;
    this.#stop.abort();
    this.#wakeUp();
    this.#closing ??= this.#close();
    await this.#closing;
    return { done: true, value: undefined };
  }

  async #advance(): Promise<IteratorResult<R, undefined>> {
    this.#open();
    while (!this.#closed && !this.#over) {
      const result = this.#ready.shift();
      if (result !== undefined) return { done: false, value: result };
      this.#begin();
      const idle = this.#underWay === 0 && !this.#pulling;
      if (idle && (this.#exhausted || this.#ended !== undefined)) {
        await this.#finish();
        if (this.#ended !== undefined) throw this.#ended.error;
        break;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return { done: true, value: undefined };
  }

  #open(): void {
    if (this.#source !== undefined || this.#over) return;
    const inputs = this.#inputs;
    this.#source =
      Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
    this.#stopListening = onAbort(this.#signal, () => this.#end(this.#signal?.reason));
  }

  /** Starts as much work as there is room for; none while results wait for the consumer. */
  #begin(): void {
    if (this.#pulling || this.#exhausted || this.#ended !== undefined || this.#closed) return;
    if (this.#ready.length > 0 || this.#underWay >= this.#lane.room()) return;
    this.#pulling = true;
    void this.#pull().finally(() => {
      this.#pulling = false;
      this.#begin();
      this.#wakeUp();
    });
  }

  async #pull(): Promise<void> {
    try {
      const step = await this.#source?.next();
      if (step === undefined || step.done === true) this.#exhausted = true;
      // An input that arrives after a break was not taken.
      else if (!this.#closed) void this.#perform(step.value, this.#taken++);
    } catch (error) {
      this.#exhausted = true;
      this.#end(error);
    }
  }

  async #perform(input: I, index: number): Promise<void> {
    this.#underWay++;
    const work = this.#work;
    let result: R;
    if (this.#ended !== undefined) result = work.untouched(input, index, this.#ended.error);
    else {
      try {
        result = await work.perform(input, index, this.#lane, this.#stop.signal);
      } catch (error) {
        // A guard or an input's own getter threw: that fails this input, not the others.
        result = work.untouched(input, index, error);
      }
    }
    this.#counts.set(result.status, (this.#counts.get(result.status) ?? 0) + 1);
    this.#left.push(...(work.leaves?.(result) ?? []));
    this.#judge(result);
    this.#ready.push(result);
    this.#underWay--;
    this.#begin();
    this.#wakeUp();
  }

  #judge({ status, error }: R): void {
    if (this.#work.good.includes(status)) this.#badInARow = 0;
    else if (this.#work.bad.includes(status)) this.#badInARow++;
    if (isDeadBearer(error) || this.#badInARow >= MOST_BAD || retryAfter(error) > MOST_WAIT_MILLIS) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    if (this.#ended !== undefined || this.#over) return;
    this.#ended = { error };
    this.#stop.abort(error);
    this.#wakeUp();
  }

  async #close(): Promise<void> {
    while (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const unseen = this.#ready.splice(0);
    const left = await Promise.all(unseen.map((result) => this.#work.takeBack(result, this.#lane)));
    this.#left.push(...left.flat());
    await this.#finish();
  }

  async #finish(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#stopListening?.();
    if (this.#exhausted) return;
    // Close the source as a loop does on exit. A busy source closes when it is done.
    const closed = (async () => this.#source?.return?.())().catch(() => undefined);
    if (!this.#pulling) await closed;
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
