import { S2ArgumentError } from "../../errors.js";
import { quoted } from "../../check/text.js";
import { lifetimeMillis } from "../../check/lifetimes.js";
import { addIssue, below, place, refuse } from "../../check/problems.js";
import { canonical } from "../../scope/canonical.js";
import type { ScopeOrToken } from "../../scope/subject.js";
import { runTasks, tasksOf } from "./apply.js";
import { clockOf, type Timing } from "../clock.js";
import type { Listed } from "./generation.js";
import type { StepResult } from "./deliver.js";
import type { Entry } from "./desired.js";
import { generationNameProblem, markOf } from "../ids.js";
import { look, type Seen } from "./look.js";
import { makePlan } from "./plan.js";
import type { Sink } from "./sink.js";
import type { TokenCalls } from "../tokens.js";

/** Options of `rotate`. */
export interface RotateOptions extends Timing {
  /** The sink that receives the secret and tells which generation is in use. */
  readonly sink: Sink;
  /** The lifetime of the new generation: milliseconds, or text like `90d` (default: that of the one in use). */
  readonly expiresIn?: number | string | undefined;
  /** The age at which a generation is replaced (default: two thirds of its lifetime). `0` replaces it now. */
  readonly rotateAfter?: number | string | undefined;
  /** The issuing token: a scope that exceeds it is refused before anything is sent. */
  readonly parent?: ScopeOrToken | undefined;
  /** Stops new steps from starting once it fires. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Replaces a token with a new generation of the same scope when it is due, hands the secret to the sink, and revokes
 * the predecessor one overlap later. Run it regularly; each run does what is due and returns what it did.
 *
 * Killed at any point, it leaves a delivered token working if one worked before; at most two further runs, each one
 * overlap later, leave exactly one.
 *
 * Rejects with the error of a failed step, whatever else was done; the next run continues from there.
 *
 * @throws S2ArgumentError if no generation of this name exists to take the scope from.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * for (const { status, step } of await rotate(client.accessTokens, "svc/ingest", { sink })) {
 *   console.log(status, step.action, step.reason); // done rotate It was due …
 * }
 * ```
 */
export async function rotate(
  tokens: TokenCalls,
  name: string,
  options: RotateOptions,
): Promise<readonly StepResult[]> {
  const times = readTimes(name, options);
  const { sink } = options;
  const clock = clockOf(options);
  const mark = markOf(sink.name);
  const placeholder = entryOf(name, undefined, times);
  const { listed, held } = await look(
    tokens,
    { owned: `${name}@`, entries: [placeholder] },
    sink,
    clock,
    options.signal,
  );
  const holds = held.get(name);
  const own = listed.filter((one) => one.mark === mark && one.name === name);
  const model = own.find(({ id }) => holds !== undefined && "id" in holds && holds.id === id) ?? own.at(-1);
  if (model === undefined) {
    const message = `name must be the name of an existing token of this sink, got ${quoted(name)}. Issue the first with planTokens and applyPlan.`;
    throw new S2ArgumentError([{ path: "name", code: "not_found", message }]);
  }
  const entry = entryOf(name, model, times);
  const seen: Seen = { desired: { owned: `${name}@`, entries: [entry] }, listed, held };
  const plan = await makePlan(seen, options, clock.now());
  const results: StepResult[] = [];
  const tasks = tasksOf(plan.steps, seen, mark, () => false);
  for await (const result of runTasks(tokens, tasks, options)) results.push(result);
  const failed = results.find(({ error }) => error !== undefined);
  if (failed !== undefined) throw failed.error;
  return results;
}

interface Times {
  readonly expiresIn: number | undefined;
  readonly rotateAfter: number | undefined;
}

function readTimes(name: string, { expiresIn, rotateAfter }: RotateOptions): Times {
  const whole = place();
  const wrong = generationNameProblem(name);
  if (wrong !== undefined) addIssue(below(whole, "name"), "invalid_name", `${wrong}.`);
  const read = {
    expiresIn: expiresIn === undefined ? undefined : lifetimeMillis(expiresIn, below(whole, "expiresIn")),
    rotateAfter:
      rotateAfter === undefined || rotateAfter === 0
        ? rotateAfter
        : lifetimeMillis(rotateAfter, below(whole, "rotateAfter")),
  };
  refuse(whole.issues);
  return read;
}

/** Returns the desired entry of a token whose scope stays as it is. */
function entryOf(name: string, model: Listed | undefined, { expiresIn, rotateAfter }: Times): Entry {
  const expiresAt = model?.token.expiresAt?.getTime();
  // Whole seconds, like the time of issue.
  const life =
    model === undefined || expiresAt === undefined
      ? undefined
      : Math.floor((expiresAt - model.issuedAt) / 1000) * 1000;
  return {
    key: name,
    name,
    scope: canonical(model?.token.scope ?? {}),
    autoPrefixStreams: model?.token.autoPrefixStreams ?? false,
    expiresIn: expiresIn ?? life,
    rotateAfter,
    protect: false,
  };
}
