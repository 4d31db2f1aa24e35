import type { Check } from "./values.js";

/** The base URL of an endpoint; undefined if it is not one. Without a scheme it is https, without a path `/v1`. */
export function parseEndpoint(endpoint: unknown): URL | undefined {
  if (typeof endpoint !== "string") return undefined;
  const address = /^\w+:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`;
  if (!/^https?:\/\/[^\s?#@\\{}]+$/i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.pathname === "/") url.pathname = "/v1";
  return url;
}

/** An endpoint that does not carry the bearer in the clear, unless that is allowed or it stays on this machine. */
export function endpoint(allowInsecureHttp: boolean): Check {
  return (value, path, issues) => {
    const url = parseEndpoint(value);
    if (url === undefined) {
      const message = "This is a host, or an http or https address without user, query or fragment.";
      issues.push({ path, code: "invalid_endpoint", message });
    } else if (url.protocol === "http:" && !allowInsecureHttp && !LOOPBACK.test(url.hostname)) {
      const message = "http: would send the bearer in the clear: use https:, or set allowInsecureHttp.";
      issues.push({ path, code: "insecure_endpoint", message });
    }
  };
}

const LOOPBACK = /^(127(\.\d+){3}|\[::1\]|([^.]+\.)*localhost)$/;
