import { OPERATIONS } from "../../../generated/constants.js";
import { flagName } from "../arguments.js";
import type { Context } from "../context.js";
import type { CommandModel, FlagShown } from "../model/command.js";
import { globalFlags } from "../model/global.js";

/** The most ids to propose, and the longest to wait for the account to list them. */
const MOST_IDS = 50;
const PATIENCE_MILLIS = 2000;

/** Returns completions for a command line of these commands whose last word is the one being typed. */
export async function propose(
  context: Context,
  commands: ReadonlyMap<string, CommandModel>,
  words: readonly string[],
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const command = before.map((word) => commands.get(word)).find((found) => found !== undefined);
  const awaited = flagBefore(before.at(-1), command);
  const known = await (async (): Promise<readonly string[]> => {
    if (awaited !== undefined) return valuesOf(context, awaited, typed);
    if (typed.startsWith("-")) return flagsOf(command);
    if (command === undefined) return [...commands.keys(), "help"];
    return operandValues(context, command, before, typed);
  })();
  // Do not propose a word that a shell would not take literally.
  return known.filter((word) => word.startsWith(typed) && /^[\w@%+=:,./-]+$/.test(word));
}

function flagsOf(command: CommandModel | undefined): readonly string[] {
  return [...Object.keys(command?.flags ?? globalFlags).map((key) => `--${flagName(key)}`), "--help"];
}

/** Returns the flag in the previous word, if it takes a value. */
function flagBefore(word: string | undefined, command: CommandModel | undefined): FlagShown | undefined {
  const flags: CommandModel["flags"] = command?.flags ?? globalFlags;
  const letter = /^-(\w)$/.exec(word ?? "")?.[1];
  const key = letter === undefined ? undefined : command?.aliases[letter];
  const name = key === undefined ? word : `--${flagName(key)}`;
  const found = Object.entries(flags).find(([key]) => `--${flagName(key)}` === name)?.[1];
  return found === undefined || found.kind === "boolean" ? undefined : found;
}

async function operandValues(
  context: Context,
  command: CommandModel,
  before: readonly string[],
  typed: string,
): Promise<readonly string[]> {
  const given = before.slice(before.indexOf(command.name) + 1);
  const taken = given.filter(
    (word, at) => !word.startsWith("-") && flagBefore(given[at - 1], command) === undefined,
  );
  const operand = command.operands[taken.length] ?? command.operands.findLast(({ many }) => many);
  return operand === undefined ? [] : namedBy(context, operand.placeholder, typed);
}

function valuesOf(
  context: Context,
  flag: FlagShown,
  typed: string,
): Promise<readonly string[]> | readonly string[] {
  return flag.values ?? namedBy(context, flag.placeholder ?? "", typed);
}

/** Returns the values of a placeholder: ids from the account, operations and rules from tables, files by the shell. */
async function namedBy(context: Context, placeholder: string, typed: string): Promise<readonly string[]> {
  if (placeholder === "OPERATION") return OPERATIONS;
  if (placeholder === "RULE") return (await import("../../index.js")).LINT_RULES;
  if (placeholder === "SHELL") return ["bash", "zsh"];
  if (!/^(ID|TOKEN|CHILD|PARENT|A|B)$/.test(placeholder)) return [];
  try {
    const { connect } = await import("./account.js");
    const { accessTokens } = await connect(context);
    const options = { signal: AbortSignal.timeout(PATIENCE_MILLIS) };
    const page = await accessTokens.list({ prefix: typed, limit: MOST_IDS }, options);
    return page.accessTokens.map(({ id }) => id);
  } catch {
    // Pressing Tab must not print an error in the middle of a line.
    return [];
  }
}
