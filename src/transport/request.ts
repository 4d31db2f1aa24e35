import {
  createFinalURL,
  createQuerySerializer,
  defaultBodySerializer,
  defaultPathSerializer,
} from "openapi-fetch";
import { BASE_URL, ROUTES, type Route } from "../../generated/constants.js";
import type { operations } from "../../generated/schema.js";
import type { Settings } from "../check/settings.js";
import type { Call } from "./call.js";
import type { Read } from "./response.js";
import { sendWithRetries } from "./retry.js";

/** The parts of an operation's request: its parameters by place, and its body. */
export type Parts<Name extends keyof operations> = Pick<operations[Name]["parameters"], "path"> & {
  readonly query?: Query<Name> | undefined;
} & BodyOf<operations[Name]>;

/** The query parameters of an operation; one that is undefined is left out. */
export type Query<Name extends keyof operations> = {
  readonly [K in keyof QueryOf<Name>]?: QueryOf<Name>[K] | undefined;
};

type QueryOf<Name extends keyof operations> = NonNullable<operations[Name]["parameters"]["query"]>;

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
 * Only openapi-fetch's serialisers make URLs and bodies. Its client was tried first, with a fetch that hands over the
 * request and a light `Request`: the same output, but by way of two empty answers, a promise and three double casts;
 * its `fetch` cannot be our attempt, since it reads error bodies without a bound and swallows a falsy reason to abort.
 */
export function sendRoute<T>(
  call: Call,
  route: Route,
  { path, query, body }: RouteParts,
  read: Read<T>,
): Promise<T> {
  const url = createFinalURL(route.path, {
    baseUrl: baseOf(call.settings, route),
    params: { path: own(path), query: own(query) },
    querySerializer,
    pathSerializer: defaultPathSerializer,
  });
  const text = body === undefined ? undefined : defaultBodySerializer(body);
  return sendWithRetries(call, { route, url, body: text }, read);
}

/** The parts of any operation's request. */
interface RouteParts {
  readonly path?: object | undefined;
  readonly query?: object | undefined;
  readonly body?: unknown;
}

const querySerializer = /* @__PURE__ */ createQuerySerializer<Record<string, unknown>>();

/** Returns the base URL of a route: its own server, unless an endpoint was given, which replaces them all. */
function baseOf({ baseUrl }: Settings, { server }: Route): string {
  return server !== undefined && baseUrl === BASE_URL ? server : baseUrl;
}

/** Copies parameters without a prototype: anything added to `Object.prototype` is not a parameter. */
function own(parameters: object | undefined): Record<string, unknown> {
  return Object.assign(Object.create(null), parameters);
}
