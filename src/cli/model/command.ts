import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import type { FlagParametersForType, TypedPositionalParameters } from "@stricli/core";
import type { Context, GlobalFlags } from "../context.js";
import type { Exit } from "../exit.js";
import { globalAliases, globalFlags } from "./global.js";

/** The `this` of a Stricli command. It receives the outcome, since Stricli supports only its own exit codes. */
export interface Call extends CommandContext {
  /** Runs what the arguments ask for. */
  run(flags: GlobalFlags, work: (context: Context) => Promise<Exit | void>): Promise<void>;
}

/** A flag as help, documents and completion show it. */
export interface FlagShown {
  readonly kind: "boolean" | "enum" | "parsed" | "counter";
  readonly brief: string;
  readonly placeholder?: string;
  readonly values?: readonly string[];
}

/** An operand as help, documents and completion show it. */
export interface OperandShown {
  readonly placeholder: string;
  readonly brief: string;
  readonly optional: boolean;
  readonly many: boolean;
}

/** A command: its name, description, parameters and code. Help, documents and completion read this. */
export interface CommandModel {
  readonly name: string;
  readonly brief: string;
  /** A longer description, shown only in the command's own help. */
  readonly about: string;
  /** Examples, each with a description. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** True if it may change an account. */
  readonly writes: boolean;
  readonly flags: Readonly<Record<string, FlagShown>>;
  readonly aliases: Readonly<Partial<Record<string, string>>>;
  readonly operands: readonly OperandShown[];
  readonly command: Command<Call>;
}

interface Declaration<F extends object, A extends readonly string[]> {
  readonly name: string;
  readonly brief: string;
  readonly about: string;
  readonly examples: CommandModel["examples"];
  readonly writes?: boolean;
  readonly flags: FlagParametersForType<F, Call>;
  readonly aliases?: Readonly<Partial<Record<Letter, keyof F & string>>>;
  readonly positional: TypedPositionalParameters<A, Call>;
  readonly load: () => Promise<{
    run(context: Context, flags: F & GlobalFlags, ...operands: A): Promise<Exit | void>;
  }>;
}

type Letter = "p" | "s" | "n" | "o";

/** Declares a command. Its code is loaded only when it runs. */
export function command<F extends object, A extends readonly string[]>({
  name,
  brief,
  about,
  examples,
  writes = false,
  flags,
  aliases = {},
  positional,
  load,
}: Declaration<F, A>): CommandModel {
  const all = { ...flags, ...globalFlags };
  const letters = { ...aliases, ...globalAliases };
  return {
    name,
    brief,
    about,
    examples,
    writes,
    flags: all,
    aliases: letters,
    operands: operandsOf(positional),
    command: buildCommand<F & GlobalFlags, A, Call>({
      loader: async () => {
        const file = await load();
        return function (flags: F & GlobalFlags, ...operands: A) {
          return this.run(flags, (context) => file.run(context, flags, ...operands));
        };
      },
      // The same flags; their types are computed separately from F and from GlobalFlags.
      parameters: { flags: all, aliases: letters, positional } as never,
      docs: { brief },
    }),
  };
}

function operandsOf(positional: unknown): readonly OperandShown[] {
  // Stricli's two shapes of positional parameters: a tuple of them, or one that repeats.
  const given = positional as
    | { readonly kind: "tuple"; readonly parameters: readonly Partial<OperandShown>[] }
    | { readonly kind: "array"; readonly minimum?: number; readonly parameter: Partial<OperandShown> };
  const shown = (
    { placeholder = "", brief = "", optional = false }: Partial<OperandShown>,
    many: boolean,
  ) => ({
    placeholder,
    brief,
    optional,
    many,
  });
  if (given.kind === "tuple") return given.parameters.map((parameter) => shown(parameter, false));
  return [{ ...shown(given.parameter, true), optional: (given.minimum ?? 0) === 0 }];
}
