import { brandError } from "../../brand.js";
import { shown } from "../../check/text.js";
import { S2Error } from "../../errors.js";
import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import { within, type Clock } from "../clock.js";

/** The token that a sink call is about. */
export interface SinkToken {
  /** The name its generations share: `svc/ingest`. */
  readonly name: string;
  /** The name in the desired file, without the owned prefix: `ingest`. */
  readonly key: string;
}

/** A destination for secrets, from which a deployment reads its tokens. */
export interface Sink {
  /**
   * The name of the deployment it feeds: `production`. The id of every token issued for it carries a mark of this name,
   * which tells it from tokens of the same name in other sinks. A renamed sink counts as another.
   */
  readonly name: string;
  /**
   * Returns the id it holds for a token, or undefined. Must throw if it cannot tell; nothing is done then. Never print
   * what is stored; only the name and `code` of a thrown error are passed on.
   */
  current(token: SinkToken, options: { readonly signal: AbortSignal }): MaybePromise<string | undefined>;
  /**
   * Stores a token's secret with its id, both at once or the id last: a stored id means that its secret is stored. Must
   * not store anything once the signal has fired.
   */
  put(
    token: SinkToken,
    issued: IssuedAccessToken,
    options: { readonly signal: AbortSignal },
  ): MaybePromise<void>;
}

type MaybePromise<T> = Promise<T> | T;

/** Thrown when a sink fails, takes too long, or does not hold what was just put. Quotes none of its output. */
export class S2SinkError extends S2Error {
  static {
    brandError(this, "S2SinkError");
  }
  /** The name of the token concerned. */
  readonly token: string;

  /** @internal */
  constructor(token: string, message: string, effect: "none" | "unknown") {
    super("sink", message, { effect, retryable: true });
    this.token = token;
  }
}

/** The longest a sink may take to read an id. */
const READ_MILLIS = 30_000;

/** Reads the id that a sink holds. Its errors may quote a secret, so only their kind is passed on. */
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

/** Hands a token to a sink, within a time limit. */
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
    const message = `The sink did not store the token (${kindOf(error)}), but may hold it nonetheless.`;
    throw new S2SinkError(token.name, message, "unknown");
  }
}

function late(): Error {
  return Object.assign(new Error("The sink took too long."), { name: "TimeoutError" });
}

/** Returns the name and code of a thrown value, where each is a word and not a message. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "a thrown value that is not an error";
  const words = [error.name, "code" in error ? error.code : undefined];
  const harmless = words.filter((word) => typeof word === "string" && /^\w{1,40}$/.test(word)).map(String);
  return harmless.length === 0 ? "an error" : shown(harmless.join(" "));
}

/** A sink in memory, for tests and for programs that hand secrets on themselves. */
export interface MemorySink extends Sink {
  /** Returns the token it holds, or undefined. */
  get(name: string): IssuedAccessToken | undefined;
}

/**
 * Creates a sink that keeps tokens in memory. Printing it shows no secret.
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
