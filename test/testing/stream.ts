import { createLocalAccount } from "../../src/testing/index.js";
import { createClock } from "./clock.js";
import { requestsOf } from "./requests.js";

/** Creates an account on a test's own clock, with a basin and its stream `a`. */
export async function clockedStream(basin: string) {
  const clock = createClock();
  const account = createLocalAccount({ now: clock.now, startTimer: clock.startTimer });
  const root = requestsOf(account);
  await root.send("POST", "/basins", { body: { basin } });
  await root.send("POST", "/streams", { basin, body: { stream: "a" } });
  return { clock, account, root };
}
