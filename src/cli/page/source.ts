import type { JournalEntry } from "../../testing/index.js";

/** A token as sent to the page: readable by `parseToken`, never with a secret. */
export type PageToken = Readonly<Record<string, unknown>>;

/** A description of the account that the page shows. */
export interface PageAccount {
  /** `local`: an account in memory, which the page may also change. */
  readonly kind: "local" | "remote";
  readonly endpoint: string;
  /** The longest that a revoked secret may keep working, in milliseconds. */
  readonly revocationDelayMillis: number;
}

/** The page's access to an account. It never exposes a bearer. */
export interface AccountSource {
  readonly account: PageAccount;
  /** Lists all tokens, in pages, so that a large account is visible while it loads. */
  readonly tokens: (signal: AbortSignal) => AsyncIterable<readonly PageToken[]>;
  /** Present only for a local account. */
  readonly local?: LocalAccountSource | undefined;
}

/** Features that only a local account has. */
export interface LocalAccountSource {
  /** The requests so far, oldest first. */
  readonly journal: readonly JournalEntry[];
  /** Calls back with each further request; returns a function that stops it. */
  readonly watch: (listener: (entry: JournalEntry) => void) => () => void;
  /** Issues a token of any shape that `issue` takes; rejects with the problems of the input. */
  readonly issue: (token: unknown) => Promise<{ readonly id: string; readonly accessToken: string }>;
}
