import { fail, readBody, stringOf } from "../read/json.js";
import { locationProblem } from "../read/names.js";
import { Refusal } from "../refusal.js";
import type { Exchange, RouteAnswer } from "../route.js";

/** The locations a basin can be in: names like S2's, all served from here. */
const NAMES = ["aws:us-east-1", "aws:us-west-2", "aws:eu-central-1"];
const LOCATIONS = NAMES.map((name) => ({ name, is_private: false }));

/** Lists the locations that basins can be in. */
export function listLocations(): RouteAnswer {
  return { status: 200, json: LOCATIONS };
}

/** Answers with the location of basins created without one. */
export function getDefaultLocation(_: unknown, { state }: Exchange): RouteAnswer {
  return { status: 200, json: LOCATIONS.find(({ name }) => name === state.defaultLocation) };
}

/** Reads a location: the body is its name, a JSON string. */
export function readLocation({ request }: Exchange): { readonly location: string } {
  const location = stringOf(readBody(request), "The body");
  const problem = locationProblem(location);
  return problem === undefined ? { location } : fail("The body", problem);
}

/** Sets the location of basins created without one. S2 does not document its answer for an unknown location. */
export function setDefaultLocation({ location }: { location: string }, { state }: Exchange): RouteAnswer {
  const info = LOCATIONS.find(({ name }) => name === location);
  if (info === undefined) throw new Refusal("invalid", "There is no such location.");
  state.defaultLocation = location;
  return { status: 200, json: info };
}
