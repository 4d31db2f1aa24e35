import { brandError } from "../../brand.js";
import { shown } from "../../check/text.js";
import { S2Error } from "../../errors.js";
import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import { within, type Clock } from "../clock.js";

/** Which token a sink is asked about. */
export interface SinkToken {
  /** The name its generations share: `svc/ingest`. */
  readonly name: string;
  /** What the desired file calls it, without what is owned: `ingest`. */
  readonly key: string;
}

/** Where secrets are delivered: what a deployment reads its tokens from. */
export interface Sink {
  /**
   * Which deployment it feeds: `production`. Its mark stands in the id of every token issued for it, so that another sink's
   * tokens of the same names are told apart. A sink that is renamed counts as another.
   */
  readonly name: string;
  /**
   * Tells the id it holds for a token, undefined for none. Where it cannot tell, it throws: nothing is done then. Never
   * print what is stored; of what is thrown, only the name and `code` are passed on.
   */
  current(token: SinkToken, options: { readonly signal: AbortSignal }): MaybePromise<string | undefined>;
  /**
   * Stores a token's secret with its id, both at once or the id last: an id that is there means that its secret is. Once
   * the signal has fired nothing must be stored any more.
   */
  put(
    token: SinkToken,
    issued: IssuedAccessToken,
    options: { readonly signal: AbortSignal },
  ): MaybePromise<void>;
}

type MaybePromise<T> = Promise<T> | T;

/** Thrown when a sink failed, took too long, or does not hold what was just put. Quotes nothing that it said. */
export class S2SinkError extends S2Error {
  static {
    brandError(this, "S2SinkError");
  }
  /** The name of the token it was about. */
  readonly token: string;

  /** @internal */
  constructor(token: string, message: string, effect: "none" | "unknown") {
    super("sink", message, { effect, retryable: true });
    this.token = token;
  }
}

/** How long a sink may take to say what it holds. */
const READ_MILLIS = 30_000;

/** Asks a sink what it holds. What it throws may quote a secret: only the kind of it is passed on. */
export async function readSink(sink: Sink, token: SinkToken, clock: Clock): Promise<string | undefined> {
  try {
    const held: unknown = await within(clock, READ_MILLIS, (signal) => sink.current(token, { signal }), late);
    if (held === undefined || held === null || held === "") return undefined;
    if (typeof held === "string") return held;
    throw new TypeError();
  } catch (error) {
    throw new S2SinkError(token.name, `The sink could not be read (${kindOf(error)}).`, "none");
  }
}

/** Hands a token to a sink, which has this much time for it. */
export async function putIntoSink(
  sink: Sink,
  token: SinkToken,
  issued: IssuedAccessToken,
  clock: Clock,
  millis: number,
): Promise<void> {
  try {
    await within(clock, millis, (signal) => sink.put(token, issued, { signal }), late);
  } catch (error) {
    const message = `The sink did not store the token (${kindOf(error)}); it may hold it all the same.`;
    throw new S2SinkError(token.name, message, "unknown");
  }
}

function late(): Error {
  return Object.assign(new Error("The sink took too long."), { name: "TimeoutError" });
}

/** The name and code of what was thrown, where they are words and not a message. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "something thrown that is no error";
  const words = [error.name, "code" in error ? error.code : undefined];
  const harmless = words.filter((word) => typeof word === "string" && /^\w{1,40}$/.test(word)).map(String);
  return harmless.length === 0 ? "an error" : shown(harmless.join(" "));
}

/** A sink in memory, for tests and for programs that hand secrets on themselves. */
export interface MemorySink extends Sink {
  /** The token it holds; undefined for none. */
  get(name: string): IssuedAccessToken | undefined;
}

/**
 * Makes a sink that keeps tokens in memory. Printing it shows no secret.
 *
 * @example
 * ```ts
 * const sink = memorySink("production");
 * await rotate(client.accessTokens, "svc/ingest", { sink });
 * sink.get("svc/ingest")?.accessToken;
 * ```
 */
export function memorySink(name: string): MemorySink {
  const held = new Map<string, IssuedAccessToken>();
  return {
    name,
    get: (token) => held.get(token),
    current: (token) => held.get(token.name)?.id,
    put: (token, issued) => void held.set(token.name, issued),
  };
}
