import { CommandError, Stopped, systemCode, usageError, type Failure } from "./exit.js";
import { painter, type Coloured, type Paint } from "./output/paint.js";

/** A stream that takes text. */
export interface Output {
  /** Resolves when the text is written; rejects with the system's error, but never because the reader has gone. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** The width of the terminal in columns. */
  readonly columns: number;
  /** Fires when the reader of a pipe has gone, and no more output is needed. */
  readonly gone: AbortSignal;
}

/** The program's input. */
export interface Input {
  readonly isTerminal: boolean;
  /** Reads everything, as bytes. */
  read(): AsyncIterable<Uint8Array>;
  /** Reads one line that a person types; undefined at the end of input. */
  line(): Promise<string | undefined>;
}

/** The program's environment; a test passes its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Fires with `Stopped` on the first Ctrl-C. */
  readonly stop: AbortSignal;
  /** Descriptions of what a second Ctrl-C leaves in doubt, which it prints. */
  readonly owed: Set<string>;
  readonly now: () => number;
}

/** The flags that every command takes. */
export interface GlobalFlags {
  readonly endpoint?: string;
  readonly tokenFile?: string;
  readonly timeout?: number;
  readonly json?: boolean;
  readonly color?: Coloured;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/** The context of a command besides its flags: its output, its input, and its stop signal. */
export class Context {
  readonly env: Surroundings["env"];
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  readonly stop: AbortSignal;
  readonly owed: Set<string>;
  readonly now: () => number;
  readonly flags: GlobalFlags;
  /** Colours for stdout. */
  readonly paint: Paint;
  /** Colours for stderr. */
  readonly paintError: Paint;
  /** Bearers and issued secrets, which are redacted from stderr as a last resort. */
  readonly secrets = new Set<string>();
  #reader: string | undefined;

  constructor(surroundings: Surroundings, flags: GlobalFlags) {
    const { env, stdout, stderr, stdin, stop, owed, now } = surroundings;
    [this.env, this.stdout, this.stderr, this.stdin] = [env, stdout, stderr, stdin];
    [this.stop, this.owed, this.now, this.flags] = [stop, owed, now, flags];
    this.paint = painter(stdout, env, flags.color);
    this.paintError = painter(stderr, env, flags.color);
  }

  /** Prints data, and nothing else, on stdout. */
  async print(text: string): Promise<void> {
    try {
      await this.stdout.write(text);
    } catch (error) {
      throw new CommandError(
        { exit: "failed", code: "output", message: `Could not write to stdout${because(error)}.` },
        error,
      );
    }
  }

  /** Prints one value as JSON on stdout. */
  printJson(value: unknown): Promise<void> {
    return this.print(`${JSON.stringify(value, null, this.stdout.isTerminal ? 2 : undefined)}\n`);
  }

  /** Writes a message to stderr, unless `--quiet`. */
  async say(text: string): Promise<void> {
    if (this.flags.quiet !== true) await this.warn(text);
  }

  /** Writes a message that must not be missed to stderr. A stderr that cannot be written does not stop the command. */
  async warn(text: string): Promise<void> {
    let safe = text;
    for (const secret of this.secrets) if (secret.length >= 8) safe = safe.replaceAll(secret, "[redacted]");
    await this.stderr.write(`${safe}\n`).catch(() => undefined);
  }

  /** Reports the failure of the command: as text, or with `--json` as JSON. */
  async fail(failure: Failure): Promise<void> {
    const { exit: _, next, ...rest } = failure;
    if (this.flags.json === true) {
      const { code, message, effect, issues } = rest;
      return this.warn(JSON.stringify({ error: { code, message, effect, issues, next } }));
    }
    await this.warn(
      failure.message
        .split("\n")
        .map((line) => this.paintError("red", line))
        .join("\n"),
    );
    if (next !== undefined) await this.warn(next);
  }

  /** Reads all of stdin, for one reader per command: a second one ends it before anything is sent. */
  read(reader: string): AsyncIterable<Uint8Array> {
    if (this.#reader !== undefined) {
      throw usageError(`${reader} reads stdin, and so does ${this.#reader}: only one of them can.`);
    }
    this.#reader = reader;
    return this.stdin.read();
  }

  /** Throws after the first Ctrl-C, so that nothing more is started. */
  throwIfStopped(): void {
    if (this.stop.aborted) throw new Stopped();
  }

  /** True if a person can be asked. */
  get canAsk(): boolean {
    return this.stdin.isTerminal && this.stderr.isTerminal && this.#reader === undefined;
  }

  /** Asks for confirmation. If nobody can be asked, ends the command and names the flag to use. */
  async confirm(question: string): Promise<boolean> {
    if (!this.canAsk) throw usageError(`${question} There is no terminal to ask on: pass --yes.`);
    await this.stderr.write(`${question} [y/N] `);
    const answer = await orStopped(this.stop, this.stdin.line());
    return /^y(es)?$/i.test(answer?.trim() ?? "");
  }
}

/** Settles as the value does, or ends the command on an earlier first Ctrl-C. */
function orStopped<T>(stop: AbortSignal, value: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new Stopped());
    if (stop.aborted) end();
    stop.addEventListener("abort", end, { once: true });
    value.then(resolve, reject).finally(() => stop.removeEventListener("abort", end));
  });
}

/** Returns the end of a sentence with the system's error code, if any. */
export function because(error: unknown): string {
  const code = systemCode(error);
  return code === undefined ? "" : ` (${code})`;
}
