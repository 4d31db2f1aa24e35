import type { OperationTable } from "./authorise.js";
import type { AccountRequest } from "./request.js";
import type { State, Token } from "./state.js";

/** What an account goes by, fixed at its creation. */
export interface Rules {
  readonly operationTable: OperationTable;
  readonly filterListings: boolean;
  readonly revocationDelayMillis: number;
  readonly now: () => number;
  readonly newSecret: () => string;
}

/** One request on its way through a route. */
export interface Exchange {
  readonly request: AccountRequest;
  /** Decoded segments of the path, by their names in the route. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly caller: Token;
  readonly state: State;
  readonly rules: Rules;
}
