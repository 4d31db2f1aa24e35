import type { ErrorInfo } from "../../generated/schema.js";
import type { Names } from "./authorise.js";
import type { FaultQueue } from "./faults/faults.js";
import type { Decision } from "./journal.js";
import { hasCome } from "./read/instant.js";
import { Refusal } from "./refusal.js";
import type { AccountRequest, Answer } from "./request.js";
import type { Route, RouteAnswer, Rules } from "./route.js";
import { ROUTES } from "./routes.js";
import { ROOT, type State, type Token } from "./state.js";

/** What became of a request. */
export interface Handled {
  readonly answer: Answer;
  readonly decision: Decision;
  readonly resources: Names;
  /** Id of the token whose bearer came with it; undefined where none was accepted. */
  readonly caller: string | undefined;
}

/** What a request is answered from. */
interface Ground {
  readonly state: State;
  readonly rules: Rules;
  readonly rootSecret: string;
  readonly faults: FaultQueue;
}

/** Answers one request: who asks, by which route, and what comes of it. What it says, `conceal` has been over. */
export function handle(
  ground: Ground,
  request: AccountRequest,
  found: Found,
  conceal: <T>(value: T) => T,
): Handled {
  let caller: Token | undefined;
  let resources: Names = {};
  try {
    if (request.unfit !== undefined) throw new Refusal(request.unfit.code, request.unfit.message);
    caller = authenticate(request.headers, ground);
    if ("refusal" in found) throw found.refusal;
    const { state, rules } = ground;
    const exchange = { request, parameters: found.parameters, caller, state, rules };
    const { answer, reason } = found.route.run(exchange, (names) => {
      resources = names;
    });
    const decision = { status: answer.status, code: undefined, reason, denial: undefined };
    return { answer: toAnswer(answer), decision, resources, caller: caller.id };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message, denial } = error;
    const decision = conceal({ status, code, reason: message, denial });
    const answer = toAnswer({ status, json: { code, message: decision.reason } satisfies ErrorInfo });
    return { answer, decision, resources, caller: caller?.id };
  }
}

/** The bearer that came with a request. */
export function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}

function authenticate(headers: Headers, { state, rules, rootSecret, faults }: Ground): Token {
  const bearer = bearerOf(headers);
  if (bearer === undefined) {
    throw new Refusal("authn", "The request needs the header Authorization: Bearer <token>.");
  }
  const dead = faults.deadBearers.get(bearer);
  if (dead !== undefined) throw new Refusal(dead, "The bearer is dead, by the fault dead-bearer.");
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

function toAnswer({ status, json, protobuf }: RouteAnswer): Answer {
  if (protobuf !== undefined) {
    return { status, headers: { "content-type": "application/protobuf" }, body: protobuf };
  }
  if (json === undefined) return { status, headers: {}, body: "" };
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
}

/** A request's route and the names in its path, or why it has none. */
export type Found =
  | { readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  | { readonly refusal: Refusal };

/** Finds the route of a request by method and path under `/v1`, whatever its origin. */
export function findRoute({ method, url, path = url.pathname }: AccountRequest): Found {
  const [root, ...segments] = path.split("/").slice(1);
  const fitting = root === "v1" ? ROUTES.filter((route) => fits(route, segments)) : [];
  const route = fitting.find((one) => one.method === method);
  if (route !== undefined) return readParameters(route, segments);
  if (fitting.length === 0) return { refusal: new Refusal("not_found", "There is nothing at this path.") };
  return { refusal: new Refusal("method_not_allowed", "This path does not know this method.") };
}

function fits(route: Route, segments: readonly string[]): boolean {
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
