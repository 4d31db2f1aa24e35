import type { ArgumentIssue } from "../errors.js";
import { problem } from "./problems.js";

/** Returns the base URL of an endpoint; undefined if it is none. Without a scheme it is https, without a path `/v1`. */
export function parseEndpoint(endpoint: string): URL | undefined {
  const address = /^\w+:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`;
  if (!/^https?:\/\/[^\s?#@\\{}]+$/i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.pathname === "/") url.pathname = "/v1";
  return url;
}

/**
 * Returns what is wrong with an endpoint: that it is none, or carries the bearer in the clear where that is not allowed and
 * leaves this machine.
 */
export function endpointIssues(endpoint: string, path: string, allowInsecureHttp: boolean): ArgumentIssue[] {
  const url = parseEndpoint(endpoint);
  if (url === undefined) {
    const rest = "is no URL: give a host, or an http or https address without user, query or fragment.";
    return [problem(path, "invalid_endpoint", rest)];
  }
  if (url.protocol !== "http:" || allowInsecureHttp || LOOPBACK.test(url.hostname)) return [];
  const rest =
    "must not be http:, which would send the bearer in the clear: use https:, or set allowInsecureHttp.";
  return [problem(path, "insecure_endpoint", rest)];
}

/** A name below `localhost` may resolve elsewhere. */
const LOOPBACK = /^(127(\.\d+){3}|\[::1\]|localhost)$/;
