import { canonical } from "../../scope/canonical.js";
import { sha256 } from "../sha256.js";
import type { Seen } from "./look.js";

/** Returns a digest of everything a plan is bound to: the desired tokens, the listing and the sink's ids. */
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
    held: desired.entries.map(({ name }) => [name, held.get(name)]),
  };
  return sha256(JSON.stringify(seen));
}
