import type { CommandModel } from "./command.js";
import { lifecycle } from "./lifecycle.js";
import { reading } from "./reading.js";
import { scopes } from "./scopes.js";
import { tools } from "./tools.js";
import { writing } from "./writing.js";

/** Commands under their heading in help. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandModel[];
}

/** Every command. */
export const groups: readonly CommandGroup[] = [
  { title: "Tokens", commands: [...reading, ...writing] },
  { title: "Scopes", commands: scopes },
  { title: "Service tokens", commands: lifecycle },
  { title: "Tools", commands: tools(() => commands) },
];

/** Every command by its name. */
export const commands: ReadonlyMap<string, CommandModel> = new Map(
  groups.flatMap((group) => group.commands.map((command) => [command.name, command])),
);

/** The name of the program. */
export const PROGRAM = "s2-access-tokens";
