import { fail, readBody, stringOf } from "../read/json.js";
import { locationProblem } from "../read/names.js";
import { Refusal } from "../refusal.js";
import type { Exchange, RouteAnswer } from "../route.js";

/** Where a basin can be: names of S2's kind, all of them here. */
const NAMES = ["aws:us-east-1", "aws:us-west-2", "aws:eu-central-1"];
const LOCATIONS = NAMES.map((name) => ({ name, is_private: false }));

/** Answers where basins can be. */
export function listLocations(): RouteAnswer {
  return { status: 200, json: LOCATIONS };
}

/** Answers where basins are whose creation does not say. */
export function getDefaultLocation(_: unknown, { state }: Exchange): RouteAnswer {
  return { status: 200, json: LOCATIONS.find(({ name }) => name === state.defaultLocation) };
}

/** Reads a location: the body is its name, a JSON string. */
export function readLocation({ request }: Exchange): { readonly location: string } {
  const location = stringOf(readBody(request), "The body");
  const problem = locationProblem(location);
  return problem === undefined ? { location } : fail("The body", problem);
}

/** Sets where basins are whose creation does not say. S2 does not tell what it says of one that there is not. */
export function setDefaultLocation({ location }: { location: string }, { state }: Exchange): RouteAnswer {
  const info = LOCATIONS.find(({ name }) => name === location);
  if (info === undefined) throw new Refusal("invalid", "There is no such location.");
  state.defaultLocation = location;
  return { status: 200, json: info };
}
