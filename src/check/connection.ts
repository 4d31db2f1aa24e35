import { addIssue, expected, kindOf, type Place } from "./problems.js";
import type { Reader } from "./values.js";

/** Reports whether a value can be sent as a bearer: one or more characters of visible ASCII. */
export function isBearer(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}

/** Reads a bearer. It is never quoted. */
export const bearer: Reader<string> = (value, at) => {
  if (isBearer(value)) return value;
  const code = "invalid_bearer";
  if (typeof value !== "string") return expected(at, "a string", kindOf(value), code);
  const rest = value === "" ? "must not be empty." : `holds ${intruder(value)}; a bearer is visible ASCII.`;
  return addIssue(at, code, rest);
};

function intruder(bearer: string): string {
  if (/[\r\n]/.test(bearer)) return "a line break";
  return /\s/.test(bearer) ? "a space" : "a character of another kind";
}

/**
 * Returns the base URL of an endpoint; undefined if it is not an endpoint. Without a scheme it is https, without a path
 * `/v1`.
 */
export function parseEndpoint(endpoint: string): URL | undefined {
  const address = /^\w+:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`;
  if (!/^https?:\/\/[^\s?#@\\{}]+$/i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.pathname === "/") url.pathname = "/v1";
  return url;
}

/**
 * Reads an endpoint, if there is one, as its base URL. Refuses one that would send the bearer unencrypted beyond this machine, unless that
 * is allowed.
 */
export function readEndpoint(
  endpoint: string | undefined,
  at: Place,
  allowInsecureHttp = false,
): URL | undefined {
  if (endpoint === undefined) return undefined;
  const url = parseEndpoint(endpoint);
  if (url === undefined) {
    const rest = "must be a host, or an http or https URL without user, query or fragment.";
    return addIssue(at, "invalid_endpoint", rest);
  }
  if (url.protocol !== "http:" || allowInsecureHttp || LOOPBACK.test(url.hostname)) return url;
  const rest =
    "must not be http:, which would send the bearer in the clear: use https:, or set allowInsecureHttp.";
  return addIssue(at, "insecure_endpoint", rest);
}

/** A name below `localhost` may resolve elsewhere. */
const LOOPBACK = /^(127(\.\d+){3}|\[::1\]|localhost)$/;
