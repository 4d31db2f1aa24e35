import { OPERATIONS } from "../../../generated/constants.js";
import { nearest } from "../../check/keys.js";
import { quoted } from "../../check/text.js";
import { evaluate, type Evaluation, type AccessTokenScope, type ScopeRequest } from "../../index.js";
import type { Context, GlobalFlags } from "../context.js";
import { usageError, type Exit } from "../exit.js";
import { inFlags } from "../input/flag-paths.js";
import { operandReader, scopeOf } from "../input/operands.js";

/** The flags of `can`. */
export interface CanFlags {
  readonly basin?: string;
  readonly stream?: string;
  readonly tokenId?: string;
}

/** Shows whether a token permits a request, and why. Only a definite yes is exit code 0. */
export async function run(
  context: Context,
  flags: CanFlags & GlobalFlags,
  operation: string,
  operand: string,
): Promise<Exit> {
  refuseMisspelt(operation);
  const { subject } = await operandReader(context)(operand);
  const { answer, reasons } = answerTo(scopeOf(subject), operation, flags);
  if (flags.json === true) await context.printJson({ version: 1, answer, reasons });
  else await context.print(`${[answer, ...reasons.map(({ sentence }) => sentence)].join("\n")}\n`);
  return answer === "yes" ? "done" : "found";
}

/** Refuses a misspelt operation. An unknown one may be new in S2; one similar to a known one is a typo. */
function refuseMisspelt(operation: string): void {
  if (OPERATIONS.some((known) => known === operation)) return;
  const meant = nearest(operation, OPERATIONS);
  if (meant === undefined) return;
  throw usageError(`OPERATION must be an operation of S2, got ${quoted(operation)}; did you mean ${meant}?`);
}

function answerTo(
  scope: AccessTokenScope,
  operation: string,
  { basin, stream, tokenId }: CanFlags,
): Evaluation {
  try {
    // The evaluation checks which names the operation needs.
    return evaluate(scope, { operation, basin, stream, accessTokenId: tokenId } as ScopeRequest);
  } catch (error) {
    throw inFlags(error);
  }
}
