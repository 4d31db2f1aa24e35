import { instantOf } from "../read/instant.js";
import { fail, optional, readJson, stringOf } from "../read/json.js";
import { basinNameProblem } from "../read/names.js";
import type { ListQuery } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { Exchange, RouteAnswer } from "../route.js";
import { createSortedMap, selectPage } from "../sorted-map.js";
import type { Basin, State } from "../state.js";
import { readBasinConfig, type BasinConfig } from "./config-body.js";

/** A basin to create. */
export interface BasinRequest {
  readonly name: string;
  readonly config: BasinConfig;
  readonly location: string | undefined;
}

/** Reads the body of a creation. */
export function readBasinRequest({ request }: Exchange): BasinRequest {
  const body = readJson(request);
  const name = stringOf(body["basin"], "basin");
  const problem = basinNameProblem(name);
  if (problem !== undefined) return fail("basin", problem);
  return {
    name,
    config: optional(readBasinConfig)(body["config"], "config") ?? {},
    location: optional(stringOf)(body["location"], "location"),
  };
}

/** Reads the basin in the path. */
export function readBasinName({ parameters }: Exchange): string {
  const name = parameters["basin"] ?? "";
  const problem = basinNameProblem(name);
  if (problem !== undefined) throw new Refusal("bad_path", `The basin in the path ${problem}.`);
  return name;
}

/** Answers a listing of basins. */
export function listBasins(query: ListQuery, { state, rules, caller }: Exchange): RouteAnswer {
  const within = rules.filterListings ? caller.scope.basins : { prefix: "" };
  const { items, hasMore } = selectPage(state.basins, ({ name }) => name, query, within);
  return { status: 200, json: { basins: items.map(toInfo), has_more: hasMore } };
}

/** Creates a basin, or repeats the answer to the same `s2-request-token`. */
export function createBasin(
  { name, config, location }: BasinRequest,
  { request, state, rules }: Exchange,
): RouteAnswer {
  const requestToken = request.headers.get("s2-request-token");
  const existing = state.basins.get(name);
  if (existing !== undefined) {
    if (requestToken !== null && existing.requestToken === requestToken) {
      return { status: 200, json: toInfo(existing) };
    }
    throw new Refusal("resource_already_exists", "A basin with this name exists.");
  }
  const createdAt = instantOf(rules.now()).text;
  const basin: Basin = { name, config, location, createdAt, requestToken, streams: createSortedMap() };
  state.basins.set(name, basin);
  return { status: 201, json: toInfo(basin) };
}

/** Answers the configuration a basin was created with. */
export function getBasinConfig(name: string, { state }: Exchange): RouteAnswer {
  return { status: 200, json: findBasin(state, name).config };
}

/** Deletes a basin and its streams, at once. */
export function deleteBasin(name: string, { state }: Exchange): RouteAnswer {
  findBasin(state, name);
  state.basins.delete(name);
  return { status: 202 };
}

/** The basin of a name, or a 404. */
export function findBasin(state: State, name: string): Basin {
  const basin = state.basins.get(name);
  if (basin === undefined) throw new Refusal("basin_not_found", "There is no basin with this name.");
  return basin;
}

function toInfo({ name, location, createdAt }: Basin): object {
  return { name, location: location ?? null, created_at: createdAt, deleted_at: null };
}
