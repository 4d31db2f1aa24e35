import { planTokens, type PlanStep, type TokenPlan } from "../../lifecycle/index.js";
import { quoted } from "../../check/text.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError, type Exit } from "../exit.js";
import { connect } from "../input/account.js";
import { massOptions, readDesiredFile, type MassFlags } from "../input/desired.js";
import { inFile } from "../input/operands.js";
import { changes, planText } from "../output/steps.js";
import { writeReport } from "../sinks/report.js";
import { sinkOf, type SinkFlags } from "../sinks/sink.js";

/** The flags of `plan`. */
export interface PlanFlags extends SinkFlags, MassFlags {
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

/** Shows the steps needed to get the tokens that a file describes. */
export async function run(context: Context, flags: PlanFlags & GlobalFlags, file: string): Promise<Exit> {
  const { document, desired, owned } = await readDesiredFile(context, file);
  const { sink, refuseUnread } = sinkOf(context, flags, owned);
  const options = { ...(await massOptions(context, flags)), sink, now: context.now, signal: context.stop };
  const { accessTokens } = await connect(context);
  const plan = await planTokens(accessTokens, desired, options).catch((error: unknown) =>
    // Problems in the file are reported under its name.
    inFile(document, () => {
      throw error;
    }),
  );
  await showPlan(context, plan, flags.json === true);
  if (flags.out !== undefined) {
    await writeReport(flags.out, `${JSON.stringify(plan, null, 2)}\n`);
    await context.say(`Wrote ${quoted(flags.out)}; to do just this: s2-access-tokens apply.`);
  }
  refuseUnread();
  refuseMass(plan);
  return exitOf(plan.steps, flags.detailedExitcode === true);
}

/** Prints a plan. */
export async function showPlan(context: Context, plan: TokenPlan, json: boolean): Promise<void> {
  const { stdout, paint } = context;
  if (json) await context.printJson(plan);
  else await context.print(`${planText(plan, stdout.isTerminal ? stdout.columns : Infinity, paint)}\n`);
}

/** Ends the command if a plan would do too much at once. */
export function refuseMass({ refused }: TokenPlan): void {
  if (refused.length === 0) return;
  const message = refused.map((issue) => issue.message).join("\n");
  throw new CommandError({ exit: "usage", code: "too_much", message, issues: refused });
}

/** Returns the exit code: with `--detailed-exitcode`, 1 if there is something to do. */
export function exitOf(steps: readonly PlanStep[], detailed: boolean): Exit {
  return detailed && steps.some(changes) ? "found" : "done";
}
