import { styleText } from "node:util";
import type { GlobalFlags, Output } from "../context.js";

/** The colours in use, each for one purpose. */
type Colour = "red" | "yellow" | "cyan" | "dim" | "bold" | "green";

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** Returns colours for a terminal that supports them, unless `NO_COLOR` or the flag says otherwise. */
export function painter(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
  wanted: GlobalFlags["color"] = "auto",
): Paint {
  const plain = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb" || !output.isTerminal;
  if (wanted === "never" || (wanted === "auto" && plain)) return (_, text) => text;
  // By default it would check this process's own streams.
  return (colour, text) => styleText(colour, text, { validateStream: false });
}
