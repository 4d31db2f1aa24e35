/** A form that records travel in: JSON, protobuf, frames, or server-sent events. */
export type Form = "json" | "protobuf" | "frames" | "events";

const PATTERNS: readonly (readonly [Form, RegExp])[] = [
  ["json", /^application\/(?:[^/\s]+\+)?json$/],
  ["protobuf", /^application\/(?:x-)?protobuf$/],
  ["frames", /^s2s\/proto$/],
  ["events", /^text\/event-stream$/],
];

/** Returns the form that a header names. S2 looks only at its first entry; anything else, `*\/*` included, is JSON. */
export function formOf(headers: Headers, name: "content-type" | "accept"): Form {
  const first = headers.get(name)?.split(/[,;]/, 1)[0]?.trim().toLowerCase() ?? "";
  return PATTERNS.find(([, pattern]) => pattern.test(first))?.[0] ?? "json";
}
