import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { JournalEntry } from "../../../../testing/index.js";
import { isEntry, type AccountData, type JournalLine } from "../account.js";
import { Ask } from "./ask.js";
import { Go, Name } from "../parts.js";
import { go, type Place } from "../place.js";
import { useWindow } from "../window.js";

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
        <input
          type="search"
          aria-label="Caller"
          placeholder="Caller"
          value={caller}
          onInput={(event) => go({ caller: event.currentTarget.value }, "replace")}
        />
        <output aria-live="polite">
          {lines.length === 1 ? "1 request" : `${lines.length} requests`}
          {data.connected ? "" : ", connection lost: trying again"}
        </output>
      </form>
      <Lines lines={lines} chosen={place.get("entry")} />
      {chosen !== undefined && <Entry entry={chosen} data={data} />}
    </section>
  );
}

function isWanted(line: JournalLine, caller: string, refused: boolean): boolean {
  if ("missing" in line) return true;
  if (refused && (line.decision === undefined || line.decision.status < 400)) return false;
  return caller === "" || (line.caller ?? "").includes(caller);
}

function Lines({ lines, chosen }: { lines: readonly JournalLine[]; chosen: string }): JSX.Element {
  const { ref, from, to } = useWindow(lines.length, ROW_HEIGHT);
  useStickToEnd(ref, lines.length);
  const at = lines.findIndex((line) => isEntry(line) && String(line.seq) === chosen);
  useLayoutEffect(() => {
    if (at !== -1) ref.current?.scrollTo({ top: Math.max(0, (at - 2) * ROW_HEIGHT) });
    // Only when another one is selected: later entries must not move what is being read.
  }, [chosen, at === -1]);
  return (
    <div
      class="table"
      ref={ref}
      role="table"
      aria-label="Requests"
      aria-rowcount={lines.length + 1}
      tabIndex={0}
    >
      <div role="rowgroup" class="heads">
        <div class="row head" role="row" aria-rowindex={1}>
          <span role="columnheader">time</span>
          <span role="columnheader">status</span>
          <span role="columnheader">operation</span>
          <span role="columnheader">resources</span>
          <span role="columnheader">caller</span>
          <span role="columnheader">ms</span>
        </div>
      </div>
      {lines.length === 0 && <p class="none">No request yet: send one to this account, and it shows here.</p>}
      <div role="rowgroup" class="rows" style={{ height: `${lines.length * ROW_HEIGHT}px` }}>
        {lines.slice(from, to).map((line, index) => {
          const top = { top: `${(from + index) * ROW_HEIGHT}px` };
          if ("missing" in line)
            return (
              <div
                key={`gap ${from + index}`}
                class="row gap"
                role="row"
                aria-rowindex={from + index + 2}
                style={top}
              >
                <span role="cell">{line.missing} requests are missing here</span>
              </div>
            );
          return (
            <Line
              key={line.seq}
              entry={line}
              index={from + index + 2}
              style={top}
              chosen={String(line.seq) === chosen}
            />
          );
        })}
      </div>
    </div>
  );
}

interface LineProps {
  readonly entry: JournalEntry;
  readonly index: number;
  readonly style: Readonly<Record<string, string>>;
  readonly chosen: boolean;
}

function Line({ entry, index, style, chosen }: LineProps): JSX.Element {
  const { seq, at, status, operation, method, path, caller, decision, fault, millis } = entry;
  const kind = status === undefined ? "lost" : status < 400 ? "ok" : status < 500 ? "refused" : "failed";
  const spoiled = fault === undefined || fault === "none" ? "" : ` (fault ${fault})`;
  return (
    <div class={chosen ? "row chosen" : "row"} role="row" aria-rowindex={index} style={style}>
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
    </div>
  );
}

/** One request in full; for a refusal, with a link to the scope that would allow it. */
function Entry({ entry, data }: { entry: JournalEntry; data: AccountData }): JSX.Element {
  const { operation, caller, decision, status, fault } = entry;
  const row = caller === undefined ? undefined : data.byId.get(caller);
  return (
    <aside class="token" aria-label="Request">
      <header>
        <h2>
          {status ?? "no answer"} {operation ?? `${entry.method} ${entry.path}`}
        </h2>
        <Go to={{ entry: "" }} class="close">
          Close
        </Go>
      </header>
      <p>
        Asked by{" "}
        {caller === undefined ? (
          "a bearer that was not accepted"
        ) : (
          <Go to={{ view: "tokens", id: caller, entry: "" }}>
            <Name text={caller} />
          </Go>
        )}{" "}
        at {clock(entry.at)}.
      </p>
      {fault !== undefined && fault !== "none" && <p>It was served the fault {fault}.</p>}
      {decision !== undefined && (
        <>
          <h3>Why</h3>
          <p>{decision.reason}</p>
        </>
      )}
      {decision !== undefined && decision.status === 403 && operation !== undefined && (
        <>
          <h3>What would allow it</h3>
          {row === undefined ? (
            <p>The token is no longer there.</p>
          ) : (
            <Ask key={entry.seq} token={row.token} request={{ operation, names: entry.resources }} />
          )}
        </>
      )}
    </aside>
  );
}

function namesOf({ resources }: JournalEntry): readonly (readonly [string, string])[] {
  return Object.entries(resources).filter((pair): pair is [string, string] => pair[1] !== undefined);
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour12: false });
}

/** Keeps the newest line in view unless the reader has scrolled away. */
function useStickToEnd(ref: { readonly current: HTMLDivElement | null }, count: number): void {
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
