import type { JournalEntry } from "../testing/journal.js";

/** A request in one line: the status, what it asked for, who asked, and why it was refused where it was. */
export function describeEntry({
  status,
  operation,
  method,
  path,
  caller,
  decision,
  fault,
}: JournalEntry): string {
  const shown = status ?? "no answer";
  if (decision?.denial !== undefined) return `${shown} ${decision.reason}`;
  const what = operation ?? `${method} ${path}`;
  const who = caller === undefined ? "" : ` by ${JSON.stringify(caller)}`;
  const why = decision?.reason === undefined ? "" : `: ${decision.reason}`;
  const spoiled = fault === undefined || fault === "none" ? "" : ` (fault ${fault})`;
  return `${shown} ${what}${who}${why}${spoiled}`;
}
