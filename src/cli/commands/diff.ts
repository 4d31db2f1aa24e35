import { diffScopes } from "../../index.js";
import { shown } from "../../check/text.js";
import type { Context, GlobalFlags } from "../context.js";
import type { Exit } from "../exit.js";
import { operandReader, scopeOf } from "../input/operands.js";
import { changeText } from "../output/changes.js";
import { codeSpan } from "../output/markdown.js";
import type { CompareFlags } from "./excess.js";

/** Shows the changes from one token or scope to another. */
export async function run(
  context: Context,
  { exitCode = false, markdown = false, json = false }: CompareFlags & GlobalFlags,
  before: string,
  after: string,
): Promise<Exit> {
  const read = operandReader(context);
  const [a, b] = [await read(before), await read(after)];
  const changes = diffScopes(scopeOf(a.subject), scopeOf(b.subject));
  if (json) await context.printJson({ version: 1, changes });
  else {
    const lines = changes.map((change) => shown(changeText(change)));
    const text = lines.map((line) => (markdown ? `- ${codeSpan(line)}` : line)).join("\n");
    await context.print(`${text === "" ? "No difference." : text}\n`);
  }
  return exitCode && changes.length > 0 ? "found" : "done";
}
