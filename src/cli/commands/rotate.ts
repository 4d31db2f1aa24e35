import { rotate } from "../../lifecycle/index.js";
import { quoted } from "../../check/text.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError, usageError, type Exit } from "../exit.js";
import { connect } from "../input/account.js";
import { massOptions, type MassFlags } from "../input/desired.js";
import { dryRunOf } from "../input/dry-run.js";
import { sinkOf, type SinkFlags } from "../sinks/sink.js";

/** The flags of `rotate`. */
export interface RotateFlags extends SinkFlags, Pick<MassFlags, "parent"> {
  readonly owned?: string;
  readonly expiresIn?: string;
  readonly rotateAfter?: string;
  readonly now?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Replaces one token with a new generation when it is due. */
export async function run(
  context: Context,
  flags: RotateFlags & GlobalFlags,
  short: string,
): Promise<Exit | void> {
  const { owned = "", expiresIn, now = false } = flags;
  if (now && flags.rotateAfter !== undefined)
    throw usageError("--now and --rotate-after exclude each other.");
  const { sink, refuseUnread } = sinkOf(context, flags, owned);
  const name = owned + short;
  const { parent } = await massOptions(context, flags);
  const { accessTokens } = await connect(context);
  const rotateAfter = now ? 0 : flags.rotateAfter;
  const options = { sink, parent, expiresIn, rotateAfter, now: context.now, signal: context.stop };
  if (flags.dryRun === true) {
    const dry = dryRunOf(accessTokens);
    await rotate(dry.tokens, name, options).catch((error: unknown) => {
      if (dry.would.length === 0) throw error;
    });
    refuseUnread();
    if (flags.json === true) return context.printJson({ version: 1, would: dry.would });
    return context.print(dry.would.length === 0 ? "Nothing is due.\n" : `${dry.would.join("\n")}\n`);
  }
  if (flags.yes !== true && !(await context.confirm(`Rotate ${quoted(name)}?`))) {
    throw new CommandError({ exit: "stopped", code: "declined", message: "Nothing was done." });
  }
  const owed = "A rotation was in progress; run the same command again to continue.";
  context.owed.add(owed);
  const results = await rotate(accessTokens, name, options);
  context.owed.delete(owed);
  refuseUnread();
  const told = results.map(({ status, step }) => ({
    status,
    action: step.action,
    name: step.name,
    reason: step.reason,
  }));
  if (flags.json === true) return context.printJson({ version: 1, results: told });
  await context.print(
    told.map(({ status, action, reason }) => `${status === "none" ? action : status}: ${reason}\n`).join(""),
  );
}
