import { nearest } from "../check/keys.js";
import { quoted } from "../check/text.js";
import { usageError } from "./exit.js";
import type { CommandModel, FlagShown } from "./model/command.js";
import { globalAliases, globalFlags } from "./model/global.js";

/** A parsed request, before any command is loaded. */
export type Request =
  | { readonly kind: "help"; readonly command: CommandModel | undefined }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly command: CommandModel; readonly args: readonly string[] };

/**
 * Finds the command and checks every flag against it. Reports all unknown flags at once, in any spelling: Stricli stops
 * at the first, and takes some spellings for operands.
 */
export function readRequest(args: readonly string[], commands: ReadonlyMap<string, CommandModel>): Request {
  const scan = new Scan(commands);
  for (const arg of args) scan.take(arg);
  const { asked, command, problems, taken } = scan;
  if (asked === "version") return { kind: "version" };
  if (problems.length > 0 && (asked === undefined || command === undefined)) {
    throw usageError(problems, helpFor(command));
  }
  if (asked === "help" || command === undefined) return { kind: "help", command };
  return { kind: "run", command, args: taken };
}

/** Returns a pointer to the right help. */
export function helpFor(command: CommandModel | undefined): string {
  return `See s2-access-tokens ${command === undefined ? "" : `${command.name} `}--help.`;
}

/** One pass over the arguments. */
class Scan {
  command: CommandModel | undefined;
  asked: "help" | "version" | undefined;
  /** The arguments left to Stricli: known flags, their values, and operands. */
  readonly taken: string[] = [];
  readonly problems: string[] = [];
  readonly #commands: ReadonlyMap<string, CommandModel>;
  #literal = false;
  #awaitsValue = false;
  #sawWord = false;

  constructor(commands: ReadonlyMap<string, CommandModel>) {
    this.#commands = commands;
  }

  take(arg: string): void {
    if (this.#awaitsValue || this.#literal || arg === "-" || !arg.startsWith("-")) this.#takeWord(arg);
    else if (arg === "--help" || arg === "-h") this.asked ??= "help";
    else if (arg === "--version") this.asked ??= "version";
    else if (arg === "--") {
      this.#literal = true;
      this.taken.push(arg);
    } else this.#takeFlag(arg);
  }

  #takeWord(arg: string): void {
    if (this.#awaitsValue) {
      this.#awaitsValue = false;
      this.taken.push(arg);
    } else if (this.#sawWord || this.#literal) {
      // `help list` asks for the help of list.
      if (this.asked === "help" && this.command === undefined) this.#findCommand(arg);
      this.taken.push(arg);
    } else if (arg === "help") [this.asked, this.#sawWord] = ["help", true];
    else this.#findCommand(arg);
  }

  #findCommand(name: string): void {
    this.#sawWord = true;
    this.command = this.#commands.get(name);
    if (this.command !== undefined) return;
    const meant = nearest(name, [...this.#commands.keys()]);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    this.problems.push(`There is no command ${quoted(name)}${hint === "" ? "." : hint}`);
  }

  #takeFlag(arg: string): void {
    const [, dashes = "", name = "", value] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const flags =
      dashes === "--"
        ? [longFlag(this.command, name)]
        : Array.from(name, (one) => shortFlag(this.command, one));
    if (flags.length === 0 || flags.includes(undefined)) {
      // After an unknown command every flag is unknown; reporting them would not help.
      if (!this.#sawWord || this.command !== undefined)
        this.problems.push(unknownFlag(this.command, dashes + name));
      return;
    }
    const takesValue = flags.at(-1)?.kind !== "boolean";
    // Stricli accepts an empty value or a line break only as a separate argument, not after an equals sign.
    if (value === undefined || !takesValue || value.startsWith("-")) this.taken.push(arg);
    else this.taken.push(dashes + name, value);
    this.#awaitsValue = takesValue && value === undefined;
  }
}

function longFlag(command: CommandModel | undefined, name: string): FlagShown | undefined {
  const flags: CommandModel["flags"] = command?.flags ?? globalFlags;
  return Object.entries(flags).find(([key]) => flagName(key) === name)?.[1];
}

function shortFlag(command: CommandModel | undefined, letter: string): FlagShown | undefined {
  const aliases: CommandModel["aliases"] = command?.aliases ?? globalAliases;
  const key = Object.hasOwn(aliases, letter) ? aliases[letter] : undefined;
  return key === undefined ? undefined : longFlag(command, flagName(key));
}

/** Returns a flag as typed, without its dashes: `start-after` for `startAfter`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function unknownFlag(command: CommandModel | undefined, given: string): string {
  const flags: CommandModel["flags"] = command?.flags ?? globalFlags;
  const meant = nearest(given, [...Object.keys(flags).map((key) => `--${flagName(key)}`), "--help"]);
  const whose = command === undefined ? "There is no flag" : `${command.name} has no flag`;
  return `${whose} ${quoted(given)}${meant === undefined ? "." : `; did you mean ${meant}?`}`;
}
