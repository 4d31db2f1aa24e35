import { vi } from "vitest";
import { S2, S2Error, S2IssueOutcomeUnknownError, type S2Options } from "../../src/index.js";
import { createLocalAccount, type LocalAccount } from "../../src/testing/index.js";
import type { Ending } from "./outcome-table.js";

/** The calls of the table. */
export const CALLS = ["list", "listAll", "revoke", "issue", "issueOrThrow"] as const;
export type TableCall = (typeof CALLS)[number];

/** Tokens that exist before the call, in order. */
export const RESIDENTS = ["t1", "t2", "t3", "t4", "t5"];
/** The token of each call. */
export const NEW_ID = "new";
export const REVOKED_ID = "t3";

export interface Cell {
  readonly account: LocalAccount;
  readonly client: S2;
}

/** An account with a few tokens, and a client of it. Jitter is fixed at its maximum, so delays are always the same. */
export async function makeCell(
  options: Partial<S2Options> = {},
  account: LocalAccount = createLocalAccount(),
): Promise<Cell> {
  const setup = new S2({ accessToken: account.token, fetch: account.fetch });
  for (const id of RESIDENTS) await setup.accessTokens.issue({ id, scope: { ops: ["read"] } });
  const client = new S2({
    accessToken: account.token,
    fetch: account.fetch,
    random: () => 1,
    ...options,
  });
  return { account, client };
}

/** Makes one call of the table; returns its ending and its result. */
export async function run(client: S2, call: TableCall): Promise<{ ending: Ending; value: unknown }> {
  const tokens = client.accessTokens;
  const scope = { ops: ["read"] } as const;
  try {
    switch (call) {
      case "list":
        return { ending: "ok", value: (await tokens.list()).accessTokens.map(({ id }) => id) };
      case "listAll":
        return {
          ending: "ok",
          value: (await tokens.listAll({ pageSize: 2 }).toArray({ maxItems: Infinity })).map(({ id }) => id),
        };
      case "revoke": {
        const value = await tokens.revoke({ id: REVOKED_ID });
        return { ending: value, value };
      }
      case "issue":
        return { ending: "ok", value: await tokens.issue({ id: NEW_ID, scope }) };
      case "issueOrThrow":
      default:
        return {
          ending: "ok",
          value: await tokens.issue({ id: NEW_ID, scope }, { ifOutcomeUnknown: "throw" }),
        };
    }
  } catch (error) {
    return { ending: endingOf(error), value: error };
  }
}

export function endingOf(error: unknown): Ending {
  if (error instanceof S2IssueOutcomeUnknownError) return "unknown";
  if (!(error instanceof S2Error)) throw error;
  return `${error.name} ${error.code}${error.effect === "unknown" ? " ?" : ""}`;
}

/** The name of the call among the account's faults. */
export function faultCall(call: TableCall): "list" | "revoke" | "issue" {
  return call === "listAll" ? "list" : call === "issueOrThrow" ? "issue" : call;
}

/** Fakes timers, except those that let other work continue in between. */
export function fakeTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
}

/** Lets work continue, and advances time to the next timer when nothing else is left to do. */
export async function settle<T>(work: Promise<T>): Promise<T> {
  const state = { over: false };
  void work
    .catch(() => undefined)
    .finally(() => {
      state.over = true;
    });
  while (!state.over) {
    for (let turn = 0; turn < 4 && !state.over; turn++) await new Promise(setImmediate);
    if (!state.over) vi.advanceTimersToNextTimer();
  }
  return work;
}
