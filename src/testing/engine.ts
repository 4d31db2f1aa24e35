import { ROUTES as CONTRACT, type Operation } from "../../generated/constants.js";
import { LOOP_PARAMETER, type FaultCall } from "./faults/answers.js";
import type { FaultQueue } from "./faults/faults.js";
import { delayOf, FAULTS, type Fault } from "./faults/table.js";
import { bearerOf, findRoute, handle, type Found, type Handled } from "./handler.js";
import type { JournalEntry } from "./journal.js";
import type { AccountRequest, Outcome, Served } from "./request.js";
import type { Rules } from "./route.js";
import type { State } from "./state.js";

/** What an account runs on. */
export interface Engine {
  /** Replaced as a whole by a restore. */
  state: State;
  readonly rules: Rules;
  readonly rootSecret: string;
  readonly faults: FaultQueue;
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
  const meant = takeFault(engine, request, operation);
  const { handled, outcome } =
    meant === undefined ? run(engine, request, found) : spoil(engine, request, found, meant);
  engine.note({
    at: engine.rules.now(),
    method: request.method,
    origin: request.url.origin,
    path: withoutSecrets(engine, request),
    operation,
    caller: handled?.caller,
    decision: handled?.decision,
    fault: meant?.fault.name,
    status: "answer" in outcome ? outcome.answer.status : undefined,
  });
  return { outcome, delayMillis: meant === undefined ? 0 : delayOf(meant.fault) };
}

interface Meant {
  readonly call: Call;
  readonly fault: Fault;
}

function takeFault(
  engine: Engine,
  { url }: AccountRequest,
  operation: Operation | undefined,
): Meant | undefined {
  const call = operation === undefined ? undefined : CALLS[operation];
  if (call === undefined) return undefined;
  // Who follows a redirect loop stays in it, though its fault was served.
  const looping = url.searchParams.has(LOOP_PARAMETER);
  const fault = looping ? ({ name: "redirect-loop" } as const) : engine.faults.take(call);
  return fault === undefined ? undefined : { call, fault };
}

/** What the rules made of a request, where they came to it, and what the client sees. */
interface Result {
  readonly handled: Handled | undefined;
  readonly outcome: Outcome;
}

function run(engine: Engine, request: AccountRequest, found: Found): Result {
  const handled = handle(engine, request, found);
  return { handled, outcome: { kind: "answer", answer: handled.answer } };
}

function spoil(engine: Engine, request: AccountRequest, found: Found, { call, fault }: Meant): Result {
  const row = FAULTS[fault.name];
  const handled = row.effect === "before" ? undefined : handle(engine, request, found);
  const outcome = row.spoil({
    fault,
    call,
    request,
    bearer: bearerOf(request.headers) ?? "",
    answer: handled?.answer ?? { status: SUCCESS[call], headers: {}, body: "" },
    relist(change) {
      const url = new URL(request.url);
      change(url.searchParams);
      return handle(engine, { ...request, url }, found).answer;
    },
  });
  return { handled, outcome };
}

/** Path and query with whatever opens the account blanked out: someone may have taken a secret for an id. */
function withoutSecrets({ state, rootSecret }: Engine, { url, headers }: AccountRequest): string {
  const bearer = bearerOf(headers);
  return (url.pathname + url.search).replaceAll(/[^/?&=]+/g, (part) => {
    const text = decode(part);
    const isSecret = text === rootSecret || state.credentials.has(text);
    return isSecret || (bearer !== undefined && text.includes(bearer)) ? "[redacted]" : part;
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
