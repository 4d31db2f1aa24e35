import { excess } from "../../index.js";
import type { Context, GlobalFlags } from "../context.js";
import { operandReader } from "../input/operands.js";
import { escaped } from "../output/markdown.js";
import type { Exit } from "../exit.js";

/** The flags of `excess` and `diff`. */
export interface CompareFlags {
  readonly exitCode?: boolean;
  readonly markdown?: boolean;
}

/** Shows what one token or scope permits beyond another. */
export async function run(
  context: Context,
  { exitCode = false, markdown = false, json = false }: CompareFlags & GlobalFlags,
  child: string,
  parent: string,
): Promise<Exit> {
  const read = operandReader(context);
  const [inner, outer] = [await read(child), await read(parent)];
  const items = excess(inner.subject, outer.subject);
  if (json) await context.printJson({ version: 1, excess: items });
  else {
    const lines = items.map(({ kind, sentence }) =>
      markdown ? `- **${kind}** ${escaped(sentence)}` : `${kind}  ${sentence}`,
    );
    await context.print(
      `${lines.length === 0 ? "No excess: the first is within the second." : lines.join("\n")}\n`,
    );
  }
  return exitCode && items.length > 0 ? "found" : "done";
}
