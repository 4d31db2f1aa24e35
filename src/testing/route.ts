import type { Operation } from "../../generated/constants.js";
import {
  describeDenial,
  describeGrant,
  refusalOf,
  type Denial,
  type Names,
  type OperationTable,
} from "./authorise.js";
import { Refusal } from "./refusal.js";
import type { AccountRequest, Bytes } from "./request.js";
import type { State, Token } from "./state.js";

/** What an account goes by, fixed at its creation. */
export interface Rules {
  readonly operationTable: OperationTable;
  readonly filterListings: boolean;
  readonly revocationDelayMillis: number;
  readonly now: () => number;
  readonly newSecret: () => string;
  /** What a bearer is answered that is revoked, expired or unknown. */
  readonly deadBearer: "authn" | "access_token_not_found";
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

/** What a handler answers: a status, and a body in JSON or protobuf where one is due. */
export type RouteAnswer = {
  readonly status: number;
  readonly json?: unknown;
  readonly protobuf?: Bytes;
};

/** One line of the route table: what a request means and which permission it takes. */
export interface RouteOptions<Input> {
  readonly method: string;
  /** Segments under `/v1`; `{name}` stands for one segment. */
  readonly path: string;
  /** The operation it takes. */
  readonly operation: Operation;
  /** The operations it takes together, where what it carries decides. */
  readonly operations?: (input: Input) => readonly Operation[];
  /** Reads the request, or refuses it with a 400. */
  readonly read: (exchange: Exchange) => Input;
  /** Refuses with a 422 what is well-formed and still makes no sense. */
  readonly check?: (input: Input, exchange: Exchange) => void;
  /** The resources the request names. */
  readonly names: (input: Input, exchange: Exchange) => Names;
  /** What else than operation and resources the caller must hold. */
  readonly permit?: (input: Input, exchange: Exchange) => Denial | undefined;
  /** Does it, or refuses with a 404 or 409. */
  readonly answer: (input: Input, exchange: Exchange) => RouteAnswer;
}

/** A route with its input's type closed over. */
export interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly operation: Operation;
  /** Every check in S2's order, then the work itself. `name` is told the resources as soon as they are known. */
  readonly run: (exchange: Exchange, name: (names: Names) => void) => Done;
}

/** A request that was permitted: what it is answered, and what permitted it. */
export interface Done {
  readonly answer: RouteAnswer;
  readonly reason: string;
}

/** Makes a line of the route table. Every route is authorised by the same lines, which are these. */
export function route<Input>(options: RouteOptions<Input>): Route {
  const { method, path, operation, operations, read, check, names, permit, answer } = options;
  return {
    method,
    segments: path.split("/").slice(1),
    operation,
    run(exchange, name) {
      const { caller, rules } = exchange;
      const input = read(exchange);
      const named = names(input, exchange);
      name(named);
      check?.(input, exchange);
      const all = operations?.(input) ?? [operation];
      for (const one of all) deny(refusalOf(caller, one, named, rules.operationTable), exchange);
      deny(permit?.(input, exchange), exchange);
      return {
        answer: answer(input, exchange),
        reason: all.map((one) => describeGrant(caller, one, rules.operationTable)).join(" "),
      };
    },
  };
}

function deny(denial: Denial | undefined, { caller }: Exchange): void {
  if (denial !== undefined) {
    throw new Refusal("permission_denied", describeDenial(denial, caller.id), denial);
  }
}
