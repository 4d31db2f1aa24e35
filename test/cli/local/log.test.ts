import { expect, it, test } from "vitest";
import { createLog, describeEntry } from "../../../src/cli/local/log.js";
import { createLocalAccount, type FaultName } from "../../../src/testing/index.js";
import { requestsOf } from "../../testing/requests.js";

/** An account whose log is collected, without the milliseconds. */
function logged() {
  const account = createLocalAccount({ now: () => 3_723_004 });
  const lines: string[] = [];
  account.journal.subscribe((entry) => lines.push(describeEntry({ ...entry, millis: 0.04 })));
  return { account, lines };
}

it.each<{ fault: FaultName; want: string }>([
  {
    fault: "none",
    want: '200 list-access-tokens by "root" allowed: granted by op_groups.account.read. 0.0 ms',
  },
  { fault: "503", want: "503 list-access-tokens (fault 503) 0.0 ms" },
  {
    fault: "500-after",
    want: '500 list-access-tokens by "root" allowed: granted by op_groups.account.read. (fault 500-after) 0.0 ms',
  },
  { fault: "reset-before", want: "no answer list-access-tokens (fault reset-before) 0.0 ms" },
])("logs the fault $fault", async ({ fault, want }) => {
  const { account, lines } = logged();
  account.faults.next("list", fault);
  await requestsOf(account)
    .list()
    .catch(() => undefined);
  expect(lines).toEqual([`01:02:03.004 ${want}`]);
});

test("names in requests cannot forge a line or drive a terminal", async () => {
  const { account, lines } = logged();
  await requestsOf(account).revoke("a\n200 list\u001b[2J\u202e");
  expect(lines).toEqual([
    '01:02:03.004 404 revoke-access-token token "a\\n200 list\\u001b[2J\\u202e" by "root" ' +
      "refused: There is no access token with this id. 0.0 ms",
  ]);
});

test("a blocked log drops lines and reports how many", async () => {
  const written: string[] = [];
  let read = (): void => undefined;
  const reading = new Promise<void>((resolve) => {
    read = resolve;
  });
  const log = createLog(async (text) => {
    await reading;
    written.push(text);
  });
  for (let line = 0; line < 1_007; line++) log(`line ${line}`);
  read();
  await expect.poll(() => written.length).toBe(1_000);
  log("at last");
  await expect.poll(() => written.at(-1)).toBe("(7 lines left out: the log was not being read)\nat last\n");
});

test("a log that cannot be written is ignored", async () => {
  const log = createLog(() => Promise.reject(new Error("EPIPE")));
  log("one");
  await new Promise(setImmediate);
  log("two");
});
