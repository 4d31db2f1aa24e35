import type { IssuedAccessToken } from "../types.js";

/** An issued token whose secret can be read, destructured and spread, but is not printed by accident. */
export function issuedToken<Extra extends object>(
  id: string,
  accessToken: string,
  extra?: Extra,
): IssuedAccessToken & Extra {
  const parts = {
    id,
    // A getter: what asks an object for nothing before it prints it (`console.dir`, browsers) shows no value.
    get accessToken() {
      return accessToken;
    },
    ...extra,
  };
  const token: unknown = Object.setPrototypeOf(parts, printedRedacted);
  // Made of just these parts in the lines above.
  return token as IssuedAccessToken & Extra;
}

function redacted(this: IssuedAccessToken): object {
  return { ...this, accessToken: "[redacted: read .accessToken]" };
}

/** What JSON, Node, Bun and Deno ask an object for before they print it. */
const printedRedacted: object = Object.defineProperties(
  {},
  Object.fromEntries(
    ["toJSON", Symbol.for("nodejs.util.inspect.custom"), Symbol.for("Deno.customInspect")].map((key) => [
      key,
      { value: redacted },
    ]),
  ),
);
