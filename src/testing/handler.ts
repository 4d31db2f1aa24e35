import type { ErrorInfo } from "../../generated/schema.js";
import type { Names } from "./authorise.js";
import type { Bell } from "./data/bell.js";
import { countOperation } from "./data/metrics.js";
import { settleDeletions } from "./data/provision.js";
import type { FaultQueue } from "./faults/faults.js";
import type { Decision, JournalEntry } from "./journal.js";
import { hasCome } from "./read/instant.js";
import { Refusal } from "./refusal.js";
import type { AccountRequest, Answer, BodyUse, Outcome, RequestHead } from "./request.js";
import type { Ongoing, PlainAnswer, Route, RouteAnswer, Rules } from "./route.js";
import { ROUTES } from "./routes.js";
import { ROOT, type State, type Token } from "./state.js";

/** The result of a request. */
export interface Handled {
  readonly outcome: Outcome;
  readonly decision: Decision;
  readonly resources: Names;
  /** The id of the token whose bearer came with it; undefined if none was accepted. */
  readonly caller: string | undefined;
}

/** The parts of an account that requests are answered from. */
interface Ground {
  readonly state: State;
  readonly rules: Rules;
  readonly rootSecret: string;
  readonly faults: FaultQueue;
  readonly bell: Bell;
}

/** A function that blanks out the secrets in what the account says about a request. */
type Conceal = <T>(value: T) => T;

/** A function that writes in the journal what was decided in a session after its answer had begun. */
export type NoteLater = (
  entry: Pick<JournalEntry, "operation" | "resources" | "caller"> & { readonly decision: Decision },
) => void;

/** Authenticates and answers one request. Everything it says about the request has been through `conceal`. */
export function handle(
  ground: Ground,
  request: AccountRequest,
  found: Found,
  conceal: Conceal,
  noteLater: NoteLater,
): Handled {
  let caller: Token | undefined;
  let resources: Names = {};
  try {
    if (request.unfit !== undefined) throw new Refusal(request.unfit.code, request.unfit.message);
    caller = authenticate(request.headers, ground);
    if ("refusal" in found) throw found.refusal;
    const ongoing = ongoingOf(ground, request.headers, conceal, (decision, operation) =>
      noteLater({ operation, resources, caller: caller?.id, decision }),
    );
    settleDeletions(ground.state, ground.rules.now());
    const { answer, reason } = found.route.run(
      {
        request,
        parameters: found.parameters,
        caller,
        get state() {
          return ground.state;
        },
        rules: ground.rules,
        ongoing,
      },
      (names) => {
        resources = names;
      },
    );
    const { operation } = found.route;
    // Appends are counted one by one, in sessions too.
    if (operation !== "append") {
      countOperation(ground.state, operation, resources.basin ?? "", ground.rules.now());
    }
    const decision = { status: answer.status, code: undefined, reason, denial: undefined };
    return { outcome: toOutcome(answer), decision, resources, caller: caller.id };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { answer, decision } = refuse(error, conceal);
    return { outcome: toOutcome(answer), decision, resources, caller: caller?.id };
  }
}

function refuse(
  { status, code, message, denial }: Refusal,
  conceal: Conceal,
): { answer: PlainAnswer; decision: Decision } {
  const decision = conceal({ status, code, reason: message, denial });
  return {
    answer: { status, json: { code, message: decision.reason } satisfies ErrorInfo },
    decision,
  };
}

function ongoingOf(ground: Ground, headers: Headers, conceal: Conceal, note: Ongoing["note"]): Ongoing {
  return {
    bell: ground.bell,
    note,
    checkBearer: () => void authenticate(headers, ground),
    millisToLive() {
      const { token, deadAt } = ground.state.credentials.get(bearerOf(headers) ?? "") ?? {};
      // An expiry with a fraction of a millisecond has come by the next one.
      const expiry = token?.expiresAt?.millis ?? Infinity;
      const death = Math.min(expiry + 1, deadAt ?? Infinity);
      return death === Infinity ? undefined : Math.max(0, death - ground.rules.now());
    },
    refuse(refusal, operation) {
      const { answer, decision } = refuse(refusal, conceal);
      note(decision, operation);
      return answer;
    },
  };
}

