import { BASE_URL } from "../generated/constants.js";
import { S2ArgumentError, type ArgumentIssue, type S2Call } from "./errors.js";
import { isRecord, join, unknownKeys, wrongType, type Aliases } from "./keys.js";
import type { BearerSource, FetchFunction, IfOutcomeUnknown, S2Event, S2Options } from "./options.js";

/** A client's options, checked and with every default filled in. */
export interface Settings {
  readonly bearer: BearerSource;
  readonly baseUrl: string;
  readonly requestTimeoutMillis: number;
  readonly totalTimeoutMillis: number;
  readonly maxAttempts: number;
  readonly minBaseDelayMillis: number;
  readonly maxBaseDelayMillis: number;
  readonly ifOutcomeUnknown: IfOutcomeUnknown;
  readonly fetch: FetchFunction | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly observe: ((event: S2Event) => unknown) | undefined;
  readonly now: () => number;
  readonly random: () => number;
}

/** The longest a timer can wait; a longer one would fire at once. */
const MOST_MILLIS = 2_147_483_647;

const OPTIONS = [
  "accessToken",
  "endpoints",
  "requestTimeoutMillis",
  "totalTimeoutMillis",
  "retry",
  "ifOutcomeUnknown",
  "fetch",
  "headers",
  "observe",
  "now",
  "allowInsecureHttp",
  "random",
] as const satisfies readonly (keyof S2Options)[];

const OPTION_ALIASES: Aliases = {
  token: "accessToken",
  bearer: "accessToken",
  apiKey: "accessToken",
  endpoint: "endpoints.account",
  baseUrl: "endpoints.account",
  timeout: "requestTimeoutMillis",
  maxAttempts: "retry.maxAttempts",
  retries: "retry.maxAttempts",
};

/** Checks a client's options. Throws `S2ArgumentError` with all that is wrong with them, no value quoted. */
export function settingsFrom(options: unknown): Settings {
  if (!isRecord(options)) throw new S2ArgumentError([wrongType("", "The client takes an object of options")]);
  const issues = unknownKeys(options, OPTIONS, "", OPTION_ALIASES);
  // The checks below fill `issues`; a client is only made when there are none.
  const checked = options as { readonly [K in keyof S2Options]: unknown } as S2Options;
  if (typeof checked.accessToken !== "function") issues.push(...bearerIssues(checked.accessToken));
  const retry = recordAt(options, "retry", issues);
  issues.push(...unknownKeys(retry, ["maxAttempts", "minBaseDelayMillis", "maxBaseDelayMillis"], "retry"));
  const settings: Settings = {
    bearer: checked.accessToken,
    baseUrl: baseUrlFrom(options, issues),
    requestTimeoutMillis: wholeNumber(options, "requestTimeoutMillis", issues, 1, MOST_MILLIS) ?? 5000,
    totalTimeoutMillis: wholeNumber(options, "totalTimeoutMillis", issues, 1, MOST_MILLIS) ?? 60_000,
    maxAttempts: wholeNumber(retry, "maxAttempts", issues, 1, 100, "retry") ?? 3,
    minBaseDelayMillis: wholeNumber(retry, "minBaseDelayMillis", issues, 0, MOST_MILLIS, "retry") ?? 100,
    maxBaseDelayMillis: wholeNumber(retry, "maxBaseDelayMillis", issues, 0, MOST_MILLIS, "retry") ?? 1000,
    ifOutcomeUnknown: outcomeChoice(options, issues) ?? "check",
    fetch: checked.fetch,
    headers: headersFrom(options, issues),
    observe: checked.observe,
    now: checked.now ?? Date.now,
    random: checked.random ?? Math.random,
  };
  for (const key of ["fetch", "observe", "now", "random"] as const) checkFunction(options[key], key, issues);
  flag(options, "allowInsecureHttp", issues);
  if (issues.length > 0) throw new S2ArgumentError(issues);
  return settings;
}

/** What is wrong with a bearer, without quoting it. */
export function bearerIssues(bearer: unknown): ArgumentIssue[] {
  const path = "accessToken";
  if (typeof bearer !== "string")
    return [wrongType(path, "The bearer is a string, or a function that gives one")];
  if (bearer === "") return [{ path, code: "empty", message: "The bearer is empty." }];
  if (/^[\x21-\x7e]+$/.test(bearer)) return [];
  const message =
    "The bearer holds a character that is not visible ASCII: a space, perhaps, or the end of a line.";
  return [{ path, code: "invalid_bearer", message }];
}

const CALL_OPTIONS = ["signal", "requestTimeoutMillis", "totalTimeoutMillis"];

