import { operationsOf } from "../paths.js";
import type { Effect } from "../effects.js";
import { isRecord, resolvePointer, SpecError } from "../yaml.js";

type Json = Readonly<Record<string, unknown>>;

/** The numeric limits of a parameter, by the keyword that states them. */
export type ParameterLimits = Readonly<Record<string, number>>;

/** Everything that sending an operation and reading its answer takes. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** The server, if not the document's own. */
  readonly server?: string;
  readonly effect: Effect;
  /** Parameters by place, each with its limits. */
  readonly pathParameters: Readonly<Record<string, ParameterLimits>>;
  readonly queryParameters: Readonly<Record<string, ParameterLimits>>;
  /** Success statuses, each with or without a JSON body. */
  readonly success: Readonly<Record<string, "json" | "empty">>;
  /** Every declared status. */
  readonly statuses: readonly number[];
  /** The names by which it pages, if it does. */
  readonly pages?: Pages;
}

/** The names by which a listing pages. */
export interface Pages {
  readonly after: string;
  readonly size: string;
  readonly items: string;
  readonly more: string;
}

const LIMITS = ["minLength", "maxLength", "minimum", "maximum", "default"];

/**
 * Returns every operation as a route, by id.
 *
 * @throws {SpecError} with every operation that cannot be sent as data: without a success status, or with a parameter
 *   that is neither in the path nor in the query.
 */
export function routesOf(
  document: unknown,
  effects: ReadonlyMap<string, Effect>,
): Readonly<Record<string, Route>> {
  const routes: Record<string, Route> = {};
  const problems: string[] = [];
  for (const { path, method, operation } of operationsOf(document)) {
    const where = `${method.toUpperCase()} ${path}`;
    const id = String(operation["operationId"]);
    const item = recordOf(
      resolvePointer(document, `#/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}`),
    );
    const parameters = parametersOf(document, item, operation);
    const strange = parameters.filter((parameter) => !["path", "query"].includes(String(parameter["in"])));
    for (const parameter of strange)
      problems.push(`${where}: parameter "${String(parameter["name"])}" must be in the path or the query`);
    const responses = recordOf(operation["responses"]);
    const success = successOf(document, responses);
    if (Object.keys(success).length === 0) problems.push(`${where} must declare a success status`);
    const effect = effects.get(id);
    if (effect === undefined) continue; // Already reported by the reader of the effects.
    const server = serverOf(operation) ?? serverOf(item);
    const pages = pagesOf(document, parameters, responses);
    routes[id] = {
      method: method.toUpperCase(),
      path,
      ...(server === undefined ? {} : { server }),
      effect,
      pathParameters: limitsOf(document, parameters, "path"),
      queryParameters: limitsOf(document, parameters, "query"),
      success,
      statuses: Object.keys(responses).map(Number).filter(Number.isInteger),
      ...(pages === undefined ? {} : { pages }),
    };
  }
  if (problems.length > 0) throw new SpecError(problems);
  return routes;
}

/** Returns a path's own parameters and the operation's, which win over them. */
function parametersOf(document: unknown, item: Json, operation: Json): readonly Json[] {
  const byPlace = new Map<string, Json>();
  for (const list of [item["parameters"], operation["parameters"]]) {
    for (const raw of Array.isArray(list) ? list : []) {
      const parameter = resolved(document, raw);
      byPlace.set(`${String(parameter["in"])} ${String(parameter["name"])}`, parameter);
    }
  }
  return [...byPlace.values()];
}

function limitsOf(
  document: unknown,
  parameters: readonly Json[],
  place: string,
): Readonly<Record<string, ParameterLimits>> {
  return Object.fromEntries(
    parameters
      .filter((parameter) => parameter["in"] === place)
      .map((parameter) => {
        const schema = resolved(document, parameter["schema"]);
        const limits = LIMITS.filter((keyword) => typeof schema[keyword] === "number");
        return [
          String(parameter["name"]),
          Object.fromEntries(limits.map((keyword) => [keyword, Number(schema[keyword])])),
        ];
      }),
  );
}

function successOf(document: unknown, responses: Json): Readonly<Record<string, "json" | "empty">> {
  return Object.fromEntries(
    Object.keys(responses)
      .filter((status) => /^2\d\d$/.test(status))
      .map((status) => [status, jsonSchemaOf(document, responses[status]) === undefined ? "empty" : "json"]),
  );
}

/**
 * Returns the names by which an operation pages, if it is a listing: its query takes `start_after` and a size, and its
 * pages have one array and say with `has_more` whether there is another.
 */
function pagesOf(document: unknown, parameters: readonly Json[], responses: Json): Pages | undefined {
  const has = (name: string): boolean =>
    parameters.some((parameter) => parameter["in"] === "query" && parameter["name"] === name);
  const fields = recordOf(jsonSchemaOf(document, responses["200"])?.["properties"]);
  const arrays = Object.keys(fields).filter((name) => resolved(document, fields[name])["type"] === "array");
  const [items] = arrays;
  if (!has("start_after") || !has("limit") || !Object.hasOwn(fields, "has_more")) return undefined;
  return items === undefined || arrays.length > 1
    ? undefined
    : { after: "start_after", size: "limit", items, more: "has_more" };
}

function jsonSchemaOf(document: unknown, response: unknown): Json | undefined {
  const content = recordOf(resolved(document, response)["content"]);
  const media = content["application/json"];
  return isRecord(media) ? resolved(document, media["schema"]) : undefined;
}

function serverOf(owner: Json): string | undefined {
  const servers = owner["servers"];
  const first: unknown = Array.isArray(servers) ? servers[0] : undefined;
  return isRecord(first) && typeof first["url"] === "string" ? first["url"] : undefined;
}

/** Returns a value, or the target of its `$ref`; a contract has been checked for circles of bare references. */
function resolved(document: unknown, value: unknown): Json {
  let here = value;
  for (let depth = 0; depth < 32; depth++) {
    if (!isRecord(here)) return {};
    const ref = here["$ref"];
    if (typeof ref !== "string") return here;
    here = resolvePointer(document, ref);
  }
  return {};
}

function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}
