import { emptySide } from "../merge.js";
import { operationsOf } from "../paths.js";
import type { Effect } from "../effects.js";
import { list } from "../schema/keywords.js";
import { createReader } from "../schema/reader.js";
import type { Reader } from "../schema/reader.js";
import type { Shape } from "../schema/shape.js";
import { isRecord, SpecError } from "../yaml.js";

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

const limitNames = ["minLength", "maxLength", "minimum", "maximum"] as const;

/**
 * Returns every operation as a route, by id.
 *
 * @throws {SpecError} with every operation that cannot be sent as data: without a success status, or with a parameter
 *   that is neither in the path nor in the query.
 */
export function routesOf(
  document: Json,
  effects: ReadonlyMap<string, Effect>,
): Readonly<Record<string, Route>> {
  const reader = createReader({ ...emptySide, document });
  const routes: Record<string, Route> = {};
  const problems: string[] = [];
  for (const { path, method, operation, item } of operationsOf(document)) {
    const where = `${method.toUpperCase()} ${path}`;
    const id = String(operation["operationId"]);
    const parameters = parametersIn(reader, item, operation);
    const strange = parameters.filter((parameter) => !["path", "query"].includes(String(parameter["in"])));
    for (const parameter of strange)
      problems.push(`${where}: parameter "${String(parameter["name"])}" must be in the path or the query`);
    const responses = recordOf(operation["responses"]);
    const success = successOf(reader, responses);
    if (Object.keys(success).length === 0) problems.push(`${where} must declare a success status`);
    const effect = effects.get(id);
    if (effect === undefined) continue; // Already reported by the reader of the effects.
    const server = serverOf(operation) ?? serverOf(item);
    const pages = pagesOf(reader, parameters, responses);
    routes[id] = {
      method: method.toUpperCase(),
      path,
      ...(server === undefined ? {} : { server }),
      effect,
      pathParameters: limitsOf(reader, parameters, "path"),
      queryParameters: limitsOf(reader, parameters, "query"),
      success,
      statuses: Object.keys(responses).map(Number).filter(Number.isInteger),
      ...(pages === undefined ? {} : { pages }),
    };
  }
  if (problems.length > 0) throw new SpecError(problems);
  return routes;
}

/** Returns a path's own parameters and the operation's, which win over them. */
export function parametersIn(reader: Reader, item: Json, operation: Json): readonly Json[] {
  const all = [...list(item["parameters"]), ...list(operation["parameters"])];
  const byPlace = all.map((raw): [string, Json] => {
    const parameter = targetOf(reader, raw);
    return [`${String(parameter["in"])} ${String(parameter["name"])}`, parameter];
  });
  return [...new Map(byPlace).values()];
}

/** Returns a part of a call, behind its reference. */
export function targetOf(reader: Reader, raw: unknown): Json {
  const target = reader.resolve({ raw, at: "#" }).raw;
  return isRecord(target) ? target : {};
}

function limitsOf(
  reader: Reader,
  parameters: readonly Json[],
  place: string,
): Readonly<Record<string, ParameterLimits>> {
  const here = parameters.filter((parameter) => parameter["in"] === place);
  return Object.fromEntries(
    here.map((parameter) => {
      const shape = reader.shape({ raw: parameter["schema"] ?? true, at: "#" });
      const limits = limitNames.map((name) => [name, shape.limits.get(name)?.value] as const);
      const all = [...limits, ["default", shape.default?.value] as const];
      const numbers = all.flatMap(([name, value]) =>
        typeof value === "number" ? [[name, value] as const] : [],
      );
      return [String(parameter["name"]), Object.fromEntries(numbers)];
    }),
  );
}

function successOf(reader: Reader, responses: Json): Readonly<Record<string, "json" | "empty">> {
  const statuses = Object.keys(responses).filter((status) => /^2\d\d$/.test(status));
  return Object.fromEntries(
    statuses.map((status) => [status, answerOf(reader, responses[status]) ? "json" : "empty"]),
  );
}

/**
 * Returns the names by which an operation pages, if it is a listing: its query takes `start_after` and a size, and its
 * pages have one array and say with `has_more` whether there is another.
 */
function pagesOf(reader: Reader, parameters: readonly Json[], responses: Json): Pages | undefined {
  const has = (name: string): boolean =>
    parameters.some((parameter) => parameter["in"] === "query" && parameter["name"] === name);
  const fields = answerOf(reader, responses["200"])?.properties;
  const [items, ...others] = [...(fields ?? [])].filter(([, part]) => {
    const { types } = reader.shape(part);
    return types.has("array") && types.size === 1;
  });
  if (!has("start_after") || !has("limit") || !fields?.has("has_more")) return undefined;
  if (items === undefined || others.length > 0) return undefined;
  return { after: "start_after", size: "limit", items: items[0], more: "has_more" };
}

/** Returns the shape of an answer in JSON, if it has one. */
function answerOf(reader: Reader, response: unknown): Shape | undefined {
  const { content } = targetOf(reader, response);
  const media = isRecord(content) ? content["application/json"] : undefined;
  return isRecord(media) ? reader.shape({ raw: media["schema"] ?? true, at: "#" }) : undefined;
}

function serverOf(owner: Json): string | undefined {
  const servers = owner["servers"];
  const first: unknown = Array.isArray(servers) ? servers[0] : undefined;
  return isRecord(first) && typeof first["url"] === "string" ? first["url"] : undefined;
}

function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}
