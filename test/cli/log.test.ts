import { expect, it } from "vitest";
import { describeEntry } from "../../src/cli/log.js";
import { createLocalAccount, type FaultName } from "../../src/testing/index.js";
import { requestsOf } from "../testing/requests.js";

it.each<{ fault: FaultName; want: string }>([
  { fault: "none", want: '200 list-access-tokens by "root"' },
  { fault: "503", want: "503 list-access-tokens (fault 503)" },
  { fault: "500-after", want: '500 list-access-tokens by "root" (fault 500-after)' },
  { fault: "reset-before", want: "no answer list-access-tokens (fault reset-before)" },
])("tells of the fault $fault", async ({ fault, want }) => {
  const lines: string[] = [];
  const account = createLocalAccount({ observe: (entry) => void lines.push(describeEntry(entry)) });
  account.faults.next("list", fault);
  await requestsOf(account)
    .list()
    .catch(() => undefined);
  expect(lines).toEqual([want]);
});
