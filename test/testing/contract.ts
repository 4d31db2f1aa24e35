import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { load } from "js-yaml";
import { ROUTES, STATUSES } from "../../generated/constants.js";
import {
  createLocalAccount,
  type LocalAccount,
  type LocalAccountOptions,
  type JournalEntry,
} from "../../src/testing/index.js";

const spec = load(
  readFileSync(fileURLToPath(new URL("../../spec/access-tokens.yaml", import.meta.url)), "utf8"),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...(spec as object), $id: "spec:/" });

const compiled = new Map<string, ValidateFunction>();

/** Returns the contract's objections to a value at a place in it; empty if there are none. */
function problems(pointer: readonly string[], value: unknown): string {
  const $ref = `spec:/#/${pointer.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
  const validate = compiled.get($ref) ?? ajv.compile({ $ref });
  compiled.set($ref, validate);
  return validate(value) ? "" : ajv.errorsText(validate.errors);
}

/** Statuses that S2 is known to answer with and its document does not declare. */
const UNDECLARED = new Set([401, 404, 405, 422, 429, 500, 501, 502, 503, 504]);

type RouteName = keyof typeof ROUTES;

function routeOf(method: string, path: string): RouteName | undefined {
  if (path === "/v1/access-tokens") {
    if (method === "GET") return "list_access_tokens";
    return method === "POST" ? "issue_access_token" : undefined;
  }
  return method === "DELETE" && /^\/v1\/access-tokens\/[^/]+$/.test(path) ? "revoke_access_token" : undefined;
}

async function checkAnswer(name: RouteName, response: Response): Promise<void> {
  const { method, path } = ROUTES[name];
  const text = await response.text();
  if (response.status === 204) {
    if (text !== "") throw new Error(`${name}: a 204 with a body`);
    return;
  }
  const type = response.headers.get("content-type");
  if (type !== "application/json") throw new Error(`${name}: content type ${type}`);
  const declared = STATUSES[name].some((status) => status === response.status);
  if (!declared && !UNDECLARED.has(response.status)) throw new Error(`${name}: status ${response.status}`);
  const place = declared
    ? [
        "paths",
        path,
        method.toLowerCase(),
        "responses",
        String(response.status),
        "content",
        "application/json",
        "schema",
      ]
    : ["components", "schemas", "ErrorInfo"];
  const wrong = problems(place, JSON.parse(text));
  if (wrong !== "") throw new Error(`${name} ${response.status}: ${wrong}`);
}

const FLAGS = new Set(["auto_prefix_streams", "read", "write"]);

/**
 * Returns the place of each query parameter of an operation in the contract, by name, since their order means nothing.
 */
function parametersOf(name: RouteName): readonly (readonly [string, readonly string[]])[] {
  const { path, method } = ROUTES[name];
  const place = ["paths", path, method.toLowerCase(), "parameters"];
  const parameters: unknown = place.reduce<unknown>((at, key) => Object(at)[key], spec);
  if (!Array.isArray(parameters)) return [];
  return parameters.map((parameter, index) => [
    String(Object(parameter).name),
    [...place, String(index), "schema"],
  ]);
}

/** A successful request must be one that the contract allows. */
function checkRequest(name: RouteName, url: URL, body: string): void {
  if (name === "list_access_tokens") {
    for (const [parameter, place] of parametersOf(name)) {
      const text = url.searchParams.get(parameter);
      if (text === null) continue;
      // S2 reads a limit above its largest as the largest, whatever its document says.
      const value = parameter === "limit" ? Math.min(Number(text), 1000) : text;
      const wrong = problems(place, value);
      if (wrong !== "")
        throw new Error(`${name} accepted a ${parameter} that the contract refuses: ${wrong}`);
    }
  }
  if (name === "issue_access_token") {
    const wrong = problems(
      ["paths", "/access-tokens", "post", "requestBody", "content", "application/json", "schema"],
      // S2 reads a flag that is null as absent, whatever its document says: its Rust client sends one on every issue.
      JSON.parse(body, (key, value: unknown) => (FLAGS.has(key) && value === null ? undefined : value)),
    );
    if (wrong !== "") throw new Error(`${name} accepted a body that the contract refuses: ${wrong}`);
  }
  if (name === "revoke_access_token") {
    const wrong = problems(
      ["components", "schemas", "AccessTokenIdStr"],
      decodeURIComponent(url.pathname.split("/").at(-1) ?? ""),
    );
    if (wrong !== "") throw new Error(`${name} accepted an id that the contract refuses: ${wrong}`);
  }
}

/**
 * A fetch whose exchanges are checked against the contract. Answers that a fault has spoiled, by the last journal
 * entry, are exempt.
 */
export function holdToContract(
  through: LocalAccount["fetch"],
  journal: readonly JournalEntry[] = [],
): LocalAccount["fetch"] {
  return async (input, init) => {
    const { signal: _signal, ...unsignalled } = init ?? {};
    const request = new Request(input instanceof Request ? input.clone() : input, unsignalled);
    const body = await request.text();
    const response = await through(input, init);
    const url = new URL(request.url);
    const name = routeOf(request.method, url.pathname);
    if (name === undefined || journal.at(-1)?.fault !== undefined) return response;
    await checkAnswer(name, response.clone());
    if (response.ok) checkRequest(name, url, body);
    return response;
  };
}

/**
 * A local account whose exchanges under `/access-tokens` are checked against spec/access-tokens.yaml: every answer, and
 * every successful request. Answers spoiled by a fault are exempt.
 */
export function createCheckedAccount(options?: LocalAccountOptions): LocalAccount {
  const account = createLocalAccount(options);
  return { ...account, fetch: holdToContract(account.fetch, account.journal) };
}
