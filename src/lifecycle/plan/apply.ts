import { S2ArgumentError } from "../../errors.js";
import { problem, refuse } from "../../check/problems.js";
import type { ScopeOrToken } from "../../scope/subject.js";
import { clockOf } from "../clock.js";
import type { Listed } from "./generation.js";
import { deliver, type Delivery, type StepResult } from "./deliver.js";
import { readDesired, type Entry } from "./desired.js";
import { statusOf } from "../bulk/failures.js";
import { markOf } from "../ids.js";
import type { Lane } from "../bulk/limiter.js";
import { look, type Seen } from "./look.js";
import { guardsOf, makePlan, type PlanStep, type TokenPlan } from "./plan.js";
import { isGone, revoker } from "../bulk/revoke-one.js";
import { run, type Run, type RunOptions, type Work } from "../bulk/run.js";
import { readSink, type Sink } from "./sink.js";
import type { TokenCalls } from "../tokens.js";

/** Options of `applyPlan`. */
export interface ApplyOptions extends RunOptions {
  /** The sink that the plan was made for. */
  readonly sink: Sink;
  /** The issuing token, as given to the plan. */
  readonly parent?: ScopeOrToken | undefined;
}

/** A step to do, with what is known about its token. */
interface Task {
  readonly step: PlanStep;
  readonly stale: boolean;
  readonly entry: Entry | undefined;
  readonly own: readonly Listed[];
  readonly held: string | undefined;
}

/**
 * Applies a plan, and yields one result per step, as they finish. A plan is bound to what it saw: if the desired
 * tokens, the listing or the sink have changed since, or the plan was applied before, every step is `stale` and nothing
 * is done. A step that has changed only with time is `stale` by itself.
 *
 * A failed step does not affect the others; a token that did not reach the sink is revoked, or listed in
 * `summary.left`. Killed at any point, it leaves a delivered token working if one worked before; plan and apply again
 * one overlap later, at most twice, and exactly one is left. An overlap is 15 minutes or a tenth of the token's
 * lifetime, if longer.
 *
 * Ends as `issueMany` does, and with `S2ArgumentError` for a plan of another sink, or one that was refused.
 *
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const plan = await planTokens(client.accessTokens, desired, { sink });
 * for await (const { status, step, error } of applyPlan(client.accessTokens, plan, { sink })) {
 *   if (status !== "none") console.log(status, step.action, step.name, error);
 * }
 * ```
 */
export function applyPlan(tokens: TokenCalls, plan: TokenPlan, options: ApplyOptions): Run<StepResult> {
  const { sink } = options;
  if (plan.version !== 1) refuse([problem("plan.version", "wrong_version", "must be 1.")]);
  if (plan.sink !== sink.name) {
    refuse([problem("sink.name", "wrong_sink", "must be the name of the sink that the plan was made for.")]);
  }
  refuse(plan.refused);
  const desired = readDesired(plan.desired);
  async function* tasks(): AsyncGenerator<Task> {
    const clock = clockOf(options);
    const seen = await look(tokens, desired, sink, clock, options.signal);
    const { prune, recreate } = plan;
    const fresh = await makePlan(
      seen,
      { sink, prune, recreate: recreate ?? undefined, parent: options.parent },
      clock.now(),
    );
    const moved = fresh.digest !== plan.digest;
    if (!moved) refuse(fresh.refused);
    const planned = new Map(plan.steps.map((step) => [keyOf(step), step]));
    // A step that the plan refused stays refused.
    const refusedToo = (step: PlanStep): PlanStep => {
      const findings = step.findings ?? planned.get(keyOf(step))?.findings;
      return findings === undefined ? step : { ...step, findings };
    };
    const steps = moved ? plan.steps : fresh.steps.map(refusedToo);
    const isStale = (step: PlanStep): boolean => moved || !planned.has(keyOf(step));
    yield* tasksOf(steps, seen, markOf(sink.name), isStale);
  }
  return runTasks(tokens, tasks(), options);
}

function keyOf({ action, name, id, clears }: PlanStep): string {
  return JSON.stringify([action, name, id, clears]);
}

/** Joins each step with what is known about its token. */
export function* tasksOf(
  steps: readonly PlanStep[],
  { desired, listed, held }: Seen,
  mark: string,
  isStale: (step: PlanStep) => boolean,
): Generator<Task> {
  const entries = new Map(desired.entries.map((entry) => [entry.name, entry]));
  const own = new Map<string, Listed[]>();
  for (const one of listed) {
    if (one.mark !== mark) continue;
    const group = own.get(one.name);
    if (group === undefined) own.set(one.name, [one]);
    else group.push(one);
  }
  for (const step of steps) {
    const holds = held.get(step.name);
    yield {
      step,
      stale: isStale(step),
      entry: entries.get(step.name),
      own: own.get(step.name) ?? [],
      held: holds !== undefined && "id" in holds ? holds.id : undefined,
    };
  }
}

/** Runs tasks through the limiter. */
export function runTasks(
  tokens: TokenCalls,
  tasks: Iterable<Task> | AsyncIterable<Task>,
  options: ApplyOptions,
): Run<StepResult> {
  const { sink, parent } = options;
  const delivery: Delivery = {
    tokens,
    sink,
    mark: markOf(sink.name),
    guards: guardsOf(parent),
    revoke: revoker(tokens),
  };
  const work: Work<Task, StepResult> = {
    statuses: ["done", "none", "stale", "refused", "failed", "unknown"],
    good: ["done"],
    bad: ["failed", "unknown"],
    perform: (task, _index, lane, signal) => perform(delivery, task, lane, signal),
    untouched: ({ step }, _index, error) => ({ status: statusOf(error), step, error, left: [] }),
    leaves: ({ left }) => left,
    takeBack: async () => [],
  };
  return run(tokens, tasks, work, options);
}

async function perform(
  delivery: Delivery,
  { step, stale, entry, own, held }: Task,
  lane: Lane,
  signal: AbortSignal,
): Promise<StepResult> {
  const { action, findings } = step;
  const left: readonly string[] = [];
  if (action === "keep" || action === "wait" || action === "foreign") return { status: "none", step, left };
  if (stale) return { status: "stale", step, left };
  if (findings !== undefined) return { status: "refused", step, error: new S2ArgumentError(findings), left };
  if (action === "revoke") return revokeStep(delivery, step, entry, held, lane, signal);
  // A step that issues always has a desired token.
  return entry === undefined
    ? { status: "stale", step, left }
    : deliver(delivery, step, entry, own, lane, signal);
}

/** Revokes a token no longer in use; reads the sink again first, since others may have changed it. */
async function revokeStep(
  { sink, revoke }: Delivery,
  step: PlanStep,
  entry: Entry | undefined,
  held: string | undefined,
  lane: Lane,
  signal: AbortSignal,
): Promise<StepResult> {
  const left: readonly string[] = [];
  if (step.id === undefined) return { status: "stale", step, left };
  if (entry !== undefined) {
    try {
      const holds = await readSink(sink, { name: entry.name, key: entry.key }, lane.clock);
      if (holds !== held) return { status: "stale", step, left };
    } catch (error) {
      return { status: "failed", step, error, left };
    }
  }
  const revoked = await revoke(step.id, lane, signal);
  if (isGone(revoked)) return { status: "done", step, left };
  const status = revoked.status === "unknown" || revoked.status === "refused" ? revoked.status : "failed";
  return { status, step, error: revoked.error, left };
}