/** What is wrong with a call's options; `more` are those that this call has beside the common ones. */
export function callOptionIssues(
  options: unknown,
  more: readonly string[] = [],
  aliases?: Aliases,
): ArgumentIssue[] {
  if (options === undefined) return [];
  if (!isRecord(options)) return [wrongType("options", "The second argument is an object of options")];
  const issues = unknownKeys(options, [...CALL_OPTIONS, ...more], "options", {
    timeout: "requestTimeoutMillis",
    ...aliases,
  });
  const { signal } = options;
  if (signal !== undefined && !isSignal(signal))
    issues.push(wrongType("options.signal", "The signal is an AbortSignal"));
  wholeNumber(options, "requestTimeoutMillis", issues, 1, MOST_MILLIS, "options");
  wholeNumber(options, "totalTimeoutMillis", issues, 1, MOST_MILLIS, "options");
  if (more.includes("ifOutcomeUnknown")) outcomeChoice(options, issues, "options");
  if (more.includes("missingOk")) flag(options, "missingOk", issues, "options");
  if (more.includes("prefetch")) flag(options, "prefetch", issues, "options");
  const before = options["before"];
  if (
    before !== undefined &&
    !(Array.isArray(before) && before.every((guard) => typeof guard === "function"))
  ) {
    issues.push(wrongType("options.before", "before is an array of functions"));
  }
  return issues;
}

/** Throws all issues, if there are any. */
export function refuse(issues: readonly ArgumentIssue[], operation: S2Call): void {
  if (issues.length > 0) throw new S2ArgumentError(issues, operation);
}

/** A whole number within bounds, or an issue. */
export function wholeNumber(
  from: Readonly<Record<string, unknown>>,
  key: string,
  issues: ArgumentIssue[],
  least: number,
  most: number,
  path = "",
): number | undefined {
  const value = from[key];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  issues.push({
    path: join(path, key),
    code: "out_of_range",
    message: `This is a whole number from ${least} to ${most}.`,
  });
  return undefined;
}

function isSignal(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "aborted" in value &&
    "addEventListener" in value &&
    typeof value.addEventListener === "function"
  );
}

function recordAt(
  options: Readonly<Record<string, unknown>>,
  key: string,
  issues: ArgumentIssue[],
): Readonly<Record<string, unknown>> {
  const value = options[key];
  if (value === undefined) return {};
  if (isRecord(value)) return value;
  issues.push(wrongType(key, `${key} is an object`));
  return {};
}

function checkFunction(value: unknown, path: string, issues: ArgumentIssue[]): void {
  if (value !== undefined && typeof value !== "function")
    issues.push(wrongType(path, `${path} is a function`));
}

function flag(
  from: Readonly<Record<string, unknown>>,
  key: string,
  issues: ArgumentIssue[],
  path = "",
): void {
  const value = from[key];
  if (value !== undefined && typeof value !== "boolean") {
    issues.push(wrongType(join(path, key), `${key} is true or false`));
  }
}

function outcomeChoice(
  from: Readonly<Record<string, unknown>>,
  issues: ArgumentIssue[],
  path = "",
): IfOutcomeUnknown | undefined {
  const value = from["ifOutcomeUnknown"];
  if (value === undefined || value === "check" || value === "throw") return value;
  const message = 'ifOutcomeUnknown is "check" or "throw".';
  issues.push({ path: join(path, "ifOutcomeUnknown"), code: "out_of_range", message });
  return undefined;
}

function headersFrom(
  options: Readonly<Record<string, unknown>>,
  issues: ArgumentIssue[],
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(recordAt(options, "headers", issues))) {
    const lower = name.toLowerCase();
    const path = `headers.${/^[\w-]{1,64}$/.test(name) ? name : "?"}`;
    if (lower === "authorization" || lower === "content-type") {
      issues.push({ path, code: "reserved_header", message: "The client sets this header itself." });
    } else if (!/^[!#$%&'*+.^`|~\w-]+$/.test(name)) {
      issues.push({ path, code: "invalid_header", message: "This is not the name of a header." });
    } else if (typeof value !== "string" || !/^[\t\x20-\x7e]*$/.test(value)) {
      issues.push({
        path,
        code: "invalid_header",
        message: "The value of a header is text of visible ASCII.",
      });
    } else {
      headers[lower] = value;
    }
  }
  return headers;
}

function baseUrlFrom(options: Readonly<Record<string, unknown>>, issues: ArgumentIssue[]): string {
  const endpoints = recordAt(options, "endpoints", issues);
  issues.push(...unknownKeys(endpoints, ["account", "basin"], "endpoints"));
  const { account } = endpoints;
  if (account === undefined) return BASE_URL;
  const path = "endpoints.account";
  const url = typeof account === "string" ? parseEndpoint(account) : undefined;
  if (url === undefined) {
    issues.push({
      path,
      code: "invalid_endpoint",
      message: "An endpoint is a host, or an http or https address without user, query or fragment.",
    });
    return BASE_URL;
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && options["allowInsecureHttp"] !== true) {
    issues.push({
      path,
      code: "insecure_endpoint",
      message: "http: would send the bearer in the clear: use https:, or set allowInsecureHttp.",
    });
  }
  return url.href.replace(/\/+$/, "");
}

/** An endpoint may come without a scheme (then https) and without a path (then /v1), as in every SDK of S2. */
function parseEndpoint(text: string): URL | undefined {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (/[\s?#@\\{}]/.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  if (url.pathname === "/") url.pathname = "/v1";
  return url;
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$/.test(host)
  );
}
