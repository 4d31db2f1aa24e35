import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { JournalEntry } from "../../../../testing/index.js";
import { isEntry, type AccountData, type JournalLine } from "../account.js";
import { Go, Name, Search } from "../parts.js";
import { go, type Place } from "../place.js";
import { Table, type Box } from "../table.js";
import { clock, Request } from "./request.js";

const ROW_HEIGHT = 36;

/** Every request as it arrives, with the reason for a refusal. */
export function Journal({ data, place }: { data: AccountData; place: Place }): JSX.Element {
  const caller = place.get("caller");
  const refused = place.get("only") === "refused";
  const lines = useMemo(
    () => data.journal.filter((line) => isWanted(line, caller, refused)),
    [data.journal, caller, refused],
  );
  const chosen = data.journal.filter(isEntry).find(({ seq }) => String(seq) === place.get("entry"));
  return (
    <section class="journal" aria-label="Journal">
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          <input
            type="checkbox"
            checked={refused}
            onChange={(event) => go({ only: event.currentTarget.checked ? "refused" : "" }, "replace")}
          />
          refused only
        </label>
        <Search label="Caller" name="caller" value={caller} />
        <output aria-live="polite">
          {lines.length === 1 ? "1 request" : `${lines.length} requests`}
          {data.connected ? "" : ", connection lost: trying again"}
        </output>
      </form>
      <Lines lines={lines} chosen={place.get("entry")} />
      {chosen !== undefined && <Request entry={chosen} data={data} />}
    </section>
  );
}

function isWanted(line: JournalLine, caller: string, refused: boolean): boolean {
  if ("missing" in line) return true;
  if (refused && (line.decision === undefined || line.decision.status < 400)) return false;
  return caller === "" || (line.caller ?? "").includes(caller);
}

const COLUMNS = ["time", "status", "operation", "resources", "caller", "ms"];

function Lines({ lines, chosen }: { lines: readonly JournalLine[]; chosen: string }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useStickToEnd(box, lines.length);
  const at = lines.findIndex((line) => isEntry(line) && String(line.seq) === chosen);
  useLayoutEffect(() => {
    if (at !== -1) box.current?.scrollTo({ top: Math.max(0, (at - 2) * ROW_HEIGHT) });
    // Only when another one is selected: later entries must not move what is being read.
  }, [chosen, at === -1]);
  return (
    <Table
      label="Requests"
      columns={COLUMNS}
      rows={lines}
      rowHeight={ROW_HEIGHT}
      none="No requests yet. Send one to this account, and it appears here."
      keyOf={(line, index) => (isEntry(line) ? String(line.seq) : `gap ${index}`)}
      kindOf={(line) => (isEntry(line) ? (String(line.seq) === chosen ? "chosen" : "") : "gap")}
      cellsOf={(line) =>
        isEntry(line) ? cells(line) : <span role="cell">{line.missing} requests are missing here</span>
      }
      box={box}
    />
  );
}

/** The cells of one request. */
function cells(entry: JournalEntry): JSX.Element {
  const { seq, at, status, operation, method, path, caller, decision, fault, millis } = entry;
  const kind = status === undefined ? "lost" : status < 400 ? "ok" : status < 500 ? "refused" : "failed";
  const spoiled = fault === undefined || fault === "none" ? "" : ` (fault ${fault})`;
  return (
    <>
      <span role="cell" class="quiet">
        {clock(at)}
      </span>
      <span role="cell" class={`status ${kind}`}>
        {status ?? "none"}
      </span>
      <span role="cell">
        <Go to={{ entry: String(seq) }}>{operation ?? <Name text={`${method} ${path}`} />}</Go>
        {spoiled}
      </span>
      <span role="cell" class="quiet">
        {namesOf(entry).map(([kind, name]) => (
          <span key={kind}>
            <Name text={name} />{" "}
          </span>
        ))}
        {decision?.code !== undefined && decision.reason}
      </span>
      <span role="cell">{caller === undefined ? <i>nobody</i> : <Name text={caller} />}</span>
      <span role="cell" class="quiet">
        {Math.round(millis)}
      </span>
    </>
  );
}

function namesOf({ resources }: JournalEntry): readonly (readonly [string, string])[] {
  return Object.entries(resources).filter((pair): pair is [string, string] => pair[1] !== undefined);
}

/** Keeps the newest line in view unless the reader has scrolled away. */
function useStickToEnd(ref: Box, count: number): void {
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    const note = (): void => {
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 2 * ROW_HEIGHT;
    };
    box.addEventListener("scroll", note, { passive: true });
    return () => box.removeEventListener("scroll", note);
  }, []);
  useLayoutEffect(() => {
    if (atEnd.current && ref.current !== null) ref.current.scrollTop = ref.current.scrollHeight;
  }, [count]);
}
