import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FAULT_NAMES } from "../../src/testing/index.js";
import { CALLS, fakeTime, faultCall, makeCell, run, settle } from "./harness.js";
import { expectedAll, expectedFirst, judge } from "./judge.js";

beforeEach(fakeTime);
afterEach(() => vi.useRealTimers());

describe.each(FAULT_NAMES)("%s", (fault) => {
  it.each(CALLS)("on the first attempt of %s", async (call) => {
    const { account, client } = await makeCell();
    if (call === "listAll") account.faults.next("list", "none");
    account.faults.next(faultCall(call), fault);
    const { ending, value } = await settle(run(client, call));
    expect(ending).toBe(expectedFirst(fault, call));
    judge(account, call, ending, value);
    expect(account.faults.pending).toBe(0);
  });

  it.each(CALLS)("on all attempts of %s", async (call) => {
    const { account, client } = await makeCell();
    account.faults.always(faultCall(call), fault);
    const { ending, value } = await settle(run(client, call));
    expect(ending).toBe(expectedAll(fault, call));
    judge(account, call, ending, value);
  });
});
