import { BASE_URL } from "../../generated/constants.js";
import type { ArgumentIssue } from "../errors.js";
import type {
  BearerSource,
  CallOptions,
  FetchFunction,
  IfOutcomeUnknown,
  IssueOptions,
  ListAllOptions,
  RetryOptions,
  RevokeOptions,
  S2Endpoints,
  S2Event,
  S2Options,
} from "../options.js";
import type { IssueGuard } from "../types.js";
import { bearer, readEndpoint } from "./connection.js";
import { isRecord } from "./keys.js";
import { MOST_TIMER_MILLIS } from "./limits.js";
import { addIssue, below, expected, kindOf, place, refuse, type Place } from "./problems.js";
import { choice, flag, listOf, ownValues, rule, shape, text, wholeNumber, type Aliases } from "./values.js";

/** A client's options, checked and with every default filled in. */
export interface Settings {
  readonly bearer: BearerSource;
  readonly baseUrl: string;
  readonly requestTimeoutMillis: number;
  readonly totalTimeoutMillis: number;
  readonly retry: Retry;
  readonly ifOutcomeUnknown: IfOutcomeUnknown;
  readonly before: readonly IssueGuard[];
  readonly fetch: FetchFunction | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly observe: ((event: S2Event) => unknown) | undefined;
  readonly now: () => number;
  readonly random: () => number;
  /** The environment variable that the bearer came from, if one did: a 401 names it. */
  readonly bearerVariable: string | undefined;
}

/** The number of attempts and the delays between them, complete. */
export type Retry = { readonly [K in keyof RetryOptions]-?: number };

/** The environment variables that options were taken from, by the path of the option. */
export type Variables = Readonly<Record<string, string>>;

const variablesOf = /* @__PURE__ */ new WeakMap<object, Variables>();

/** Notes that some options came from environment variables, so that issues name those. */
export function takenFrom<T extends object>(options: T, variables: Variables): T {
  variablesOf.set(options, variables);
  return options;
}

/** Reads a client's options. Throws `S2ArgumentError` with every issue, no value quoted. */
export function settingsFrom(given: unknown): Settings {
  const whole = place();
  const variables = (isRecord(given) && variablesOf.get(given)) || {};
  const { endpoints, allowInsecureHttp, ...options } = clientOptions(given, whole) ?? NOTHING;
  const url = readEndpoint(
    endpoints?.account,
    below(below(whole, "endpoints"), "account"),
    allowInsecureHttp,
  );
  refuse(whole.issues.map((issue) => named(issue, variables)));
  // Not outside: a clock or a source of chance that was replaced meanwhile counts.
  const defaults: Defaults = {
    requestTimeoutMillis: 5000,
    totalTimeoutMillis: 60_000,
    ifOutcomeUnknown: "check",
    before: [],
    fetch: undefined,
    headers: {},
    observe: undefined,
    now: Date.now,
    random: Math.random,
  };
  return {
    ...filled(defaults, options),
    bearer: options.accessToken,
    baseUrl: url?.href.replace(/\/+$/, "") ?? BASE_URL,
    retry: filled(DEFAULT_RETRY, options.retry),
    bearerVariable: variables["accessToken"],
  };
}

type Defaults = Omit<Settings, "bearer" | "baseUrl" | "retry" | "bearerVariable">;

const DEFAULT_RETRY: Retry = { maxAttempts: 3, minBaseDelayMillis: 100, maxBaseDelayMillis: 1000 };

/** Fills in what was not given. */
export function filled<T extends object>(
  defaults: T,
  given: { readonly [K in keyof T]?: T[K] | undefined } | undefined,
): T {
  if (given === undefined) return defaults;
  const entries = Object.entries(defaults).map(([key, value]) => [key, Reflect.get(given, key) ?? value]);
  return Object.fromEntries(entries) as T; // Each key has what the types give it, on either side.
}

const NOTHING: S2Options = { accessToken: "" };

/** Adds to an issue the environment variable it is about, if any. */
function named(issue: ArgumentIssue, variables: Variables): ArgumentIssue {
  const { path, code, message } = issue;
  const variable = Object.hasOwn(variables, path) ? variables[path] : undefined;
  return variable === undefined ? issue : { path: variable, code, message: message.replace(path, variable) };
}

