import { instantOf } from "../read/instant.js";
import { fail, objectOf, optional, readJson, readOptionalBody, stringOf } from "../read/json.js";
import { basinNameProblem, locationProblem } from "../read/names.js";
import type { ListQuery } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { Exchange, RouteAnswer } from "../route.js";
import { createSortedMap, selectPage } from "../sorted-map.js";
import type { Basin, Stream } from "../state.js";
import { changeBasin, NEW_BASIN, readBasinConfig, type Given } from "./config-body.js";
import { provision, remove } from "./provision.js";

/** A basin to create or ensure. */
export interface BasinRequest {
  readonly name: string;
  readonly config: Given;
  readonly location: string | undefined;
}

/** A change to a basin's configuration. */
export type BasinChange = Pick<BasinRequest, "name" | "config">;

/** Reads the body of a creation. */
export function readBasinRequest({ request }: Exchange): BasinRequest {
  const body = readJson(request);
  const name = stringOf(body["basin"], "basin");
  const problem = basinNameProblem(name);
  if (problem !== undefined) return fail("basin", problem);
  return { name, ...readParts(body) };
}

/** Reads the basin in the path and the configuration it should have. */
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

/** Reads a change to the basin in the path. */
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

/** Lists basins, including those being deleted. */
export function listBasins(query: ListQuery, { state, rules, caller }: Exchange): RouteAnswer {
  const within = rules.filterListings ? caller.scope.basins : { prefix: "" };
  const { items, hasMore } = selectPage(state.basins, ({ name }) => name, query, within);
  return { status: 200, json: { basins: items.map(toInfo), has_more: hasMore } };
}

/** Creates or ensures a basin. What the request leaves out is as in a new basin. */
export function createBasin(wanted: BasinRequest, exchange: Exchange): RouteAnswer {
  const { name, location, config: given } = wanted;
  const { state, rules } = exchange;
  const config = changeBasin(NEW_BASIN, given);
  const create = (request: string | null): Basin => {
    const createdAt = instantOf(rules.now()).text;
    const place = location ?? state.defaultLocation;
    const basin = { name, config, location: place, createdAt, request, streams: createSortedMap<Stream>() };
    state.basins.set(name, basin);
    return basin;
  };
  const existing = openBasin(name, exchange);
  return provision({ noun: "basin", given, config, existing, create, show: toInfo }, exchange);
}

/** Changes a basin's configuration, and answers with all of it. */
export function reconfigureBasin({ name, config }: BasinChange, exchange: Exchange): RouteAnswer {
  const basin = openBasin(name, exchange) ?? findBasin(exchange, name);
  basin.config = changeBasin(basin.config, config);
  return { status: 200, json: basin.config };
}

/** Answers with a basin's configuration. */
export function getBasinConfig(name: string, exchange: Exchange): RouteAnswer {
  return { status: 200, json: findBasin(exchange, name).config };
}

/** Deletes a basin and its streams. */
export function deleteBasin(name: string, exchange: Exchange): RouteAnswer {
  remove(findBasin(exchange, name), { basin: name }, exchange);
  return { status: 202 };
}

/** Returns the basin of a name, even one being deleted; refuses with a 404 if there is none. */
export function findBasin({ state }: Exchange, name: string): Basin {
  const basin = state.basins.get(name);
  if (basin === undefined) throw new Refusal("basin_not_found", "There is no basin with this name.");
  return basin;
}

/** Returns the basin of a name, if there is one; refuses with a 409 while it is being deleted. */
function openBasin(name: string, { state }: Exchange): Basin | undefined {
  const basin = state.basins.get(name);
  return basin === undefined ? undefined : refuseDeleting(basin);
}

/** Returns the basin; refuses with a 409 while it is being deleted. */
export function refuseDeleting(basin: Basin): Basin {
  if (basin.deletedAt === undefined) return basin;
  throw new Refusal("basin_deletion_pending", "The basin is being deleted.");
}

function toInfo({ name, location, createdAt, deletedAt }: Basin): object {
  const state = deletedAt === undefined ? "active" : "deleting";
  return { name, location, created_at: createdAt, deleted_at: deletedAt ?? null, state };
}
