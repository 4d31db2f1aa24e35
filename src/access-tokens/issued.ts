import { brandClass } from "../brand.js";
import { inspectors } from "../transport/runtime/servers.js";

/** The parts of an issued token. */
interface IssuedParts {
  readonly id: string;
  /** The secret. */
  readonly accessToken: string;
  /** The requested expiry. */
  readonly expiresAt?: Date | undefined;
}

/**
 * The secrets of issued tokens. Not a private field: published declarations would carry it as `#private`, and the class
 * would be a different type in each copy of this package.
 */
const secrets = /* @__PURE__ */ new WeakMap<object, string>();

/**
 * A token just issued. Its secret is shown only once: read or destructure `accessToken` and store it now.
 *
 * Nothing that walks an object's keys finds the secret: loggers, tables, `structuredClone`, `Object.entries`. A spread
 * loses it, so `{ ...issued }.accessToken` does not compile. JSON (so `JSON.stringify` and `Response.json`, too) and
 * `util.inspect` show a placeholder instead; to send the secret somewhere, read `accessToken`.
 *
 * `instanceof` checks a brand, so it also recognises tokens issued by another copy of this package.
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
    for (const key of ["toJSON", ...inspectors])
      Object.defineProperty(this.prototype, key, { value: printable });
  }
  readonly id: string;
  /** The requested expiry; undefined if the token took the issuer's. */
  readonly expiresAt: Date | undefined;

  /** Wraps a known secret, for `issue` and for a store of tokens. */
  constructor({ id, accessToken, expiresAt }: IssuedParts) {
    this.id = id;
    this.expiresAt = expiresAt;
    secrets.set(this, accessToken);
  }

  /** The secret. Throws a `TypeError` if read through anything but the token itself: a proxy, a derived object. */
  get accessToken(): string {
    const secret = secrets.get(this);
    if (secret === undefined) throw new TypeError("accessToken must be read from the issued token itself.");
    return secret;
  }
}

/**
 * A token issued in place of a lost one, and the fate of the lost one: `revoked`; `absent`, it was never issued;
 * `different`, a token with that id exists but is not the one requested, and was left alone; `unknown`, the lookup or
 * the revocation failed.
 */
export class RecoveredAccessToken extends IssuedAccessToken {
  static {
    brandClass(this, "RecoveredAccessToken");
  }
  readonly orphan: "revoked" | "absent" | "different" | "unknown";

  /** Wraps a known secret, as an issued token does. */
  constructor(parts: IssuedParts & Pick<RecoveredAccessToken, "orphan">) {
    super(parts);
    this.orphan = parts.orphan;
  }
}

function printable(this: IssuedAccessToken): object {
  return Object.assign({}, this, { accessToken: "[redacted: read .accessToken]" });
}
