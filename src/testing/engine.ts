import { ROUTES as CONTRACT } from "../../generated/constants.js";
import type { Operation } from "../../generated/constants.js";
import type { Rules } from "./exchange.js";
import { LOOP_PARAMETER, redirect } from "./fault-answers.js";
import { delayOf, FAULTS } from "./fault-table.js";
import type { Fault, FaultCall, Faults } from "./faults.js";
import { bearerOf, handle, type Handled } from "./handler.js";
import type { JournalEntry } from "./journal.js";
import type { Outcome, Served } from "./outcome.js";
import type { AccountRequest, Answer } from "./request.js";
import { findRoute, type Found } from "./routing.js";
import type { State } from "./state.js";

/** What an account runs on. */
export interface Engine {
  /** Replaced as a whole by a restore. */
  state: State;
  readonly rules: Rules;
  readonly rootSecret: string;
  readonly faults: Faults;
  readonly note: (entry: JournalEntry) => void;
}

type Call = Exclude<FaultCall, "any">;

const CALLS: { readonly [O in Operation]?: Call } = {
  "list-access-tokens": "list",
  "issue-access-token": "issue",
  "revoke-access-token": "revoke",
};

const SUCCESS: Readonly<Record<Call, number>> = {
  list: CONTRACT.list_access_tokens.success,
  issue: CONTRACT.issue_access_token.success,
  revoke: CONTRACT.revoke_access_token.success,
};

/** Serves one request: finds its route, takes the fault that is meant for it, and writes the journal. */
export function serve(engine: Engine, request: AccountRequest): Served {
  const found = findRoute(request);
  const operation = "route" in found ? found.route.operation : undefined;
  const call = operation === undefined ? undefined : CALLS[operation];
  const looping = request.url.searchParams.has(LOOP_PARAMETER);
  const fault = call === undefined || looping ? undefined : engine.faults.take(call);
  const effect = fault === undefined ? "after" : FAULTS[fault.name].effect;
  const handled = looping || effect === "before" ? undefined : handle(engine, request, found);
  const outcome = looping
    ? ({ kind: "answer", answer: redirect(request.url, "here") } as const)
    : outcomeOf(engine, request, found, call, fault, handled);
  engine.note({
    at: engine.rules.now(),
    method: request.method,
    origin: request.url.origin,
    path: blank(request.url.pathname + request.url.search, bearerOf(request.headers)),
    operation,
    caller: handled?.caller,
    decision: handled?.decision,
    fault: fault?.name,
    status: "answer" in outcome ? outcome.answer.status : undefined,
  });
  return { outcome, delayMillis: fault === undefined ? 0 : delayOf(fault) };
}

function outcomeOf(
  engine: Engine,
  request: AccountRequest,
  found: Found,
  call: Call | undefined,
  fault: Fault | undefined,
  handled: Handled | undefined,
): Outcome {
  const success: Answer = { status: call === undefined ? 200 : SUCCESS[call], headers: {}, body: "" };
  const answer = handled?.answer ?? success;
  if (fault === undefined || call === undefined) return { kind: "answer", answer };
  const relist = (change: (query: URLSearchParams) => void) => {
    const url = new URL(request.url);
    change(url.searchParams);
    return handle(engine, { ...request, url }, found).answer;
  };
  return FAULTS[fault.name].spoil({
    fault,
    call,
    request,
    bearer: bearerOf(request.headers) ?? "",
    answer,
    relist,
  });
}

function blank(text: string, bearer: string | undefined): string {
  return bearer === undefined ? text : text.replaceAll(bearer, "[redacted]");
}
