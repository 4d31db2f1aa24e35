import type { Route } from "../../generated/constants.js";
import type { S2ApiErrorDetails, S2Effect } from "../errors.js";
import type { Body } from "./chunks.js";
import type { Call } from "./call.js";

/** A request as it goes over the wire, less its headers. */
export interface Outgoing {
  readonly route: Route;
  readonly url: string;
  readonly body: string | undefined;
}

/** One request of a call. Anything learnt about it after it was abandoned stays here and does not affect the call. */
export class Attempt {
  readonly call: Call;
  readonly outgoing: Outgoing;
  sent = false;
  /** The body of its answer, once the headers have arrived. */
  body: Body | undefined;
  #effect: S2Effect | undefined;

  constructor(call: Call, outgoing: Outgoing) {
    this.call = call;
    this.outgoing = outgoing;
  }

  /** True once its possible effect has been judged. */
  get isJudged(): boolean {
    return this.#effect !== undefined;
  }

  /** The effect as judged; otherwise `unknown` once the request was sent, `none` before. Reading never has one. */
  get effect(): S2Effect {
    if (this.outgoing.route.effect === "reads") return "none";
    return this.#effect ?? (this.sent ? "unknown" : "none");
  }

  /** Records the effect and returns the details for an error that ends the attempt. */
  details(judged: S2Effect, retryable: boolean, more?: S2ApiErrorDetails): S2ApiErrorDetails {
    this.#effect = judged;
    const { facts } = this.call;
    return { ...more, ...facts, retryable, effect: facts.effect === "none" ? this.effect : facts.effect };
  }
}
