import { quoted, shown } from "../../check/text.js";
import type { JournalEntry } from "../../testing/index.js";

const NOUN = { "access-token": "token", basin: "basin", stream: "stream" } as const;

/**
 * Describes a request on one line: its time, status, operation and resource, the token, the decision and its reason,
 * the injected fault, and the duration.
 */
export function describeEntry(entry: JournalEntry): string {
  const { at, status, operation, method, path, caller, decision, fault, millis } = entry;
  return [
    new Date(at).toISOString().slice(11, 23),
    status ?? "no answer",
    operation ?? `${shown(method)} ${shown(path)}`,
    ...resourcesOf(entry),
    ...(caller === undefined ? [] : [`by ${quoted(caller)}`]),
    ...(decision === undefined ? [] : [`${verdictOf(entry)}: ${reasonOf(entry)}`]),
    ...(fault === undefined || fault === "none" ? [] : [`(fault ${fault})`]),
    `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms`,
  ].join(" ");
}

function resourcesOf({ resources }: JournalEntry): string[] {
  return (["basin", "stream", "access-token"] as const).flatMap((kind) => {
    const name = resources[kind];
    return name === undefined ? [] : [`${NOUN[kind]} ${quoted(name)}`];
  });
}

function verdictOf({ decision }: JournalEntry): string {
  return decision?.code === undefined ? "allowed" : "refused";
}

/** Returns the reason without what the line already says. */
function reasonOf({ decision, operation }: JournalEntry): string {
  const reason = decision?.reason ?? "";
  const said = `${operation}: `;
  return shown(reason.startsWith(said) ? reason.slice(said.length) : reason);
}

/** The most lines that may wait for a reader. */
const MOST_WAITING = 1000;

/**
 * Creates a log from a function that writes text. It never waits: if nobody reads, lines are dropped, and the next one
 * that gets through gives their number. A reader that has gone is ignored.
 */
export function createLog(write: (text: string) => Promise<void>): (line: string) => void {
  let waiting = 0;
  let missing = 0;
  const send = async (text: string) => {
    waiting++;
    try {
      await write(text);
    } catch {
      // Failing to write the log must not stop the account.
    }
    waiting--;
  };
  return (line) => {
    if (waiting >= MOST_WAITING) {
      missing++;
      return;
    }
    const gap = missing === 0 ? "" : `(${missing} lines left out: the log was not being read)\n`;
    missing = 0;
    void send(`${gap}${line}\n`);
  };
}
