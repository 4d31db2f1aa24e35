import { flagName } from "./arguments.js";
import { EXITS } from "./exit.js";
import type { CommandModel, FlagShown } from "./model/command.js";
import { globalFlags } from "./model/global.js";
import { PROGRAM, type CommandGroup } from "./model/index.js";
import { columns, wrap } from "./output/layout.js";
import type { Paint } from "./output/paint.js";

/** The width and colours of help. */
export interface HelpStyle {
  readonly width: number;
  readonly paint: Paint;
}

/** Returns the help of the whole program. */
export function programHelp(groups: readonly CommandGroup[], { width, paint }: HelpStyle): string {
  const head = (title: string): string => paint("bold", title);
  const lines = [
    ...wrap("S2 access tokens from a shell: list, explain, issue, rotate and revoke them.", width),
    "",
    head("Usage"),
    ...wrap(`${PROGRAM} COMMAND [FLAGS]`, width, "  "),
  ];
  for (const { title, commands } of groups) {
    lines.push(
      "",
      head(title),
      ...columns(
        commands.map(({ name, brief }) => [name, brief]),
        width,
        "  ",
      ),
    );
  }
  lines.push(
    "",
    head("Flags of every command"),
    ...flagLines(globalFlags, { v: "verbose", q: "quiet" }, width),
  );
  lines.push(
    "",
    head("Exit codes"),
    ...columns(
      Object.values(EXITS).map(([code, means]) => [String(code), means]),
      width,
      "  ",
    ),
  );
  lines.push("", head("Examples"));
  for (const [line, does] of EXAMPLES) lines.push(...example(line, does, width, paint));
  lines.push(
    "",
    ...wrap("The bearer comes from S2_ACCESS_TOKEN or --token-file, never from an argument.", width),
  );
  return `${lines.join("\n")}\n`;
}

const EXAMPLES = [
  ["list --expiring 7d", "what expires within a week"],
  ["local", "start an S2 account on this machine, to try things out"],
] as const;

/** Returns the help of one command. */
export function commandHelp(command: CommandModel, { width, paint }: HelpStyle): string {
  const head = (title: string): string => paint("bold", title);
  const lines = [
    ...wrap(`${command.brief}.`, width),
    "",
    head("Usage"),
    ...wrap(usageOf(command), width, "  "),
    "",
    ...wrap(command.about.replaceAll("\n", " "), width),
  ];
  if (command.operands.length > 0) {
    const rows = command.operands.map(({ placeholder, brief }) => [placeholder, brief]);
    lines.push("", head("Arguments"), ...columns(rows, width, "  "));
  }
  const own = Object.fromEntries(Object.entries(command.flags).filter(([key]) => !(key in globalFlags)));
  if (Object.keys(own).length > 0) lines.push("", head("Flags"), ...flagLines(own, command.aliases, width));
  lines.push("", head("Flags of every command"), ...flagLines(globalFlags, command.aliases, width));
  lines.push("", head("Examples"));
  for (const [line, does] of command.examples) lines.push(...example(line, does, width, paint));
  return `${lines.join("\n")}\n`;
}

/** Returns the usage line of a command: `s2-access-tokens get ID [FLAGS]`. */
export function usageOf({ name, operands }: CommandModel): string {
  const shown = operands.map(({ placeholder, optional, many }) => {
    const one = many ? `${placeholder}…` : placeholder;
    return optional ? `[${one}]` : one;
  });
  return [PROGRAM, name, ...shown, "[FLAGS]"].join(" ");
}

/** Returns a flag as help and documents show it: `-p, --prefix PREFIX`. */
export function flagTitle(key: string, flag: FlagShown, aliases: CommandModel["aliases"]): string {
  const letter = Object.entries(aliases).find(([, of]) => of === key)?.[0];
  const value =
    flag.kind === "enum" ? (flag.values ?? []).join("|") : flag.kind === "boolean" ? "" : flag.placeholder;
  const title = `--${flagName(key)}${value === undefined || value === "" ? "" : ` ${value}`}`;
  return letter === undefined ? title : `-${letter}, ${title}`;
}

function flagLines(flags: CommandModel["flags"], aliases: CommandModel["aliases"], width: number): string[] {
  const rows = Object.entries(flags).map(([key, flag]) => [flagTitle(key, flag, aliases), flag.brief]);
  return columns(rows, width, "  ");
}

function example(line: string, does: string, width: number, paint: Paint): string[] {
  // Never wrap a line meant for copying.
  return [...wrap(`# ${does}`, width, "  ").map((text) => paint("dim", text)), `  ${PROGRAM} ${line}`];
}
