import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { OPERATIONS } from "../../../../../generated/constants.js";
import { LINT_RULES } from "../../../../scope/lint/lint.js";
import type { AccountData } from "../account.js";
import { expiryWords, Go, Name, Search, Severity } from "../parts.js";
import { go, type Place } from "../place.js";
import { analysisOf, matching, type Row } from "../rows.js";
import { Table } from "../table.js";

const DAY = 86_400_000;
const WITHIN: readonly (readonly [value: string, label: string])[] = [
  ["", "any expiry"],
  ["0", "expired"],
  ["1", "within a day"],
  ["7", "within 7 days"],
  ["30", "within 30 days"],
  ["90", "within 90 days"],
  ["never", "never expires"],
];

/** All tokens, filtered; only the visible rows are rendered. */
export function Tokens({ data, place }: { data: AccountData; place: Place }): JSX.Element {
  const [now] = useState(Date.now);
  const text = place.get("q");
  const operation = place.get("operation");
  const rule = place.get("rule");
  const within = place.get("within");
  const analysing = useAnalysis(data.rows, operation !== "" || rule !== "");
  const rows = useMemo(
    () =>
      analysing < 1
        ? []
        : matching(data.rows, {
            text,
            operation,
            rule,
            within: within === "" ? undefined : within === "never" ? within : Number(within) * DAY,
            now,
          }),
    [data.rows, text, operation, rule, within, now, analysing < 1],
  );
  return (
    <section class="tokens" aria-label="Tokens">
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <Search label="Search ids" name="q" value={text} />
        <Choice
          label="Operation held"
          name="operation"
          value={operation}
          any="any operation"
          options={OPERATIONS}
        />
        <Choice label="Finding" name="rule" value={rule} any="any finding" options={LINT_RULES} />
        <select
          aria-label="Expiry"
          value={within}
          onChange={(event) => go({ within: event.currentTarget.value }, "replace")}
        >
          {WITHIN.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <output aria-live="polite">
          {analysing < 1
            ? `reading ${Math.floor(analysing * 100)} %`
            : `${rows.length.toLocaleString("en")} of ${data.rows.length.toLocaleString("en")}${data.loading ? " …" : ""}`}
        </output>
      </form>
      <Table
        label="Tokens"
        columns={["id", "expires", "may", "findings"]}
        rows={rows}
        rowHeight={44}
        none={data.rows.length === 0 && !data.loading ? "There are no tokens." : "No token matches."}
        keyOf={({ id }) => id}
        kindOf={({ id }) => (id === place.get("id") ? "chosen" : "")}
        cellsOf={(row) => cells(row, now)}
      />
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly any: string;
  readonly options: readonly string[];
}

function Choice({ label, name, value, any, options }: ChoiceProps): JSX.Element {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => go({ [name]: event.currentTarget.value }, "replace")}
    >
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

/** The cells of one token. */
function cells(row: Row, now: number): JSX.Element {
  const { summary, findings } = analysisOf(row);
  const worst = findings[0];
  return (
    <>
      <span role="cell">
        <Go to={{ id: row.id }}>
          <Name text={row.id} />
        </Go>
      </span>
      <span role="cell" class="expiry">
        <Bar expiresAt={row.expiresAt} now={now} span={90 * DAY} />
        {expiryWords(row.expiresAt, now)}
      </span>
      <span role="cell" class="quiet">
        {summary}
      </span>
      <span role="cell">
        {worst === undefined ? (
          <span class="quiet">none</span>
        ) : (
          <>
            <Severity of={worst.severity} /> {findings.length}
          </>
        )}
      </span>
    </>
  );
}

/** A bar of the remaining lifetime, out of 90 days. */
function Bar({ expiresAt, now, span }: { expiresAt: number | null; now: number; span: number }): JSX.Element {
  const share = expiresAt === null ? 1 : Math.min(1, Math.max(0, (expiresAt - now) / span));
  const kind = expiresAt === null ? "never" : share === 0 ? "over" : share < 7 / 90 ? "soon" : "";
  return (
    <svg class={`bar ${kind}`} viewBox="0 0 60 6" width="60" height="6" aria-hidden="true">
      <rect width="60" height="6" rx="3" class="track" />
      <rect width={Math.max(3, share * 60)} height="6" rx="3" class="fill" />
    </svg>
  );
}

/** Analyses every token in idle time if a filter needs it; returns the progress, 1 when done. */
function useAnalysis(rows: readonly Row[], wanted: boolean): number {
  const [done, setDone] = useState<{ rows: readonly Row[]; count: number }>({ rows: [], count: 0 });
  useEffect(() => {
    if (!wanted) return undefined;
    let count = 0;
    let timer = setTimeout(step);
    function step(): void {
      const until = performance.now() + 12;
      while (count < rows.length && performance.now() < until) {
        const row = rows[count];
        if (row !== undefined) analysisOf(row);
        count++;
      }
      setDone({ rows, count });
      if (count < rows.length) timer = setTimeout(step);
    }
    return () => clearTimeout(timer);
  }, [rows, wanted]);
  if (!wanted || rows.length === 0) return 1;
  return done.rows === rows ? done.count / rows.length : 0;
}
