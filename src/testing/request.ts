import type { RefusalCode } from "./refusal.js";

/** Bytes as `fetch` takes them, in words that compilers from before `Uint8Array` had a parameter read too. */
export type Bytes = ReturnType<TextEncoder["encode"]>;

/** A request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** Where it was sent; its query is read from here. */
  readonly url: URL;
  /** The path as the request line has it. Default: that of the URL, which resolves `..` and the like. */
  readonly path?: string | undefined;
  readonly headers: Headers;
  /** Why it is turned away, whoever asks: it is written in the journal and answered with this. */
  readonly unfit?: { readonly code: RefusalCode; readonly message: string } | undefined;
}

/** A request as it reaches the account, however it came. */
export interface AccountRequest extends RequestHead {
  /** The whole body; empty where it is read as it comes. */
  readonly body: Uint8Array;
  /** The body as it comes, where the account uses it as a stream. */
  readonly chunks?: AsyncIterable<Uint8Array> | undefined;
}

/** How much of a body the account waits for: nothing, all of it, or one piece after the other. */
export type BodyUse = "none" | "whole" | "stream";

/** An answer, before it becomes a `Response` or bytes on a socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Bytes;
}

/** Most bytes of a request body that are read. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What a client gets to see of its request: an answer, whole or spoiled, or none. */
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

/** What to do about a request, and after how long. The request has had its effect by then, if it has one. */
export interface Served {
  readonly outcome: Outcome;
  readonly delayMillis: number;
}
