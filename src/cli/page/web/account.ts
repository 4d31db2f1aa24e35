import { useEffect, useState } from "preact/hooks";
import type { JournalEntry } from "../../../testing/index.js";
import type { PageAccount } from "../source.js";
import { rowOf, type Row } from "./rows.js";
import type { ScopedToken } from "../../../scope/subject.js";
import { fetchAccount, fetchTokens, watchJournal } from "./server.js";

/** Everything the page has loaded so far. */
export interface AccountData {
  readonly account: PageAccount | undefined;
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<string, Row>;
  readonly loading: boolean;
  readonly problem: string | undefined;
  readonly journal: readonly JournalLine[];
  readonly connected: boolean;
  /** Loads the tokens again. */
  readonly reload: () => void;
}

/** An entry of the journal, or a gap in it. */
export type JournalLine = JournalEntry | { readonly missing: number };

/** Reports whether a line is a request and not a gap. */
export function isEntry(line: JournalLine): line is JournalEntry {
  return !("missing" in line);
}

/** The most requests the page shows; the account keeps about as many. */
const MOST_LINES = 5_000;

/** Loads the account's tokens and follows its journal. */
export function useAccount(): AccountData {
  const [account, setAccount] = useState<PageAccount>();
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<string>();
  const [round, setRound] = useState(0);
  const [journal, setJournal] = useState<readonly JournalLine[]>([]);
  const [connected, setConnected] = useState(true);

  useEffect(() => void fetchAccount().then(setAccount, (error: unknown) => setProblem(messageOf(error))), []);
  useEffect(() => {
    const left = new AbortController();
    const all: Row[] = [];
    let drawn = 0;
    setLoading(true);
    const load = async (): Promise<void> => {
      try {
        await fetchTokens(left.signal, take);
        setProblem(undefined);
      } catch (error) {
        if (left.signal.aborted) return;
        setProblem(messageOf(error));
      }
      setRows(all);
      setLoading(false);
    };
    const take = (tokens: readonly ScopedToken[]): void => {
      for (const token of tokens) all.push(rowOf(token));
      // The first page at once, then whenever the list has grown by half: each render copies it.
      if (round > 0 || all.length < drawn * 1.5) return;
      drawn = all.length;
      setRows(all.slice());
    };
    void load();
    return () => left.abort();
  }, [round]);
  const isLocal = account?.kind === "local";
  useEffect(() => {
    if (!isLocal) return undefined;
    return watchJournal({
      entries(entries) {
        setJournal((lines) => latest([...lines, ...entries]));
        // A token was issued or revoked: update the table.
        if (entries.some(({ operation, decision }) => isChange(operation) && (decision?.status ?? 500) < 300))
          setRound((count) => count + 1);
      },
      gap: (missing) => setJournal((lines) => [...lines, { missing }]),
      connected: setConnected,
    });
  }, [isLocal]);
  const byId = useMemoMap(rows);
  return {
    account,
    rows,
    byId,
    loading,
    problem,
    journal,
    connected,
    reload: () => setRound((count) => count + 1),
  };
}

/** Keeps the last lines, with the number of those dropped before them. */
function latest(lines: readonly JournalLine[]): readonly JournalLine[] {
  if (lines.length <= MOST_LINES) return lines;
  const kept = lines.slice(-MOST_LINES).filter(isEntry);
  const [first] = kept;
  return first === undefined || first.seq === 1 ? kept : [{ missing: first.seq - 1 }, ...kept];
}

function isChange(operation: string | undefined): boolean {
  return operation === "issue-access-token" || operation === "revoke-access-token";
}

let lastRows: readonly Row[] | undefined;
let lastMap: ReadonlyMap<string, Row> = new Map();

function useMemoMap(rows: readonly Row[]): ReadonlyMap<string, Row> {
  if (rows !== lastRows) {
    lastRows = rows;
    lastMap = new Map(rows.map((row) => [row.id, row]));
  }
  return lastMap;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
