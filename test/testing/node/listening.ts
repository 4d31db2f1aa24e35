import { afterEach, beforeEach } from "vitest";
import { createLocalAccount, type LocalAccount } from "../../../src/testing/index.js";
import { listen, type ListenOptions, type LocalServer } from "../../../src/testing/node/index.js";

/** A local account on a port, new for each test. */
export interface Listening {
  readonly account: LocalAccount;
  readonly server: LocalServer;
}

/** Gives each test of a file its own account, which listens until the test ends. */
export function listeningAccount(options: ListenOptions = {}): Listening {
  let current: Listening | undefined;
  const now = (): Listening => {
    if (current === undefined) throw new TypeError("An account listens while a test runs, not before.");
    return current;
  };
  beforeEach(async () => {
    const account = createLocalAccount();
    current = { account, server: await listen(account, options) };
  });
  afterEach(() => now().server.close());
  return {
    get account() {
      return now().account;
    },
    get server() {
      return now().server;
    },
  };
}
