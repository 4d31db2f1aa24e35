// The suite in a page; its opener waits for `outcomes`.
import { runChecks, type Outcome } from "./checks.js";
import { networkSuite, suite } from "./suite.js";

declare global {
  var outcomes: Promise<readonly Outcome[]>;
}

globalThis.outcomes = runChecks([...suite, ...networkSuite(location.origin)]);
