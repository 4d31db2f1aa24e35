/** What a runtime throws, of which any part may be missing. */
interface Thrown {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  /** What node-fetch calls it. */
  readonly erroredSysCall?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

/** One sign that a connection failed before any byte of the request went out. */
interface Sign {
  readonly is: (error: Thrown, code: string, message: string) => boolean;
  /** Whether it may get better by trying again. */
  readonly passes: boolean;
  /** What to call it where the runtime gives no code. */
  readonly name?: string;
}

/**
 * The signs by which Node and Bun prove that a request never left. Elsewhere, and for whatever is not here, it is not
 * known: a reset, a timeout or an alert can come before the request or after it.
 */
const SIGNS: readonly Sign[] = [
  // Looking the name up and connecting, as Node says it of any code: ECONNREFUSED, ENETUNREACH, ETIMEDOUT …
  {
    is: ({ syscall, erroredSysCall }) => /^(connect|getaddrinfo)$/.test(String(syscall ?? erroredSysCall)),
    passes: true,
  },
  // Codes that nothing else has.
  {
    is: (_, code) =>
      /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/.test(
        code,
      ),
    passes: true,
  },
  // Bun, which has no syscall.
  { is: (_, code, message) => message.startsWith(`${code}: Unable to connect`), passes: true },
  // TLS that the server hung up on, in Node's words; it has no code but ECONNRESET.
  {
    is: (_, _code, message) => message.includes("disconnected before secure TLS connection was established"),
    passes: true,
  },
  // A certificate that is self-signed, unknown, expired, for another host: verified before anything is sent.
  {
    is: (_, code) =>
      /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/.test(
        code,
      ),
    passes: false,
  },
  // No TLS where TLS was tried, or none that both sides speak.
  {
    is: (_, code) =>
      /^ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|UNKNOWN_PROTOCOL|HTTP_REQUEST|TLSV1_ALERT_PROTOCOL_VERSION|SSLV3_ALERT_HANDSHAKE_FAILURE|TLSV1_UNRECOGNIZED_NAME|PACKET_LENGTH_TOO_LONG|NO_PROTOCOLS_AVAILABLE)$/.test(
        code,
      ),
    passes: false,
  },
  {
    is: (_, code, message) => code === "EPROTO" && /wrong version number|TLS handshake failed/.test(message),
    passes: false,
  },
  // A port that fetch refuses to connect to.
  { is: (_, _code, message) => message === "bad port", passes: false, name: "blocked port" },
  // A proxy that does not open a tunnel; whether another time, only it knows.
  {
    is: (_, _code, message) => /^Proxy response \(5\d\d\) !== 200 when HTTP Tunneling/.test(message),
    passes: true,
    name: "the proxy opened no tunnel",
  },
  {
    is: (_, _code, message) => /^Proxy response \(\d+\) !== 200 when HTTP Tunneling/.test(message),
    passes: false,
    name: "the proxy opened no tunnel",
  },
];

/** What is certain of a connection that failed before the request. */
export interface NeverSent {
  /** The runtime's word for why. */
  readonly why: string;
  /** Whether it may get better by trying again. */
  readonly passes: boolean;
}

/**
 * The proof that a request never left, if what was thrown holds one: itself, what caused it, or, where several addresses
 * were tried, each of their failures.
 */
export function neverSent(thrown: unknown, depth = 0): NeverSent | undefined {
  if (typeof thrown !== "object" || thrown === null || depth > 4) return undefined;
  // Any object may be thrown: each part is checked before use.
  const error = thrown as Thrown;
  const { errors, cause } = error;
  if (Array.isArray(errors) && errors.length > 0) {
    const all = errors.map((each) => neverSent(each, depth + 1));
    const [first] = all;
    if (first === undefined || all.includes(undefined)) return undefined;
    return { why: first.why, passes: all.some((each) => each?.passes === true) };
  }
  const code = typeof error.code === "string" ? error.code : "";
  const message = typeof error.message === "string" ? error.message : "";
  const sign = SIGNS.find(({ is }) => is(error, code, message));
  if (sign === undefined) return neverSent(cause, depth + 1);
  return { why: sign.name ?? (code === "" ? "no connection" : code), passes: sign.passes };
}
