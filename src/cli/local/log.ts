import { quoted, shown } from "../../check/text.js";
import type { JournalEntry } from "../../testing/index.js";

const NOUN = { "access-token": "token", basin: "basin", stream: "stream" } as const;

/**
 * Describes a request on one line: when it came, the status, what it asked for and of what, who asked, what was decided
 * and why, the fault it was served, and how long it took.
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

/** The reason without what the line says already. */
function reasonOf({ decision, operation }: JournalEntry): string {
  const reason = decision?.reason ?? "";
  const said = `${operation}: `;
  return shown(reason.startsWith(said) ? reason.slice(said.length) : reason);
}

/** How many lines may wait for a reader. */
const MOST_WAITING = 1000;

/**
 * Makes a log of what writes text. It never waits: where nobody reads, lines are left out, and the next one that gets
 * through says how many. A reader that has gone is nothing to it.
 */
export function createLog(write: (text: string) => Promise<void>): (line: string) => void {
  let waiting = 0;
  let missing = 0;
  const send = async (text: string) => {
    waiting++;
    try {
      await write(text);
    } catch {
      // A log that cannot be written is no reason to stop.
    }
    waiting--;
  };
  return (line) => {
    if (waiting >= MOST_WAITING) {
      missing++;
      return;
    }
    const gap = missing === 0 ? "" : `(${missing} lines are missing here: nobody read them)\n`;
    missing = 0;
    void send(`${gap}${line}\n`);
  };
}