/** Matches a content type that no request has; such a body is refused without being read. */
const FOREIGN_TYPE = /^(?!.*(?:json|protobuf|s2s\/proto))/i;

/** Returns how much of a request's body the account waits for: none if it refuses the request by its head. */
export function bodyUse(ground: Ground, head: RequestHead): BodyUse {
  const found = findRoute(head);
  if ("refusal" in found || head.unfit !== undefined) return "none";
  if (FOREIGN_TYPE.test(head.headers.get("content-type") ?? "json")) return "none";
  try {
    authenticate(head.headers, ground);
  } catch {
    return "none";
  }
  return found.route.body;
}

/** Returns the bearer that came with a request. */
export function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}

function authenticate(headers: Headers, { state, rules, rootSecret, faults }: Ground): Token {
  const bearer = bearerOf(headers);
  if (bearer === undefined) {
    throw new Refusal("authn", "The request needs the header Authorization: Bearer <token>.");
  }
  const dead = faults.deadBearers.get(bearer);
  if (dead !== undefined) throw new Refusal(dead, "The bearer was killed by the fault dead-bearer.");
  if (bearer === rootSecret) return ROOT;
  const credential = state.credentials.get(bearer);
  if (credential === undefined) {
    throw new Refusal(rules.deadBearer, "The bearer is not a token of this account.");
  }
  const { token, deadAt } = credential;
  const now = rules.now();
  if (deadAt !== null && now >= deadAt) throw new Refusal(rules.deadBearer, "The bearer was revoked.");
  if (token.expiresAt !== null && hasCome(token.expiresAt, now)) {
    throw new Refusal(rules.deadBearer, "The bearer has expired.");
  }
  return token;
}

function toOutcome(answer: RouteAnswer): Outcome {
  const { status, later, stream } = answer;
  if (stream !== undefined) {
    // Caches and proxies must not hold the pieces back.
    const headers = {
      "content-type": stream.type,
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    };
    return { kind: "stream", head: { status, headers }, pieces: stream.pieces };
  }
  if (later !== undefined) {
    return { kind: "later", settle: async (signal) => toAnswer(await later(signal)) };
  }
  return { kind: "answer", answer: toAnswer(answer) };
}

function toAnswer({ status, json, protobuf, headers }: PlainAnswer): Answer {
  if (protobuf !== undefined) {
    return { status, headers: { ...headers, "content-type": "application/protobuf" }, body: protobuf };
  }
  if (json === undefined) return { status, headers: { ...headers }, body: "" };
  return { status, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(json) };
}

/** A request's route and the names in its path, or the refusal if it has none. */
export type Found =
  | { readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  | { readonly refusal: Refusal };

/** Finds the route of a request by method and path under `/v1`, whatever its origin. */
export function findRoute({ method, url, path = url.pathname, headers }: RequestHead): Found {
  const [root, ...segments] = path.split("/").slice(1);
  const fitting = root === "v1" ? ROUTES.filter((route) => leadsTo(route, segments)) : [];
  const route = fitting.find((one) => one.method === method && one.fits(headers));
  if (route !== undefined) return readParameters(route, segments);
  if (fitting.length === 0) return { refusal: new Refusal("not_found", "There is nothing at this path.") };
  return { refusal: new Refusal("method_not_allowed", "This path does not support this method.") };
}

function leadsTo(route: Route, segments: readonly string[]): boolean {
  return (
    route.segments.length === segments.length &&
    route.segments.every((wanted, index) => wanted.startsWith("{") || wanted === segments[index])
  );
}

function readParameters(route: Route, segments: readonly string[]): Found {
  try {
    const pairs = route.segments.map(
      (name, index) => [name, decodeURIComponent(segments[index] ?? "")] as const,
    );
    const named = pairs.filter(([name]) => name.startsWith("{"));
    return {
      route,
      parameters: Object.fromEntries(named.map(([name, value]) => [name.slice(1, -1), value])),
    };
  } catch {
    return { refusal: new Refusal("bad_path", "The path is not percent-encoded UTF-8.") };
  }
}
