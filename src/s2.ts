import { S2AccessTokens } from "./access-tokens/client.js";
import { S2ArgumentError } from "./errors.js";
import { isRecord } from "./check/keys.js";
import type { S2Options } from "./options.js";
import { settingsFrom, takenFrom } from "./check/settings.js";

/**
 * A client of one S2 account. It holds no state but its options; make one and share it.
 *
 * An account's bearer does not belong in a browser: issue narrow tokens on a server and ship only those.
 *
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const client = new S2({ accessToken: bearer });
 * const { accessTokens } = await client.accessTokens.list();
 * ```
 */
export class S2 {
  /** Lists, issues and revokes access tokens. */
  readonly accessTokens: S2AccessTokens;

  /** Throws `S2ArgumentError` if an option is bad or does not exist. Sends nothing, reads no environment. */
  constructor(options: S2Options) {
    this.accessTokens = new S2AccessTokens(settingsFrom(options));
  }

  /**
   * Makes a client for the account that the environment names: `S2_ACCESS_TOKEN`, and `S2_ACCOUNT_ENDPOINT` if it is
   * set, as in every SDK of S2. An option takes precedence over its variable.
   *
   * Throws `S2ArgumentError` if there is no bearer in either.
   */
  static fromEnv(options: Partial<S2Options> = {}): S2 {
    // Anything but an object is refused as the constructor refuses it.
    if (!isRecord(options)) return new S2(options);
    const { S2_ACCESS_TOKEN: bearer, S2_ACCOUNT_ENDPOINT: account } = environment();
    const { accessToken = bearer, endpoints, ...others } = options;
    if (accessToken === undefined || (accessToken === "" && accessToken === bearer)) {
      const message = "S2_ACCESS_TOKEN is not set: set it or pass accessToken.";
      throw new S2ArgumentError([{ path: "S2_ACCESS_TOKEN", code: "missing_bearer", message }]);
    }
    const variables: Record<string, string> = {};
    if (accessToken === bearer) variables["accessToken"] = "S2_ACCESS_TOKEN";
    const given = { ...others, accessToken, endpoints };
    if (account !== undefined && account !== "" && isRecord(endpoints ?? {})) {
      const named = { ...endpoints };
      if (named.account === undefined) variables["endpoints.account"] = "S2_ACCOUNT_ENDPOINT";
      given.endpoints = { ...named, account: named.account ?? account };
    }
    return new S2(takenFrom(given, variables));
  }
}

/** Returns the process's environment; empty where there is no process. */
function environment(): Readonly<Record<string, string | undefined>> {
  // Not declared where the types of Node are absent.
  const { process } = globalThis as {
    readonly process?: { readonly env?: Record<string, string | undefined> };
  };
  return process?.env ?? {};
}
