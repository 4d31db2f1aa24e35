import { instantOf } from "../read/instant.js";
import { fail, objectOf, optional, readJson, readOptionalBody, stringOf } from "../read/json.js";
import { basinNameProblem, locationProblem } from "../read/names.js";
import type { ListQuery } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { AccountRequest } from "../request.js";
import type { Exchange, PlainAnswer, RouteAnswer } from "../route.js";
import { createSortedMap, selectPage } from "../sorted-map.js";
import type { Basin } from "../state.js";
import { changeBasin, NEW_BASIN, readBasinConfig, type Given } from "./config-body.js";
import { remove } from "./deletion.js";

/** A basin to create, or to make what it is to be. */
export interface BasinRequest {
  readonly name: string;
  readonly config: Given;
  readonly location: string | undefined;
}

/** A change of a basin's configuration. */
export interface BasinChange {
  readonly name: string;
  readonly config: Given;
}

/** Reads the body of a creation. */
export function readBasinRequest({ request }: Exchange): BasinRequest {
  const body = readJson(request);
  const name = stringOf(body["basin"], "basin");
  const problem = basinNameProblem(name);
  if (problem !== undefined) return fail("basin", problem);
  return { name, ...readParts(body) };
}

/** Reads a basin by the name in the path, and what it is to be. */
export function readBasinToEnsure(exchange: Exchange): BasinRequest {
  const body = objectOf(readOptionalBody(exchange.request) ?? {}, "The body");
  return { name: readBasinName(exchange), ...readParts(body) };
}

function readParts(body: Given): Omit<BasinRequest, "name"> {
  const location = optional(stringOf)(body["location"], "location");
  const problem = location === undefined ? undefined : locationProblem(location);
  if (problem !== undefined) return fail("location", problem);
  return { config: optional(readBasinConfig)(body["config"], "config") ?? {}, location };
}

/** Reads a change of the basin in the path. */
export function readBasinChange(exchange: Exchange): BasinChange {
  return { name: readBasinName(exchange), config: readBasinConfig(readJson(exchange.request), "The body") };
}

/** Reads the basin in the path. */
export function readBasinName({ parameters }: Exchange): string {
  const name = parameters["basin"] ?? "";
  const problem = basinNameProblem(name);
  if (problem !== undefined) throw new Refusal("bad_path", `The basin in the path ${problem}.`);
  return name;
}

/** Answers a listing of basins, with those that are being deleted. */
export function listBasins(query: ListQuery, { state, rules, caller }: Exchange): RouteAnswer {
  const within = rules.filterListings ? caller.scope.basins : { prefix: "" };
  const { items, hasMore } = selectPage(state.basins, ({ name }) => name, query, within);
  return { status: 200, json: { basins: items.map(toInfo), has_more: hasMore } };
}

/** Creates a basin, or repeats the answer to the same request. */
export function createBasin(wanted: BasinRequest, exchange: Exchange): RouteAnswer {
  const config = changeBasin(NEW_BASIN, wanted.config);
  const request = requestOf(exchange.request, wanted.config);
  const existing = openBasin(wanted.name, exchange);
  if (existing === undefined)
    return provisioned(201, "created", toInfo(addBasin(wanted, config, request, exchange)));
  if (request !== null && existing.request === request) return provisioned(201, "noop", toInfo(existing));
  throw new Refusal("resource_already_exists", "A basin with this name exists.");
}

/** Makes a basin what it is to be: what the request does not say is as in a new one. */
export function ensureBasin(wanted: BasinRequest, exchange: Exchange): RouteAnswer {
  const config = changeBasin(NEW_BASIN, wanted.config);
  const existing = openBasin(wanted.name, exchange);
  if (existing === undefined)
    return provisioned(201, "created", toInfo(addBasin(wanted, config, null, exchange)));
  const isSame = JSON.stringify(existing.config) === JSON.stringify(config);
  existing.config = config;
  return provisioned(200, isSame ? "noop" : "updated", toInfo(existing));
}

/** Changes a basin's configuration, and answers the whole of it. */
export function reconfigureBasin({ name, config }: BasinChange, exchange: Exchange): RouteAnswer {
  const basin = openBasin(name, exchange) ?? findBasin(exchange, name);
  basin.config = changeBasin(basin.config, config);
  return { status: 200, json: basin.config };
}

/** Answers a basin's configuration. */
export function getBasinConfig(name: string, exchange: Exchange): RouteAnswer {
  return { status: 200, json: findBasin(exchange, name).config };
}

/** Deletes a basin and its streams. */
export function deleteBasin(name: string, exchange: Exchange): RouteAnswer {
  remove(findBasin(exchange, name), { basin: name }, exchange);
  return { status: 202 };
}

/** The basin of a name, one that is being deleted too, or a 404. */
export function findBasin({ state }: Exchange, name: string): Basin {
  const basin = state.basins.get(name);
  if (basin === undefined) throw new Refusal("basin_not_found", "There is no basin with this name.");
  return basin;
}

/** The basin of a name, if there is one; a 409 while it is being deleted. */
function openBasin(name: string, { state }: Exchange): Basin | undefined {
  const basin = state.basins.get(name);
  return basin === undefined ? undefined : refuseDeleting(basin);
}

/** A basin that can be changed: a 409 while it is being deleted. */
export function refuseDeleting(basin: Basin): Basin {
  if (basin.deletedAt === undefined) return basin;
  throw new Refusal("basin_deletion_pending", "The basin is being deleted.");
}

function addBasin(
  { name, location }: BasinRequest,
  config: Basin["config"],
  request: string | null,
  { state, rules }: Exchange,
): Basin {
  const createdAt = instantOf(rules.now()).text;
  const place = location ?? state.defaultLocation;
  const basin: Basin = { name, config, location: place, createdAt, request, streams: createSortedMap() };
  state.basins.set(name, basin);
  return basin;
}

/** What tells a repeated creation from another one of the same name; null where the client did not say. */
export function requestOf({ headers }: AccountRequest, config: Given): string | null {
  const token = headers.get("s2-request-token");
  if (token === null) return null;
  if (token.length > 36) throw new Refusal("bad_header", "s2-request-token must have at most 36 bytes.");
  return JSON.stringify([token, config]);
}

/** An answer that says what a creation came to. */
export function provisioned(
  status: number,
  result: "created" | "updated" | "noop",
  json: object,
): PlainAnswer {
  return { status, json, headers: { "s2-provision-result": result } };
}

function toInfo({ name, location, createdAt, deletedAt }: Basin): object {
  const state = deletedAt === undefined ? "active" : "deleting";
  return { name, location, created_at: createdAt, deleted_at: deletedAt ?? null, state };
}
