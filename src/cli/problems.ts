import {
  ArgumentParseError,
  EnumValidationError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { quoted } from "../check/text.js";
import { list } from "../scope/sentences.js";
import { flagName } from "./arguments.js";
import type { CommandModel } from "./model/command.js";

/** Returns a problem that Stricli found with the arguments, in this program's words. Rethrows any other error. */
export function argumentProblem(model: CommandModel, error: unknown): string {
  if (error instanceof ArgumentParseError) {
    const { externalFlagNameOrPlaceholder: name, input, exception } = error;
    const wanted = exception instanceof Error ? exception.message : "another value";
    return `${nameOf(model, name)} must be ${wanted}, got ${quoted(input)}.`;
  }
  if (error instanceof EnumValidationError) {
    return `--${error.externalFlagName} must be ${list(error.values, "or")}, got ${quoted(error.input)}.`;
  }
  if (error instanceof UnsatisfiedFlagError) {
    const next = error.nextFlagName === undefined ? "" : `, got --${error.nextFlagName}`;
    return `--${error.externalFlagName} needs a value${next}.`;
  }
  if (error instanceof UnexpectedFlagError) return `--${error.externalFlagName} is given more than once.`;
  if (error instanceof UnexpectedPositionalError) {
    const most = error.expectedCount === 0 ? "no operand" : `at most ${error.expectedCount}`;
    return `${model.name} takes ${most}, got ${quoted(error.input)} too.`;
  }
  if (error instanceof UnsatisfiedPositionalError) return `${model.name} needs ${error.placeholder}.`;
  throw error;
}

function nameOf(model: CommandModel, name: string): string {
  return Object.keys(model.flags).some((key) => flagName(key) === name) ? `--${name}` : name;
}
