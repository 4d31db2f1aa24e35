import {
  ROUTES as CONTRACT,
  type Operation,
  type Route as ContractRoute,
} from "../../generated/constants.js";
import type { Bell } from "./data/bell.js";
import { LOOP_PARAMETER, type FaultCall } from "./faults/answers.js";
import type { FaultQueue } from "./faults/faults.js";
import { FAULTS, delayOf, type Fault, type FaultRow } from "./faults/table.js";
import { bearerOf, findRoute, handle, type Handled, type NoteLater } from "./handler.js";
import type { JournalEntry } from "./journal.js";
import type { AccountRequest, Answer, Outcome, Served } from "./request.js";
import type { Rules } from "./route.js";
import { blankAll, type Secrets } from "./secrets.js";
import type { State } from "./state.js";

/** The parts an account runs on. */
export interface Engine {
  /** The account's contents; a restore replaces all of it. */
  state: State;
  readonly rules: Rules;
  readonly rootSecret: string;
  readonly faults: FaultQueue;
  readonly secrets: Secrets;
  readonly bell: Bell;
  readonly note: (entry: Omit<JournalEntry, "seq">) => void;
}

type Call = Exclude<FaultCall, "any">;

const CALLS: { readonly [O in Operation]?: Call } = {
  "list-access-tokens": "list",
  "issue-access-token": "issue",
  "revoke-access-token": "revoke",
};

const SUCCESS: Readonly<Record<Call, number>> = {
  list: successOf(CONTRACT.list_access_tokens),
  issue: successOf(CONTRACT.issue_access_token),
  revoke: successOf(CONTRACT.revoke_access_token),
};

/** Returns the first success status that the contract declares. */
function successOf({ success }: ContractRoute): number {
  return Number(Object.keys(success)[0]);
}

/**
 * Serves one request: finds its route, takes the fault meant for it, and writes the journal. Blanks out every secret
 * in what the journal or a refusal says about the request.
 */
export function serve(engine: Engine, request: AccountRequest): Served {
  const began = performance.now();
  const own = sentSecrets(request.headers);
  const conceal = <T>(value: T): T => blankAll(value, (text) => engine.secrets.blank(text, own), OWN_WORDS);
  const found = findRoute(request);
  const operation = "route" in found ? found.route.operation : undefined;
  const meant = request.unfit === undefined ? takeFault(engine, request, operation) : undefined;
  const delayMillis = meant === undefined ? 0 : delayOf(meant.fault);
  const { method, url, path = url.pathname } = request;
  const note = (
    entry: Pick<JournalEntry, "operation" | "resources" | "caller" | "decision" | "fault" | "status">,
  ) =>
    engine.note(
      conceal({
        at: engine.rules.now(),
        millis: performance.now() - began + delayMillis,
        method,
        origin: url.origin,
        path: path + url.search,
        ...entry,
      }),
    );
  const noteLater: NoteLater = (entry) => note({ ...entry, fault: undefined, status: entry.decision.status });
  const answerTo: AnswerTo = (one) => handle(engine, one, found, conceal, noteLater);
  const { handled, outcome } = meet(engine, request, answerTo, meant);
  note({
    operation,
    resources: handled?.resources ?? {},
    caller: handled?.caller,
    decision: handled?.decision,
    fault: meant?.fault.name,
    status: statusOf(outcome),
  });
  // Open sessions check for the change.
  if (method !== "GET") engine.bell.ring();
  return { outcome, delayMillis };
}

/** The keys whose values are the account's own words, which no request can put a secret in. */
const OWN_WORDS: ReadonlySet<string> = new Set(["operation", "fault", "code", "kind", "resource"]);

/** Returns the credentials a request sent: everything in its header but the name of the scheme. */
function sentSecrets(headers: Headers): string[] {
  const [scheme = "", ...rest] = (headers.get("authorization") ?? "").split(/[\s,]+/);
  // Shorter ones open nothing worth hiding, and occur in ordinary words.
  return (rest.length === 0 ? [scheme] : rest).filter((word) => word.length > 3);
}

/** Returns the status the client gets; undefined if it gets no answer. Delayed answers count as successes. */
function statusOf(outcome: Outcome): number | undefined {
  if (outcome.kind === "later") return 200;
  if (outcome.kind === "stream") return outcome.head.status;
  return "answer" in outcome ? outcome.answer.status : undefined;
}

type Meant = { readonly call: Call; readonly fault: Fault };

function takeFault(
  engine: Engine,
  { url }: AccountRequest,
  operation: Operation | undefined,
): Meant | undefined {
  const call = operation === undefined ? undefined : CALLS[operation];
  if (call === undefined) return undefined;
  // A client in a redirect loop stays in it, though its fault was served.
  const looping = url.searchParams.has(LOOP_PARAMETER);
  const fault = looping ? ({ name: "redirect-loop" } as const) : engine.faults.take(call);
  return fault === undefined ? undefined : { call, fault };
}

/** A function that answers the request, or one like it, by the rules. */
type AnswerTo = (request: AccountRequest) => Handled;

/** Returns the decision on a request, if no fault comes first, and what the client sees. */
function meet(
  engine: Engine,
  request: AccountRequest,
  answerTo: AnswerTo,
  meant: Meant | undefined,
): { readonly handled: Handled | undefined; readonly outcome: Outcome } {
  if (meant === undefined) {
    const handled = answerTo(request);
    return { handled, outcome: handled.outcome };
  }
  const { call, fault } = meant;
  const row: FaultRow = FAULTS[fault.name];
  const bearer = bearerOf(request.headers) ?? "";
  if (row.kills !== undefined) engine.faults.deadBearers.set(bearer, fault.code ?? row.kills);
  const handled = row.effect === "before" ? undefined : answerTo(request);
  const success: Answer = { status: SUCCESS[call], headers: {}, body: "" };
  const outcome = row.spoil({
    fault,
    call,
    request,
    bearer,
    answer: handled === undefined ? success : wholeAnswer(handled),
    relist(change) {
      const url = new URL(request.url);
      change(url.searchParams);
      return wholeAnswer(answerTo({ ...request, url }));
    },
  });
  return { handled, outcome };
}

/** Returns the answer to a call that faults can be meant for: each of those is answered at once. */
function wholeAnswer({ outcome }: Handled): Answer {
  if (outcome.kind !== "answer") throw new Error(`A fault cannot spoil an outcome of kind ${outcome.kind}.`);
  return outcome.answer;
}
