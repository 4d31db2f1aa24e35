// The suite on Node, Bun and Deno, with the features that only they have: the account on a port, the environment,
// require().
import { S2, S2ConnectionError } from "s2-access-tokens";
import { createLocalAccount } from "s2-access-tokens/testing";
import { listen } from "s2-access-tokens/testing/node";
import { createRequire } from "node:module";
import process from "node:process";
import { rejection, runChecks, same, type Check } from "./checks.js";
import { networkSuite, suite } from "./suite.js";

const onlyHere: readonly Check[] = [
  {
    name: "puts the local account on a port",
    run: async () => {
      const account = createLocalAccount();
      const server = await listen(account);
      const endpoints = { account: server.accountEndpoint };
      const { accessTokens } = new S2({ accessToken: account.token, endpoints });
      account.faults.next("list", "cut-body");
      same((await accessTokens.list()).accessTokens, []);
      await server.close();
      const refused = new S2({ accessToken: account.token, endpoints, retry: { maxAttempts: 1 } });
      same((await rejection(refused.accessTokens.list())) instanceof S2ConnectionError, true);
    },
  },
  {
    name: "reads the environment when asked to",
    run: async () => {
      const listing = await S2.fromEnv().accessTokens.list({ limit: 1 });
      same(listing.accessTokens.length <= 1, true);
    },
  },
  {
    name: "can be required",
    run: () => {
      const required: { S2: unknown } = createRequire(import.meta.url)("s2-access-tokens");
      same(required.S2 === S2, true);
    },
  },
];

const outcomes = await runChecks([...suite, ...networkSuite(process.argv[2] ?? ""), ...onlyHere]);
console.log(`OUTCOMES ${JSON.stringify(outcomes)}`);
