import type { ArgumentIssue } from "../errors.js";
import { kindOf, mustBe, problem } from "./problems.js";
import type { Reader } from "./values.js";

/** Reports whether a value can be sent as a bearer: one or more characters of visible ASCII. */
export function isBearer(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}

/** Reads a bearer. It is never quoted. */
export const bearer: Reader<string> = (value, path, issues) => {
  if (isBearer(value)) return value;
  const code = "invalid_bearer";
  if (typeof value !== "string") issues.push(mustBe(path, code, "a string", kindOf(value)));
  else if (value === "") issues.push(problem(path, code, "must not be empty."));
  else issues.push(problem(path, code, `holds ${intruder(value)}; a bearer is visible ASCII.`));
  return undefined;
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
 * Returns the problems with an endpoint: that it is not one, or that it would send the bearer unencrypted beyond this
 * machine although that is not allowed.
 */
export function endpointIssues(endpoint: string, path: string, allowInsecureHttp: boolean): ArgumentIssue[] {
  const url = parseEndpoint(endpoint);
  if (url === undefined) {
    const rest = "must be a host, or an http or https URL without user, query or fragment.";
    return [problem(path, "invalid_endpoint", rest)];
  }
  if (url.protocol !== "http:" || allowInsecureHttp || LOOPBACK.test(url.hostname)) return [];
  const rest =
    "must not be http:, which would send the bearer in the clear: use https:, or set allowInsecureHttp.";
  return [problem(path, "insecure_endpoint", rest)];
}

/** A name below `localhost` may resolve elsewhere. */
const LOOPBACK = /^(127(\.\d+){3}|\[::1\]|localhost)$/;
