import { applyPlan, planTokens, type StepResult, type TokenPlan } from "../../lifecycle/index.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError, Stopped, type Exit } from "../exit.js";
import { failureOf, word } from "../failure.js";
import { connect, type Account } from "../input/account.js";
import { massOptions, readDesiredFile, type MassFlags } from "../input/desired.js";
import { inFile } from "../input/operands.js";
import { changes, tellStep } from "../output/steps.js";
import { sinkOf, type SinkFlags } from "../sinks/sink.js";
import { exitOf, refuseMass, showPlan } from "./plan.js";

/** The flags of `apply`. */
export interface ApplyFlags extends SinkFlags, MassFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly detailedExitcode?: boolean;
}

/** Applies a file, or a plan saved earlier. */
export async function run(context: Context, flags: ApplyFlags & GlobalFlags, file: string): Promise<Exit> {
  const given = await readDesiredFile(context, file);
  const { sink, refuseUnread } = sinkOf(context, flags, given.owned);
  const mass = await massOptions(context, flags);
  const account = await connect(context);
  const plan =
    given.plan ??
    (await planTokens(account.accessTokens, given.desired, {
      ...mass,
      sink,
      now: context.now,
      signal: context.stop,
    }).catch((error: unknown) =>
      inFile(given.document, () => {
        throw error;
      }),
    ));
  const json = flags.json === true;
  if (flags.dryRun === true || !json) await showPlan(context, plan, json);
  refuseMass(plan);
  const due = plan.steps.filter(changes);
  if (flags.dryRun === true || due.length === 0) {
    refuseUnread();
    return exitOf(plan.steps, flags.detailedExitcode === true);
  }
  if (
    flags.yes !== true &&
    !(await context.confirm(`Apply ${due.length === 1 ? "this step" : `these ${due.length} steps`}?`))
  ) {
    throw new CommandError({ exit: "stopped", code: "declined", message: "Nothing was done." });
  }
  await applyAll(context, account, plan, { sink, parent: mass.parent, json });
  refuseUnread();
  return exitOf(plan.steps, flags.detailedExitcode === true);
}

async function applyAll(
  context: Context,
  { accessTokens }: Account,
  plan: TokenPlan,
  {
    sink,
    parent,
    json,
  }: Pick<Parameters<typeof applyPlan>[2], "sink" | "parent"> & { readonly json: boolean },
): Promise<void> {
  const owed = "Steps were in progress; run the same command again to continue.";
  context.owed.add(owed);
  const results: StepResult[] = [];
  const run = applyPlan(accessTokens, plan, { sink, parent, now: context.now, signal: context.stop });
  let ended: unknown;
  try {
    for await (const result of run) {
      results.push(result);
      await tellStep(context, result);
    }
  } catch (error) {
    ended = error;
  }
  context.owed.delete(owed);
  const { left } = run.summary;
  if (json) {
    const told = results.map(({ status, step, error }) => ({
      status,
      action: step.action,
      name: step.name,
      ...(error === undefined ? {} : { error: failureOf(error).message }),
    }));
    await context.printJson({ version: 1, results: told, left });
  }
  judge(results, left, ended);
}

/** Ends the command with the worst outcome of its steps. */
export function judge(results: readonly StepResult[], left: readonly string[], ended: unknown): void {
  if (left.length > 0) {
    throw new CommandError({
      exit: "unknown",
      code: "left",
      message: `${left.length} issued but not delivered: they may exist, and nobody has their secrets.`,
      effect: "unknown",
      next: `s2-access-tokens revoke ${left.map(word).join(" ")}`,
    });
  }
  const again = "Run the same command again to continue.";
  if (ended !== undefined) {
    const failure = failureOf(ended);
    const message = ended instanceof Stopped ? "Stopped with steps left." : failure.message;
    throw new CommandError({ ...failure, message, effect: "partial", next: failure.next ?? again }, ended);
  }
  const failed = results.find(({ error }) => error !== undefined);
  if (failed !== undefined) {
    const failure = failureOf(failed.error);
    throw new CommandError({ ...failure, effect: "partial", next: failure.next ?? again }, failed.error);
  }
  if (results.some(({ status }) => status === "stale")) {
    const message = "The account or the sink has changed since the plan was made; stale steps were skipped.";
    throw new CommandError({
      exit: "conflict",
      code: "stale",
      message,
      next: "Plan again: s2-access-tokens plan",
    });
  }
}
