import { brandClass } from "../brand.js";

/** What an issued token is made of. */
interface IssuedParts {
  readonly id: string;
  /** The secret. */
  readonly accessToken: string;
  /** The expiry that was asked for. */
  readonly expiresAt?: Date | undefined;
}

/**
 * The secrets of issued tokens. Not a private field: published declarations would carry it as `#private`, and the same
 * class of two copies of this package would be two types.
 */
const secrets = /* @__PURE__ */ new WeakMap<object, string>();

const PLACEHOLDER = "[redacted: read .accessToken]";

/**
 * A token just issued. Its secret is shown this once: read or destructure `accessToken` and store it now.
 *
 * Nothing that walks an object's keys finds the secret: loggers, tables, `structuredClone`, `Object.entries`. A spread
 * loses it, which does not compile: `{ ...issued }.accessToken`. JSON (so `JSON.stringify` and `Response.json`, too) and
 * `util.inspect` show a placeholder in its place; to send the secret somewhere, name it.
 *
 * `instanceof` goes by brand: it also recognises tokens issued by another copy of this package.
 *
 * @see https://s2.dev/docs/api/access-tokens/issue
 * @example
 * ```ts
 * const { id, accessToken } = await client.accessTokens.issue({ id: "user-1234", scope });
 * return Response.json({ id, accessToken });
 * ```
 */
export class IssuedAccessToken {
  static {
    brandClass(this, "IssuedAccessToken");
    // What JSON, Node, Bun and Deno ask an object for before they print it.
    for (const key of ["toJSON", "nodejs.util.inspect.custom", "Deno.customInspect"]) {
      const asked = key === "toJSON" ? key : Symbol.for(key);
      Object.defineProperty(this.prototype, asked, { value: printable });
    }
  }
  readonly id: string;
  /** When the token stops working, as it was asked for; undefined where the issuer's own expiry was taken. */
  readonly expiresAt: Date | undefined;

  /** Holds a secret that is at hand: what `issue` resolves to, and what a store of tokens may give back. */
  constructor({ id, accessToken, expiresAt }: IssuedParts) {
    this.id = id;
    this.expiresAt = expiresAt;
    secrets.set(this, accessToken);
  }

  /** The secret. Throws a `TypeError` when it is read through anything but the token itself: a proxy, a derived object. */
  get accessToken(): string {
    const secret = secrets.get(this);
    if (secret === undefined) throw new TypeError("accessToken must be read from the issued token itself.");
    return secret;
  }
}

/**
 * A token issued in place of a lost one, and what became of the lost one: `revoked`; `absent`, it was never made;
 * `different`, a token of that id is there but is not the one that was asked for, and was left alone; `unknown`, looking
 * or revoking failed.
 */
export class RecoveredAccessToken extends IssuedAccessToken {
  static {
    brandClass(this, "RecoveredAccessToken");
  }
  readonly orphan: "revoked" | "absent" | "different" | "unknown";

  /** Holds a secret that is at hand, as an issued token does. */
  constructor(parts: IssuedParts & Pick<RecoveredAccessToken, "orphan">) {
    super(parts);
    this.orphan = parts.orphan;
  }
}

function printable(this: IssuedAccessToken): object {
  return Object.assign({}, this, { accessToken: PLACEHOLDER });
}
