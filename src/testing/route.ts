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

/** What an account goes by, fixed at its creation. */
export interface Rules {
  readonly operationTable: OperationTable;
  readonly filterListings: boolean;
  readonly revocationDelayMillis: number;
  readonly now: () => number;
  readonly newSecret: () => string;
  /** What a bearer is answered that is revoked, expired or unknown. */
  readonly deadBearer: "authn" | "access_token_not_found";
  /** How long basins and streams are in the middle of being deleted. */
  readonly deletionDelayMillis: number;
  /** Calls back after some milliseconds, and returns what calls that off. */
  readonly startTimer: (callback: () => void, millis: number) => () => void;
}

/** What goes on in an account while a session is open. */
export interface Ongoing {
  /** Calls back with every change of the account. */
  readonly bell: Bell;
  /** Throws the refusal that the bearer of the session would meet now, if any. */
  readonly checkBearer: () => void;
  /** Milliseconds until the bearer dies by itself; undefined for never. */
  readonly millisToLive: () => number | undefined;
  /** Writes in the journal what an operation within the session was refused with. */
  readonly note: (decision: Decision, operation: Operation) => void;
  /** Writes a refusal in the journal and returns what the client is told. */
  readonly refuse: (refusal: Refusal, operation: Operation) => PlainAnswer;
}

/** One request on its way through a route. */
export interface Exchange {
  readonly request: AccountRequest;
  /** Decoded segments of the path, by their names in the route. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly caller: Token;
  /** What the account holds now, also later on in a session. */
  readonly state: State;
  readonly rules: Rules;
  readonly ongoing: Ongoing;
}

/** A status, and a body in JSON or protobuf where one is due. */
export interface PlainAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly protobuf?: Bytes;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler answers: at once, after waiting for something, or piece by piece. */
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

/** One line of the route table: what a request means and which permission it takes. */
export interface RouteOptions<Input> {
  /** Which of the requests of this method and path it is for. Default: all that no line before it is for. */
  readonly fits?: (headers: Headers) => boolean;
  /** How its body is read. Default: as a whole where the method is one that has a body. */
  readonly body?: BodyUse;
  /** The operations it takes together, where what it carries decides. */
  readonly operations?: (input: Input, exchange: Exchange) => readonly Operation[];
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
  readonly fits: (headers: Headers) => boolean;
  readonly body: BodyUse;
  /** Every check in S2's order, then the work itself. `name` is told the resources as soon as they are known. */
  readonly run: (exchange: Exchange, name: (names: Names) => void) => Done;
}

/** A request that was permitted: what it is answered, and what permitted it. */
export interface Done {
  readonly answer: RouteAnswer;
  readonly reason: string;
}

/**
 * Makes a line of the route table, for a method and a path under `/v1` in which `{name}` stands for one segment. Every
 * route is authorised by the same lines, which are these.
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

/** Refuses an operation that the caller's scope does not permit on what it names. */
export function authorise(operation: Operation, named: Names, exchange: Exchange): void {
  deny(refusalOf(exchange.caller, operation, named, exchange.rules.operationTable), exchange);
}

function deny(denial: Denial | undefined, { caller }: Exchange): void {
  if (denial !== undefined) {
    throw new Refusal("permission_denied", describeDenial(denial, caller.id), denial);
  }
}
