import { S2AccessTokens } from "./access-tokens/client.js";
import { S2ArgumentError } from "./errors.js";
import { isRecord } from "./check/keys.js";
import type { S2Options } from "./options.js";
import { settingsFrom } from "./check/settings.js";
import { createTransport } from "./transport/request.js";

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
  /** List, issue and revoke access tokens. */
  readonly accessTokens: S2AccessTokens;

  /** Throws `S2ArgumentError` if an option is bad or does not exist. Sends nothing, reads no environment. */
  constructor(options: S2Options) {
    this.accessTokens = new S2AccessTokens(createTransport(settingsFrom(options)));
  }

  /**
   * A client for the account that the environment names: `S2_ACCESS_TOKEN`, and `S2_ACCOUNT_ENDPOINT` if it is set, as in
   * every SDK of S2. Options win over both, each over its own.
   *
   * Throws `S2ArgumentError` if there is no bearer in either.
   */
  static fromEnv(options: Partial<S2Options> = {}): S2 {
    // Anything but an object is refused as the constructor refuses it.
    if (!isRecord(options)) return new S2(options);
    const { S2_ACCESS_TOKEN: bearer, S2_ACCOUNT_ENDPOINT: account } = environment();
    const accessToken = options.accessToken ?? bearer;
    if (accessToken === undefined || accessToken === "") {
      const message = "S2_ACCESS_TOKEN is not set: set it, or give accessToken.";
      throw new S2ArgumentError([{ path: "accessToken", code: "missing_bearer", message }]);
    }
    const named = options.endpoints?.account ?? (account === "" ? undefined : account);
    // Also here: what is no object is for the constructor to refuse.
    const endpoints = isRecord(options.endpoints ?? {})
      ? { ...options.endpoints, account: named }
      : options.endpoints;
    return new S2({ ...options, accessToken, endpoints });
  }
}

/** The process's environment; empty where there is no process. */
function environment(): Readonly<Record<string, string | undefined>> {
  // Not declared where the types of Node are absent.
  const { process } = globalThis as {
    readonly process?: { readonly env?: Record<string, string | undefined> };
  };
  return process?.env ?? {};
}
