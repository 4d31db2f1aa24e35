import type { JournalEntry } from "../../testing/index.js";

/** A token as the page gets it: what `parseToken` reads, and never a secret. */
export type PageToken = Readonly<Record<string, unknown>>;

/** What the page says of the account it shows. */
export interface PageAccount {
  /** `local`: an account in memory, which the page may also change. */
  readonly kind: "local" | "remote";
  readonly endpoint: string;
  /** How long a revoked secret may keep working, in milliseconds. */
  readonly revocationDelayMillis: number;
}

/** What the page asks an account for. There is no way to a bearer in it. */
export interface PageSource {
  readonly account: PageAccount;
  /** All tokens, in pages, so that a large account is seen while it loads. */
  readonly tokens: (signal: AbortSignal) => AsyncIterable<readonly PageToken[]>;
  /** Only for a local account. */
  readonly local?: LocalPageSource | undefined;
}

/** What only a local account can do. */
export interface LocalPageSource {
  /** The requests so far, oldest first. */
  readonly journal: readonly JournalEntry[];
  /** Calls back with each further one; returns how to stop that. */
  readonly watch: (listener: (entry: JournalEntry) => void) => () => void;
  /** Issues a token of any shape that `issue` takes; rejects with what is wrong with it. */
  readonly issue: (token: unknown) => Promise<{ readonly id: string; readonly accessToken: string }>;
}
