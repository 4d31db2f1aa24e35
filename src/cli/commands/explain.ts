import { explain } from "../../index.js";
import type { Context, GlobalFlags } from "../context.js";
import { operandReader } from "../input/operands.js";

/** The flags of `explain`. */
export interface ExplainFlags {
  readonly markdown?: boolean;
}

/** Explains in plain English what a token or scope permits. */
export async function run(
  context: Context,
  { markdown = false, json = false }: ExplainFlags & GlobalFlags,
  operand: string,
): Promise<void> {
  const { subject } = await operandReader(context)(operand);
  const text = explain(subject, { format: markdown ? "markdown" : "text" });
  if (json) await context.printJson({ version: 1, explanation: text });
  else await context.print(`${text}\n`);
}
