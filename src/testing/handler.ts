import type { ErrorInfo } from "../../generated/schema.js";
import type { Rules } from "./exchange.js";
import { Refusal } from "./refusal.js";
import type { AccountRequest, Answer } from "./request.js";
import type { Route, RouteAnswer } from "./route.js";
import { ROUTES } from "./routes.js";
import { ROOT, type State, type Token } from "./state.js";

/** What became of a request. */
export interface Handled {
  readonly answer: Answer;
  /** Id of the token whose bearer came with it; undefined where none was accepted. */
  readonly caller: string | undefined;
  /** Why it was refused; undefined where it was not. */
  readonly refusal: Refusal | undefined;
}

/** Answers one request: authenticate, find the route, run it. */
export function handle(request: AccountRequest, state: State, rules: Rules, rootSecret: string): Handled {
  let caller: Token | undefined;
  try {
    caller = authenticate(request.headers, state, rules.now(), rootSecret);
    const { route, parameters } = findRoute(request);
    const answer = route.run({ request, parameters, caller, state, rules });
    return { answer: toAnswer(answer), caller: caller.id, refusal: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: refusalAnswer(error), caller: caller?.id, refusal: error };
  }
}

function authenticate(headers: Headers, state: State, now: number, rootSecret: string): Token {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (bearer === undefined)
    throw new Refusal("authn", "The request needs the header Authorization: Bearer <token>.");
  if (bearer === rootSecret) return ROOT;
  const credential = state.credentials.get(bearer);
  if (credential === undefined) throw new Refusal("authn", "The bearer is not a token of this account.");
  const { token, deadAt } = credential;
  if (deadAt !== null && now >= deadAt) throw new Refusal("authn", "The bearer was revoked.");
  if (token.expiresAt !== null && now >= token.expiresAt.millis) {
    throw new Refusal("authn", "The bearer has expired.");
  }
  return token;
}

function findRoute({ method, url }: AccountRequest): { route: Route; parameters: Record<string, string> } {
  const [root, ...segments] = url.pathname.split("/").slice(1);
  const fitting = root === "v1" ? ROUTES.filter((route) => fits(route, segments)) : [];
  const route = fitting.find((one) => one.method === method);
  if (route !== undefined) return { route, parameters: readParameters(route, segments) };
  if (fitting.length === 0) throw new Refusal("not_found", "There is nothing at this path.");
  throw new Refusal("method_not_allowed", "This path does not know this method.");
}

function fits(route: Route, segments: readonly string[]): boolean {
  return (
    route.segments.length === segments.length &&
    route.segments.every((wanted, index) => wanted.startsWith("{") || wanted === segments[index])
  );
}

function readParameters(route: Route, segments: readonly string[]): Record<string, string> {
  try {
    return Object.fromEntries(
      route.segments.map((name, index) => [name.slice(1, -1), decodeURIComponent(segments[index] ?? "")]),
    );
  } catch {
    throw new Refusal("bad_path", "The path is not percent-encoded UTF-8.");
  }
}

function toAnswer({ status, json }: RouteAnswer): Answer {
  if (json === undefined) return { status, headers: {}, body: "" };
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
}

function refusalAnswer({ status, code, message }: Refusal): Answer {
  return toAnswer({ status, json: { code, message } satisfies ErrorInfo });
}
