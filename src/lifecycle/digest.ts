import { canonical } from "../scope/canonical.js";
import type { Seen } from "./look.js";

/** A digest of all that a plan is bound to: what is desired, what is listed, what the sink holds. */
export async function digestOf({ desired, listed, held }: Seen, sink: string): Promise<string> {
  const seen = {
    sink,
    desired,
    listed: listed.map(({ id, token }) => [
      id,
      canonical(token.scope),
      token.autoPrefixStreams,
      token.expiresAtText,
    ]),
    held: desired.entries.map(({ name }) => [name, held.get(name) ?? null]),
  };
  return sha256(JSON.stringify(seen));
}

/** The SHA-256 of a text, in hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
