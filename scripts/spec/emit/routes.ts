import type { Effect } from "../effects.js";
import { emptySide } from "../merge.js";
import { listOperations } from "../operations.js";
import { answersOf, parametersOf } from "../schema/calls.js";
import type { Body, Members, Parameter } from "../schema/calls.js";
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
  for (const operation of listOperations(reader.side)) {
    const { path, method, name: id, raw, item, at } = operation;
    const where = `${method.toUpperCase()} ${path}`;
    const parameters = [...parametersOf(reader, operation).values()];
    for (const parameter of parameters.filter((one) => one.in !== "path" && one.in !== "query"))
      problems.push(`${where}: parameter "${parameter.name}" must be in the path or the query`);
    const answers = answersOf(reader, { raw: raw["responses"], at: `${at}/responses` });
    const success = successOf(answers);
    if (Object.keys(success).length === 0) problems.push(`${where} must declare a success status`);
    const effect = effects.get(id);
    if (effect === undefined) continue; // Already reported by the reader of the effects.
    const server = serverOf(raw) ?? serverOf(item);
    const pages = pagesOf(reader, parameters, answers);
    routes[id] = {
      method: method.toUpperCase(),
      path,
      ...(server === undefined ? {} : { server }),
      effect,
      pathParameters: limitsOf(reader, parameters, "path"),
      queryParameters: limitsOf(reader, parameters, "query"),
      success,
      statuses: [...answers.keys()].map(Number).filter(Number.isInteger),
      ...(pages === undefined ? {} : { pages }),
    };
  }
  if (problems.length > 0) throw new SpecError(problems);
  return routes;
}

function limitsOf(
  reader: Reader,
  parameters: readonly Parameter[],
  place: "path" | "query",
): Readonly<Record<string, ParameterLimits>> {
  const here = parameters.filter((parameter) => parameter.in === place);
  return Object.fromEntries(
    here.map(({ name, schema }) => {
      const shape = reader.shape(schema);
      const limits = limitNames.map((limit) => [limit, shape.limits.get(limit)?.value] as const);
      const all = [...limits, ["default", numberOf(shape)] as const];
      const numbers = all.flatMap(([limit, value]) =>
        typeof value === "number" ? [[limit, value] as const] : [],
      );
      return [name, Object.fromEntries(numbers)];
    }),
  );
}

/** Returns the default of a number. S2 has written it as JSON text. */
function numberOf({ types, default: value }: Shape): unknown {
  const isText = typeof value?.value === "string" && (types.has("integer") || types.has("number"));
  return isText ? Number(value.value) : value?.value;
}

function successOf(answers: Members<Body>): Readonly<Record<string, "json" | "empty">> {
  const successes = [...answers].filter(([status]) => /^2\d\d$/.test(status));
  return Object.fromEntries(
    successes.map(([status, { content }]) => [status, content.has("application/json") ? "json" : "empty"]),
  );
}

/**
 * Returns the names by which an operation pages, if it is a listing: its query takes `start_after` and a size, and its
 * pages have one array and say with `has_more` whether there is another.
 */
function pagesOf(
  reader: Reader,
  parameters: readonly Parameter[],
  answers: Members<Body>,
): Pages | undefined {
  const has = (name: string): boolean => parameters.some((one) => one.in === "query" && one.name === name);
  const page = answers.get("200")?.content.get("application/json");
  const fields = page && reader.shape(page.schema).properties;
  const [items, ...others] = [...(fields ?? [])].filter(([, part]) => {
    const { types } = reader.shape(part);
    return types.has("array") && types.size === 1;
  });
  if (!has("start_after") || !has("limit") || !fields?.has("has_more")) return undefined;
  if (items === undefined || others.length > 0) return undefined;
  return { after: "start_after", size: "limit", items: items[0], more: "has_more" };
}

function serverOf(owner: Json): string | undefined {
  const servers = owner["servers"];
  const first: unknown = Array.isArray(servers) ? servers[0] : undefined;
  return isRecord(first) && typeof first["url"] === "string" ? first["url"] : undefined;
}