const millis = /* @__PURE__ */ wholeNumber(1, MOST_TIMER_MILLIS);
const delayMillis = /* @__PURE__ */ wholeNumber(0, MOST_TIMER_MILLIS);
// Its parameters and result cannot be checked before it is called.
const aFunction = /* @__PURE__ */ rule((value): value is never => typeof value === "function", "a function");
const outcomeChoice = /* @__PURE__ */ choice<IfOutcomeUnknown>("check", "throw");
const guards = /* @__PURE__ */ listOf<IssueGuard>(aFunction);
const anyText = /* @__PURE__ */ text(() => undefined);

const retryOptions = /* @__PURE__ */ shape<RetryOptions>({
  maxAttempts: /* @__PURE__ */ wholeNumber(1, 100),
  minBaseDelayMillis: delayMillis,
  maxBaseDelayMillis: delayMillis,
});

const clientOptions = /* @__PURE__ */ shape<S2Options>(
  {
    accessToken: (value, at) => (typeof value === "function" ? aFunction(value, at) : bearer(value, at)),
    // Read as text: whether it is an endpoint depends on another option.
    endpoints: shape<S2Endpoints>({ account: anyText, basin: anyText }),
    requestTimeoutMillis: millis,
    totalTimeoutMillis: millis,
    retry: retryOptions,
    ifOutcomeUnknown: outcomeChoice,
    before: guards,
    fetch: aFunction,
    headers: readHeaders,
    observe: aFunction,
    now: aFunction,
    allowInsecureHttp: flag,
    random: aFunction,
  },
  ["accessToken"],
  {
    token: "accessToken",
    apiKey: "accessToken",
    baseUrl: "endpoints.account",
    timeout: "requestTimeoutMillis",
  },
);

const INVALID = "invalid_headers";

/** Reads headers: own properties only, none that belongs to the client or the connection. */
function readHeaders(value: unknown, at: Place): Readonly<Record<string, string>> | undefined {
  // A Headers or a Map has no keys of its own: its contents would be lost.
  if (!isRecord(value) || Symbol.iterator in value) {
    const got = isRecord(value) ? "an iterable: use Object.fromEntries" : kindOf(value);
    return expected(at, "an object of header names and values", got, INVALID);
  }
  const headers = [...ownValues(value, at)].flatMap(([name, given]): [string, string][] => {
    const text = headerValue(name, given, below(at, name));
    return text === undefined ? [] : [[name, text]];
  });
  return Object.freeze(Object.fromEntries(headers));
}

/** Headers that the client sets itself, that fetch sets, or that make fetch fail every request. */
const RESERVED =
  /^(authorization|content-(type|length)|host|connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|expect)$/i;

function headerValue(name: string, given: unknown, at: Place): string | undefined {
  if (typeof given !== "string") return expected(at, "a string", kindOf(given), INVALID);
  if (RESERVED.test(name))
    return addIssue(at, INVALID, "must not be set: it is the client's or the connection's own.");
  try {
    // It knows which names and values can be sent; its error may quote them, so it is dropped.
    void new Headers([[name, given]]);
    return given;
  } catch {
    return addIssue(at, INVALID, "must have a name and a value that can be sent.");
  }
}

/** Reads a signal of any realm, or an object like one. */
export const isSignal = /* @__PURE__ */ rule(
  (value): value is AbortSignal =>
    typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value,
  "an AbortSignal",
);

/** Readers of every call's options. */
const everyCall = {
  signal: isSignal,
  requestTimeoutMillis: millis,
  totalTimeoutMillis: millis,
  retry: retryOptions,
};
const aliases: Aliases = { timeout: "requestTimeoutMillis" };

export const callOptions = /* @__PURE__ */ shape<CallOptions>(everyCall, [], aliases);
export const listAllOptions = /* @__PURE__ */ shape<ListAllOptions>(
  { ...everyCall, prefetch: flag, parallel: wholeNumber(1, 32) },
  [],
  aliases,
);
export const revokeOptions = /* @__PURE__ */ shape<RevokeOptions>(
  { ...everyCall, missingOk: flag },
  [],
  aliases,
);
export const issueOptions = /* @__PURE__ */ shape<IssueOptions>(
  { ...everyCall, ifOutcomeUnknown: outcomeChoice, before: guards },
  [],
  aliases,
);
