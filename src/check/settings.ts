import { BASE_URL } from "../../generated/constants.js";
import { flag, listOf, refuse, rule, shape, wholeNumber, type Aliases, type Check } from "./values.js";
import { isBearer } from "./bearer.js";
import { endpoint, parseEndpoint } from "./endpoint.js";
import type { ArgumentIssue } from "../errors.js";
import { isRecord } from "./keys.js";
import type { BearerSource, FetchFunction, IfOutcomeUnknown, S2Event, S2Options } from "../options.js";

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

/** Checks a client's options. Throws `S2ArgumentError` with all that is wrong with them, no value quoted. */
export function settingsFrom(options: S2Options): Settings {
  const issues: ArgumentIssue[] = [];
  clientOptions(isRecord(options) && options["allowInsecureHttp"] === true)(options, "", issues);
  refuse(issues);
  const { retry, endpoints } = options;
  return {
    bearer: options.accessToken,
    baseUrl: parseEndpoint(endpoints?.account)?.href.replace(/\/+$/, "") ?? BASE_URL,
    requestTimeoutMillis: options.requestTimeoutMillis ?? 5000,
    totalTimeoutMillis: options.totalTimeoutMillis ?? 60_000,
    maxAttempts: retry?.maxAttempts ?? 3,
    minBaseDelayMillis: retry?.minBaseDelayMillis ?? 100,
    maxBaseDelayMillis: retry?.maxBaseDelayMillis ?? 1000,
    ifOutcomeUnknown: options.ifOutcomeUnknown ?? "check",
    fetch: options.fetch,
    headers: { ...options.headers },
    observe: options.observe,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  };
}

/** A bearer: visible ASCII. It is never quoted. */
export const bearer: Check = (value, path, issues) => {
  if (isBearer(value)) return;
  const message = "The bearer is one or more characters of visible ASCII: no space, no end of a line.";
  issues.push({ path, code: "invalid_bearer", message });
};

const aliases: Aliases = { timeout: "requestTimeoutMillis" };

/** The longest a timer can wait; a longer one would fire at once. */
const MOST_MILLIS = 2_147_483_647;

const millis = /* @__PURE__ */ wholeNumber(1, MOST_MILLIS);
const delayMillis = /* @__PURE__ */ wholeNumber(0, MOST_MILLIS);
const aFunction = /* @__PURE__ */ rule((value) => typeof value === "function", "This is a function.");
const outcomeChoice = /* @__PURE__ */ rule(
  (value) => value === "check" || value === "throw",
  'This is "check" or "throw".',
  "out_of_range",
);

function clientOptions(allowInsecureHttp: boolean): Check {
  return shape(
    {
      accessToken: (value, path, issues) => typeof value === "function" || bearer(value, path, issues),
      endpoints: shape({ account: endpoint(allowInsecureHttp), basin: () => undefined }),
      requestTimeoutMillis: millis,
      totalTimeoutMillis: millis,
      retry: shape({
        maxAttempts: wholeNumber(1, 100),
        minBaseDelayMillis: delayMillis,
        maxBaseDelayMillis: delayMillis,
      }),
      ifOutcomeUnknown: outcomeChoice,
      fetch: aFunction,
      headers: rule(areHeaders, HEADERS_RULE, "invalid_headers"),
      observe: aFunction,
      now: aFunction,
      allowInsecureHttp: flag,
      random: aFunction,
    } satisfies Record<keyof S2Options, Check>,
    ["accessToken"],
    {
      token: "accessToken",
      apiKey: "accessToken",
      baseUrl: "endpoints.account",
      timeout: "requestTimeoutMillis",
    },
  );
}

const HEADERS_RULE =
  "This is an object of header names and texts; authorization and content-type are the client's own.";

function areHeaders(value: unknown): boolean {
  // A Headers or a Map has no keys of its own: what is in it would be lost.
  if (!isRecord(value) || Symbol.iterator in value) return false;
  if (!Object.values(value).every((text) => typeof text === "string")) return false;
  try {
    // It knows which names and values can be sent; what it throws may quote them, and goes no further.
    const headers = new Headers(
      Object.entries(value).map(([name, text]): [string, string] => [name, String(text)]),
    );
    return !headers.has("authorization") && !headers.has("content-type");
  } catch {
    return false;
  }
}

/** Every call's options. */
const everyCall = {
  signal: /* @__PURE__ */ rule(
    (value) =>
      typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value,
    "This is an AbortSignal.",
  ),
  requestTimeoutMillis: millis,
  totalTimeoutMillis: millis,
};
export const callOptions = /* @__PURE__ */ shape(everyCall, [], aliases);
export const listAllOptions = /* @__PURE__ */ shape({ ...everyCall, prefetch: flag }, [], aliases);
export const revokeOptions = /* @__PURE__ */ shape({ ...everyCall, missingOk: flag }, [], aliases);
export const issueOptions = /* @__PURE__ */ shape(
  { ...everyCall, ifOutcomeUnknown: outcomeChoice, before: listOf(aFunction) },
  [],
  aliases,
);
export const recoverSignal: Check = everyCall.signal;
