import { createFinalURL } from "openapi-fetch";
import { BASE_URL, ROUTES, type Route } from "../../generated/constants.js";
import type { operations } from "../../generated/schema.js";
import type { Settings } from "../check/settings.js";
import type { Call } from "./call.js";
import type { Read } from "./chunks.js";
import { sendWithRetries } from "./retry.js";

/** The parts of an operation's request: its parameters by place, and its body. */
export type Parts<Name extends keyof operations> = PathOf<operations[Name]["parameters"]> & {
  readonly query?: Query<Name> | undefined;
} & BodyOf<operations[Name]>;

/** The query parameters of an operation; one that is undefined is left out. */
export type Query<Name extends keyof operations> = Partial<
  Scalars<NonNullable<operations[Name]["parameters"]["query"]>>
>;

type PathOf<Parameters> = Parameters extends { path: infer Path }
  ? { readonly path: Scalars<Path> }
  : { readonly path?: undefined };

/** Parameters by name. The contract has no lists or objects among them: none is written here, and none compiles. */
type Scalars<Parameters> = { readonly [Name in keyof Parameters]: (Parameters[Name] & Scalar) | undefined };

type Scalar = string | number | boolean;

type BodyOf<Operation> = Operation extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? { readonly body: Body }
  : { readonly body?: undefined };

/** Sends a request of an operation, its parts as the contract defines them. */
export function send<Name extends keyof operations, T>(
  call: Call,
  name: Name,
  parts: Parts<Name>,
  read: Read<T>,
): Promise<T> {
  return sendRoute(call, ROUTES[name], parts, read);
}

/**
 * Sends a request of any route, retrying as the route allows, and reads the answer.
 *
 * Only the part of openapi-fetch that puts a URL together is used. Its client was tried first, with a fetch that hands over
 * the request and a light `Request`: the same output, but by way of two empty answers, a promise and three double casts;
 * its `fetch` cannot be our attempt, since it reads error bodies without a bound and swallows a falsy reason to abort.
 */
export function sendRoute<T>(
  call: Call,
  route: Route,
  { path = {}, query = {}, body }: RouteParts,
  read: Read<T>,
): Promise<T> {
  const url = createFinalURL(route.path, {
    baseUrl: baseOf(call.settings, route),
    params: { path, query },
    querySerializer: queryOf,
    pathSerializer: pathOf,
  });
  // Without a body, it is undefined.
  return sendWithRetries(call, { route, url, body: JSON.stringify(body) }, read);
}

/** The parts of any operation's request. */
interface RouteParts {
  readonly path?: ByName | undefined;
  readonly query?: ByName | undefined;
  readonly body?: unknown;
}

/** Scalars, as far as `Parts` compiles: so the values may be asserted to be. */
type ByName = Readonly<Record<string, unknown>>;

function queryOf(query: ByName): string {
  let text = "";
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) text += `&${name}=${encodeURIComponent(value as Scalar)}`;
  }
  return text.slice(1);
}

function pathOf(template: string, path: ByName): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] as Scalar));
}

/** Returns the base URL of a route: its own server, unless an endpoint was given, which replaces them all. */
function baseOf({ baseUrl }: Settings, { server }: Route): string {
  return server !== undefined && baseUrl === BASE_URL ? server : baseUrl;
}
