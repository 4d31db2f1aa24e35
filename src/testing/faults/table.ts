import type { RefusalCode } from "../refusal.js";
import type { Answer, Outcome } from "../request.js";
import {
  backwardPage,
  badUtf8,
  bodied,
  emptied,
  emptyPage,
  html,
  jsonError,
  redirect,
  repeatPage,
  truncated,
  wrongShape,
  type FaultDetails,
  type Spoiling,
} from "./answers.js";

/** A fault's effect: whether the request is carried out, and what the client then sees. */
export interface FaultRow {
  readonly effect: "before" | "after";
  /** The code that the request's bearer is refused with from then on, this time included. */
  readonly kills?: RefusalCode;
  readonly spoil: (spoiling: Spoiling) => Outcome;
}

const before = (spoil: (spoiling: Spoiling) => Answer): FaultRow => ({
  effect: "before",
  spoil: (spoiling) => ({ kind: "answer", answer: spoil(spoiling) }),
});

const after = (spoil: (spoiling: Spoiling) => Answer): FaultRow => ({ ...before(spoil), effect: "after" });

const error =
  (code: RefusalCode) =>
  ({ fault }: Spoiling): Answer =>
    jsonError(fault.code ?? code);

const HUGE = 5 * 1024 * 1024;

/** Every fault the account can show, by name. */
export const FAULTS = {
  none: after(({ answer }) => answer),
  slow: after(({ answer }) => answer),
  gzip: { effect: "after", spoil: ({ answer }) => ({ kind: "gzip", answer }) },

  "408": before(error("request_timeout")),
  "500": before(error("other")),
  "500-empty": before(() => ({ status: 500, headers: {}, body: "" })),
  "502": before(() => html(502)),
  "503": before(() => html(503)),
  "504": before(() => html(504)),
  "reset-before": { effect: "before", spoil: () => ({ kind: "reset" }) },
  "html-2xx": before(({ answer }) => html(bodied(answer).status)),

  "429": before(error("rate_limited")),
  "429-retry-after": before(({ fault }) => {
    const limited = jsonError(fault.code ?? "rate_limited");
    return {
      ...limited,
      headers: { ...limited.headers, "retry-after-ms": String(fault.retryAfterMillis ?? 100) },
    };
  }),
  "409-transaction-conflict": before(error("transaction_conflict")),
  "502-hot-server": before(error("hot_server")),
  "503-draining": before(error("server_draining")),
  refused: { effect: "before", spoil: () => ({ kind: "refused" }) },

  "500-after": after(error("other")),
  "504-after": after(error("upstream_timeout")),
  "reset-after": { effect: "after", spoil: () => ({ kind: "reset" }) },
  "hang-after": { effect: "after", spoil: () => ({ kind: "hang" }) },
  drip: {
    effect: "after",
    spoil: ({ answer, fault }) => ({
      kind: "drip",
      answer: bodied(answer),
      everyMillis: fault.delayMillis ?? 100,
    }),
  },
  truncated: after(({ answer }) => truncated(answer)),
  "cut-body": { effect: "after", spoil: ({ answer }) => ({ kind: "cut", answer: bodied(answer) }) },
  "empty-2xx": after(({ answer }) => emptied(answer)),
  "wrong-shape": after(({ call, fault, answer }) => wrongShape(call, answer, fault.json)),
  "bad-utf8": after(({ answer }) => badUtf8(answer)),

  "400": before(error("bad_json")),
  "401": before(error("authn")),
  "403": before(error("permission_denied")),
  "404": before(error("access_token_not_found")),
  "409": before(error("resource_already_exists")),
  "422": before(error("invalid")),
  "501": before(error("not_implemented")),
  quota: before(error("quota_exhausted")),
  "dead-bearer": { ...after(({ answer }) => answer), kills: "access_token_not_found" },
  "401-echo": before(({ bearer }) => jsonError("authn", `The bearer ${bearer} is not known.`)),
  "huge-error": before(({ bearer }) => jsonError("bad_json", `${bearer} `.padEnd(HUGE, "x"))),

  redirect: before(({ request }) => redirect(request.url, "elsewhere")),
  "redirect-loop": before(({ request }) => redirect(request.url, "here")),

  "empty-page": after(emptyPage),
  "repeat-page": after(repeatPage),
  "backward-page": after(backwardPage),
} as const satisfies Record<string, FaultRow>;

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** A fault with its details. */
export interface Fault extends FaultDetails {
  readonly name: FaultName;
}

/** The names of all faults. */
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[]; // The keys of a literal are its names.

/** Returns the milliseconds that a fault holds the answer back. */
export function delayOf({ name, delayMillis }: Fault): number {
  // The delay of `drip` is between bytes; that of `refused` is for the port.
  if (name === "drip" || name === "refused") return 0;
  return delayMillis ?? (name === "slow" ? 1500 : 0);
}
