import type { JournalEntry } from "../../../testing/index.js";
import type { ScopedToken } from "../../../scope/subject.js";
import type { PageAccount } from "../source.js";

/** Fetches the account's description. */
export async function fetchAccount(): Promise<PageAccount> {
  const response = await fetch("/page/account");
  if (!response.ok) throw new Error(await response.text());
  // Our own server's answer, of the type that it writes.
  return (await response.json()) as PageAccount;
}

/** Loads all tokens and hands them over as they arrive. Rejects with the error that ended the listing early. */
export async function fetchTokens(
  signal: AbortSignal,
  take: (tokens: readonly ScopedToken[]) => void,
): Promise<void> {
  const response = await fetch("/page/tokens", { signal });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value = "" } = await reader.read();
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    take(lines.map(readLine));
    if (done) return;
  }
}

function readLine(line: string): ScopedToken {
  // Lines from our own server: a token as the client lists it, or the reason that there are no more.
  const parsed = JSON.parse(line) as ScopedToken & { readonly "page:error"?: string };
  if (parsed["page:error"] !== undefined) throw new Error(parsed["page:error"]);
  return parsed;
}

/** Callbacks for an event stream. */
export interface JournalWatch {
  readonly entries: (entries: readonly JournalEntry[]) => void;
  /** Called with the number of entries that were missed and are gone. */
  readonly gap: (missing: number, before: number) => void;
  readonly connected: (is: boolean) => void;
}

/** Follows the journal, reconnecting as needed; returns a function that stops it. */
export function watchJournal(watch: JournalWatch): () => void {
  const events = new EventSource("/page/events");
  let waiting: JournalEntry[] = [];
  let frame = 0;
  const flush = (): void => {
    frame = 0;
    watch.entries(waiting);
    waiting = [];
  };
  let last = 0;
  events.addEventListener("open", () => watch.connected(true));
  events.addEventListener("error", () => watch.connected(false));
  events.addEventListener("gap", (event: MessageEvent<string>) => {
    const { missing } = JSON.parse(event.data) as { readonly missing: number };
    watch.gap(missing, last);
  });
  events.addEventListener("message", (event: MessageEvent<string>) => {
    const entry = JSON.parse(event.data) as JournalEntry;
    last = entry.seq;
    waiting.push(entry);
    // Thousands may arrive at once: render once per frame.
    frame ||= requestAnimationFrame(flush);
  });
  return () => {
    events.close();
    cancelAnimationFrame(frame);
  };
}

/** Issues a token on the local account; rejects with the problems of the input. */
export async function issueToken(token: unknown): Promise<{ readonly id: string; readonly handle: string }> {
  return (await change("/page/issue", token)) as { readonly id: string; readonly handle: string };
}

/** Fetches the secret of a token issued here; it is available once. */
export async function takeSecret(handle: string): Promise<string> {
  const { accessToken } = (await change("/page/secret", { handle })) as { readonly accessToken: string };
  return accessToken;
}

async function change(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-s2-page": "1" },
    body: JSON.stringify(body),
  });
  const answer: unknown = response.headers.get("content-type")?.includes("json")
    ? await response.json()
    : { message: await response.text() };
  if (response.ok) return answer;
  const message = typeof answer === "object" && answer !== null && "message" in answer ? answer.message : "";
  throw new Error(
    typeof message === "string" && message !== "" ? message : `The page answered ${response.status}.`,
  );
}
