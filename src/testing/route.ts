import type { Operation } from "../../generated/constants.js";
import {
  describeDenial,
  describeGrant,
  refusalOf,
  type Denial,
  type Names,
  type OperationTable,
} from "./authorise.js";
import type { Bell } from "./data/bell.js";
import type { Decision } from "./journal.js";
import { Refusal } from "./refusal.js";
import type { AccountRequest, BodyUse, Bytes } from "./request.js";
import type { State, Token } from "./state.js";

/** The settings of an account, fixed at its creation. */
export interface Rules {
  readonly operationTable: OperationTable;
  readonly filterListings: boolean;
  readonly revocationDelayMillis: number;
  readonly now: () => number;
  readonly newSecret: () => string;
  /** The error code for a revoked, expired or unknown bearer. */
  readonly deadBearer: "authn" | "access_token_not_found";
  /** Milliseconds that deleting a basin or stream takes. */
  readonly deletionDelayMillis: number;
  /** Calls back after a number of milliseconds, and returns a function that cancels the timer. */
  readonly startTimer: (callback: () => void, millis: number) => () => void;
}

/** The account's side of an open session. */
export interface Ongoing {
  /** Rings on every change in the account. */
  readonly bell: Bell;
  /** Throws the refusal that the bearer of the session would meet now, if any. */
  readonly checkBearer: () => void;
  /** Returns the milliseconds until the bearer expires or its revocation takes effect; undefined for never. */
  readonly millisToLive: () => number | undefined;
  /** Writes in the journal the decision on an operation within the session. */
  readonly note: (decision: Decision, operation: Operation) => void;
  /** Writes a refusal in the journal and returns the answer for the client. */
  readonly refuse: (refusal: Refusal, operation: Operation) => PlainAnswer;
}

/** One request on its way through a route. */
export interface Exchange {
  readonly request: AccountRequest;
  /** The decoded segments of the path, by their names in the route. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly caller: Token;
  /** The account's current state, also later in a session. */
  readonly state: State;
  readonly rules: Rules;
  readonly ongoing: Ongoing;
}

/** A status, and a body in JSON or protobuf if there is one. */
export interface PlainAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly protobuf?: Bytes;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer of a handler: at once, after a wait, or piece by piece. */
export type RouteAnswer =
  | (PlainAnswer & { readonly later?: undefined; readonly stream?: undefined })
  | {
      readonly status: number;
      readonly later: (signal: AbortSignal) => Promise<PlainAnswer>;
      readonly stream?: undefined;
    }
  | {
      readonly status: number;
      readonly later?: undefined;
      readonly stream: {
        readonly type: string;
        readonly pieces: (signal: AbortSignal) => AsyncIterable<Bytes>;
      };
    };

/** A row of the route table: what a request means and which permissions it needs. */
export interface RouteOptions<Input> {
  /** Reports whether the row handles a request of its method and path. Default: every one no earlier row handles. */
  readonly fits?: (headers: Headers) => boolean;
  /** The way its body is read. Default: as a whole if the method has a body. */
  readonly body?: BodyUse;
  /** Returns all the operations it needs, if they depend on its content. */
  readonly operations?: (input: Input, exchange: Exchange) => readonly Operation[];
  /** Reads the request, or refuses it with a 400. */
  readonly read: (exchange: Exchange) => Input;
  /** Refuses with a 422 what is well-formed but invalid. */
  readonly check?: (input: Input, exchange: Exchange) => void;
  /** Returns the resources the request names. */
  readonly names: (input: Input, exchange: Exchange) => Names;
  /** Returns a denial if the request needs more than operation and resources, and the caller lacks it. */
  readonly permit?: (input: Input, exchange: Exchange) => Denial | undefined;
  /** Carries out the request, or refuses with a 404 or 409. */
  readonly answer: (input: Input, exchange: Exchange) => RouteAnswer;
}

/** A route with its input's type closed over. */
export interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly operation: Operation;
  readonly fits: (headers: Headers) => boolean;
  readonly body: BodyUse;
  /** Runs every check in S2's order, then the work. Calls `name` with the resources once they are known. */
  readonly run: (exchange: Exchange, name: (names: Names) => void) => Done;
}

/** The answer to a permitted request, and what permitted it. */
export interface Done {
  readonly answer: RouteAnswer;
  readonly reason: string;
}

/**
 * Creates a row of the route table, for a method and a path under `/v1` in which `{name}` stands for one segment. All
 * routes are authorised by this same code.
 */
export function route<Input>(place: string, operation: Operation, options: RouteOptions<Input>): Route {
  const { operations, read, check, names, permit, answer } = options;
  const [method = "", path = ""] = place.split(" ");
  return {
    method,
    segments: path.split("/").slice(1),
    operation,
    fits: options.fits ?? (() => true),
    body: options.body ?? (method === "GET" || method === "DELETE" ? "none" : "whole"),
    run(exchange, name) {
      const input = read(exchange);
      const named = names(input, exchange);
      name(named);
      check?.(input, exchange);
      const all = operations?.(input, exchange) ?? [operation];
      for (const one of all) authorise(one, named, exchange);
      deny(permit?.(input, exchange), exchange);
      return {
        answer: answer(input, exchange),
        reason: all
          .map((one) => describeGrant(exchange.caller, one, exchange.rules.operationTable))
          .join(" "),
      };
    },
  };
}

/** Refuses an operation that the caller's scope does not permit on the resources named. */
export function authorise(operation: Operation, named: Names, exchange: Exchange): void {
  deny(refusalOf(exchange.caller, operation, named, exchange.rules.operationTable), exchange);
}

function deny(denial: Denial | undefined, { caller }: Exchange): void {
  if (denial !== undefined) {
    throw new Refusal("permission_denied", describeDenial(denial, caller.id), denial);
  }
}
