import { buildApplication, buildRouteMap, run as runStricli, text_en } from "@stricli/core";
import { helpFor, readRequest } from "./arguments.js";
import { Context, type GlobalFlags, type Surroundings } from "./context.js";
import { EXITS, usageError, type Exit } from "./exit.js";
import { failureOf } from "./failure.js";
import { commandHelp, programHelp } from "./help.js";
import type { Call, CommandModel } from "./model/command.js";
import { commands, groups, PROGRAM } from "./model/index.js";
import { argumentProblem } from "./problems.js";
import { packageVersion } from "./version.js";

/** Runs a command line and returns its exit code. Never throws: a failure is reported on stderr. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const bare = new Context(surroundings, glimpse(args));
  const exit = await settle(bare, async () => {
    const request = readRequest(args, commands);
    if (request.kind === "version") await bare.print(`${packageVersion()}\n`);
    else if (request.kind === "help") await bare.print(helpText(request.command, bare));
    else return runCommand(request.command, request.args, surroundings);
    return "done";
  });
  return EXITS[exit][0];
}

/** Returns the flags that affect output, for messages printed before the flags are parsed. */
function glimpse(args: readonly string[]): GlobalFlags {
  const at = args.indexOf("--color");
  const given = args.find((arg) => arg.startsWith("--color="))?.slice(8) ?? args[at + 1];
  const color = (["always", "never"] as const).find((choice) => choice === given);
  return { json: args.includes("--json"), ...(color === undefined ? {} : { color }) };
}

function helpText(command: CommandModel | undefined, { stdout, paint }: Context): string {
  const style = { width: Math.min(stdout.columns, 110), paint };
  return command === undefined ? programHelp(groups, style) : commandHelp(command, style);
}

/** Lets Stricli parse the arguments, load the command and call it. */
async function runCommand(
  model: CommandModel,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Exit> {
  const problems: string[] = [];
  let outcome: Exit | undefined;
  const call: Call = {
    process: { stdout: { write: () => undefined }, stderr: { write: () => undefined } },
    async run(flags: GlobalFlags, work) {
      const context = new Context(surroundings, flags);
      outcome = await settle(context, () => work(context));
    },
  };
  const text = {
    ...text_en,
    exceptionWhileParsingArguments(error: unknown) {
      problems.push(argumentProblem(model, error));
      return "";
    },
    // Stricli catches errors from loading a command's file, which would be a bug of ours.
    exceptionWhileLoadingCommandFunction(error: unknown) {
      throw error;
    },
  };
  const app = buildApplication(
    buildRouteMap({ routes: { [model.name]: model.command }, docs: { brief: "" } }),
    {
      name: PROGRAM,
      scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
      localization: { text },
    },
    {},
  );
  await runStricli(app, [model.name, ...args], call);
  if (problems.length > 0) throw usageError(problems, helpFor(model));
  return outcome ?? "fault";
}

/** Runs work to its exit code, and reports its failure, if any. */
async function settle(context: Context, work: () => Promise<Exit | void>): Promise<Exit> {
  try {
    return (await work()) ?? "done";
  } catch (error) {
    const failure = failureOf(error);
    await context.fail(failure);
    return failure.exit;
  }
}
