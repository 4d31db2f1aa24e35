import type { Route } from "../../generated/constants.js";
import type { S2ApiErrorDetails, S2Effect } from "../errors.js";
import type { Body } from "./body.js";
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
  #isFinished = false;
  #effect: S2Effect | undefined;

  constructor(call: Call, outgoing: Outgoing) {
    this.call = call;
    this.outgoing = outgoing;
  }

  /** True if its answer has arrived but has not been read whole. */
  get isUnread(): boolean {
    return this.body !== undefined && !this.#isFinished;
  }

  /** Marks its answer as read whole. */
  finish(): void {
    this.#isFinished = true;
  }

  /** True once its possible effect has been judged. */
  get isJudged(): boolean {
    return this.#effect !== undefined;
  }

  /** The effect as judged; otherwise `unknown` once the request was sent, `none` before. */
  get effect(): S2Effect {
    return this.#effect ?? this.#withoutReads(this.sent ? "unknown" : "none");
  }

  /** Records the effect and returns the details for an error that ends the attempt. */
  details(effect: S2Effect, retryable: boolean, more?: S2ApiErrorDetails): S2ApiErrorDetails {
    const { call } = this;
    this.#effect = this.#withoutReads(effect);
    const overAll = call.effect === "unknown" ? call.effect : this.#effect;
    return { ...more, operation: call.operation, attempts: call.sent, retryable, effect: overAll };
  }

  /** Reading changes nothing, however it ends. */
  #withoutReads(effect: S2Effect): S2Effect {
    return this.outgoing.route.effect === "reads" ? "none" : effect;
  }
}
