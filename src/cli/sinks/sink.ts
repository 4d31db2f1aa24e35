import type { Sink } from "../../lifecycle/index.js";
import { quoted } from "../../check/text.js";
import { because, type Context } from "../context.js";
import { CommandError, usageError } from "../exit.js";
import { commandSink } from "./command-sink.js";
import { directorySink } from "./directory.js";

/** The flags that name the sink for secrets. */
export interface SinkFlags {
  readonly sinkName?: string;
  readonly secretsDir?: string;
  readonly sinkCommand?: string;
}

/** A sink, with the errors from reading it. */
export interface WatchedSink {
  readonly sink: Sink;
  /** Ends the command if the sink could not be read: nothing was done about those tokens. */
  readonly refuseUnread: () => void;
}

/** Returns the sink that the flags name; anything but exactly one ends the command before any request. */
export function sinkOf(context: Context, flags: SinkFlags, owned: string): WatchedSink {
  const { sinkName, secretsDir, sinkCommand } = flags;
  const problems: string[] = [];
  if (sinkName === undefined || sinkName === "") {
    problems.push("--sink-name must name the deployment that the sink feeds, like production.");
  }
  if ((secretsDir === undefined) === (sinkCommand === undefined)) {
    problems.push("Secrets need exactly one sink: --secrets-dir DIR or --sink-command COMMAND.");
  }
  if (problems.length > 0 || sinkName === undefined) throw usageError(problems);
  return watched(
    secretsDir === undefined
      ? commandSink(context, sinkName, sinkCommand ?? "", owned)
      : directorySink(sinkName, secretsDir, owned),
  );
}

function watched(sink: Sink): WatchedSink {
  const unread = new Map<string, unknown>();
  return {
    sink: {
      ...sink,
      async current(token, options) {
        try {
          const id = await sink.current(token, options);
          unread.delete(token.name);
          return id;
        } catch (error) {
          unread.set(token.name, error);
          throw error;
        }
      },
    },
    refuseUnread() {
      const [first] = unread;
      if (first === undefined) return;
      const [name, error] = first;
      const rest = unread.size === 1 ? "" : `, and for ${unread.size - 1} more`;
      const message = `The sink could not be read for ${quoted(name)}${because(error)}${rest}: nothing was done there.`;
      throw new CommandError({ exit: "failed", code: "sink", message });
    },
  };
}
