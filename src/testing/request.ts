import type { RefusalCode } from "./refusal.js";

/** Bytes as `fetch` takes them, in a type that also compiles where `Uint8Array` has no type parameter. */
export type Bytes = ReturnType<TextEncoder["encode"]>;

/** A request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** The URL it was sent to; the query is read from here. */
  readonly url: URL;
  /** The path as the request line has it. Default: that of the URL, which resolves `..` and the like. */
  readonly path?: string | undefined;
  readonly headers: Headers;
  /** The error it is answered with, whoever the caller, and recorded with in the journal. */
  readonly unfit?: { readonly code: RefusalCode; readonly message: string } | undefined;
}

/** A request as it reaches the account, through `fetch` or a port. */
export interface AccountRequest extends RequestHead {
  /** The whole body; empty if it is read as a stream. */
  readonly body: Uint8Array;
  /** The body as it arrives, if the account reads it as a stream. */
  readonly chunks?: AsyncIterable<Uint8Array> | undefined;
}

/** The part of a body that the account waits for: nothing, all of it, or one piece after another. */
export type BodyUse = "none" | "whole" | "stream";

/** An answer, before it becomes a `Response` or bytes on a socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Bytes;
}

/** The most bytes of a request body that are read. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The outcome that a client sees: an answer, whole or spoiled, or none. */
export type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** An answer that is still to come, at the latest when the signal aborts. */
  | {
      readonly kind: "later";
      /** Waits for the answer, or ends with the signal. */
      readonly settle: (signal: AbortSignal) => Promise<Answer>;
    }
  /** A head at once, then a body piece by piece, to its own end or until the signal aborts. */
  | {
      readonly kind: "stream";
      readonly head: Omit<Answer, "body">;
      /** The body, piece by piece, until it ends or the signal fires. */
      readonly pieces: (signal: AbortSignal) => AsyncIterable<Bytes>;
    }
  /** The answer, compressed where the client accepts that. */
  | { readonly kind: "gzip"; readonly answer: Answer }
  /** The head and the first half of the body, then the connection ends. */
  | { readonly kind: "cut"; readonly answer: Answer }
  /** The body comes byte by byte. */
  | { readonly kind: "drip"; readonly answer: Answer; readonly everyMillis: number }
  /** Nothing ever comes. */
  | { readonly kind: "hang" }
  /** The connection is reset. */
  | { readonly kind: "reset" }
  /** There is no connection. */
  | { readonly kind: "refused" };

/** The outcome of a request and the delay before it is shown. Any effect has already happened. */
export interface Served {
  readonly outcome: Outcome;
  readonly delayMillis: number;
}
