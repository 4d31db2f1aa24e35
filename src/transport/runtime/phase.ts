/** An error as a runtime throws it; any part may be missing. */
interface Thrown {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  /** The name node-fetch has for `syscall`. */
  readonly erroredSysCall?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

/** One sign that a connection failed before any byte of the request went out: all the parts of an error it names. */
interface Sign {
  readonly syscall?: RegExp;
  readonly code?: RegExp;
  readonly message?: RegExp;
  /** True if another attempt may succeed. */
  readonly passes: boolean;
  /** A name for it if the runtime gives no code. */
  readonly name?: string;
}

/**
 * The signs by which Node and Bun prove that a request never left. On other runtimes, and without such a sign, it is
 * unknown: a reset, a timeout or an alert can come before the request or after it.
 */
const SIGNS: readonly Sign[] = [
  // Name lookup and connecting, as Node reports them for any code: ECONNREFUSED, ENETUNREACH, ETIMEDOUT …
  { syscall: /^(connect|getaddrinfo)$/, passes: true },
  // Codes that nothing else uses.
  {
    code: /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/,
    passes: true,
  },
  // Bun, which has no syscall: the code, and these words.
  { message: /^\w*: Unable to connect/, passes: true },
  // The server hung up during the TLS handshake, in Node's words; the only code is ECONNRESET.
  { message: /disconnected before secure TLS connection was established/, passes: true },
  // A certificate that is self-signed, unknown, expired or for another host: verified before anything is sent.
  {
    code: /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|(HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$)/,
    passes: false,
  },
  // A server without TLS, or without a version that both sides support.
  {
    code: /^ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|UNKNOWN_PROTOCOL|HTTP_REQUEST|TLSV1_ALERT_PROTOCOL_VERSION|SSLV3_ALERT_HANDSHAKE_FAILURE|TLSV1_UNRECOGNIZED_NAME|PACKET_LENGTH_TOO_LONG|NO_PROTOCOLS_AVAILABLE)$/,
    passes: false,
  },
  { code: /^EPROTO$/, message: /wrong version number|TLS handshake failed/, passes: false },
  // A port that fetch refuses to connect to.
  { message: /^bad port$/, passes: false, name: "blocked port" },
  // A proxy that opens no tunnel; a 5xx may pass.
  { message: /^Proxy response \(5\d\d\) !== 200/, passes: true, name: "the proxy opened no tunnel" },
  { message: /^Proxy response \(\d+\) !== 200/, passes: false, name: "the proxy opened no tunnel" },
];

/** Proof that a connection failed before the request was sent. */
export interface NeverSent {
  /** Names the host, and the reason in the runtime's word. */
  readonly message: string;
  /** True if another attempt may succeed. */
  readonly passes: boolean;
}

/**
 * Returns the proof that a request never left, if the thrown value holds one: in itself, in its cause, or, if several
 * addresses were tried, in each of their failures.
 */
export function neverSent(thrown: unknown, host: string, depth = 0): NeverSent | undefined {
  if (typeof thrown !== "object" || thrown === null || depth > 4) return undefined;
  // Any object may be thrown: each part is checked before use.
  const error = thrown as Thrown;
  const { errors, cause } = error;
  if (Array.isArray(errors) && errors.length > 0) {
    const all = errors.map((each) => neverSent(each, host, depth + 1));
    const [first] = all;
    if (first === undefined || all.includes(undefined)) return undefined;
    return { message: first.message, passes: all.some((each) => each?.passes === true) };
  }
  const code = textOf(error.code);
  const message = textOf(error.message);
  const syscall = textOf(error.syscall ?? error.erroredSysCall);
  const sign = SIGNS.find(
    (sign) =>
      sign.syscall?.test(syscall) !== false &&
      sign.code?.test(code) !== false &&
      sign.message?.test(message) !== false,
  );
  if (sign === undefined) return neverSent(cause, host, depth + 1);
  const why = sign.name ?? (code === "" ? "no connection" : code);
  return { message: `Could not connect to ${host} (${why}); nothing was sent.`, passes: sign.passes };
}

function textOf(part: unknown): string {
  return typeof part === "string" ? part : "";
}
