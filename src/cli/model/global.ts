import { choice, duration, text, toggle } from "./flags.js";

/** The flags that every command takes. */
export const globalFlags = {
  endpoint: text("URL", "The account endpoint, instead of S2_ACCOUNT_ENDPOINT (default: S2's own)"),
  tokenFile: text("FILE", "Read the bearer from a file, or from stdin with -, instead of S2_ACCESS_TOKEN"),
  timeout: duration("The time limit of one request (default 5s)"),
  json: toggle("Print JSON, for errors too"),
  color: choice(["auto", "always", "never"], "Colours: auto (the default), always or never"),
  verbose: toggle("Show each request on stderr, without secrets"),
  quiet: toggle("Show no progress and no hints"),
} as const;

/** Their short forms. */
export const globalAliases = { v: "verbose", q: "quiet" } as const satisfies Readonly<
  Record<string, keyof typeof globalFlags>
>;
