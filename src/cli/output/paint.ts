import { styleText } from "node:util";

/** The colours in use, each for one purpose. */
type Colour = "red" | "yellow" | "cyan" | "dim" | "bold" | "green";

/** The choices of when to use colours: `auto` does for a terminal that supports them. */
export type Coloured = "auto" | "always" | "never";

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** Returns colours for a terminal that supports them, unless `NO_COLOR` or the flag says otherwise. */
export function painter(
  output: { readonly isTerminal: boolean },
  env: Readonly<Record<string, string | undefined>>,
  wanted: Coloured = "auto",
): Paint {
  const plain = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb" || !output.isTerminal;
  if (wanted === "never" || (wanted === "auto" && plain)) return (_, text) => text;
  // By default it would check this process's own streams.
  return (colour, text) => styleText(colour, text, { validateStream: false });
}
