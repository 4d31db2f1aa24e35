import { expect } from "vitest";
import { S2Error, S2IssueOutcomeUnknownError } from "../../src/index.js";
import type { FaultName, LocalAccount } from "../../src/testing/index.js";
import { faultCall, NEW_ID, RESIDENTS, REVOKED_ID, type TableCall } from "./harness.js";
import { OUTCOMES, type Row } from "./outcome-table.js";

/** Returns the required ending of a call with a fault on its first attempt. */
export function expectedFirst(fault: FaultName, call: TableCall): string {
  const { first }: Row = OUTCOMES[fault];
  return first[call === "listAll" ? "list" : call];
}

/** Returns the required ending of a call with a fault on every attempt. */
export function expectedAll(fault: FaultName, call: TableCall): string {
  const { all }: Row = OUTCOMES[fault];
  return all[faultCall(call)];
}

/** Compares a call's result with the state of the account. */
export function judge(account: LocalAccount, call: TableCall, ending: string, value: unknown): void {
  const live = account.tokens().map(({ id }) => id);
  const others = RESIDENTS.filter((id) => call !== "revoke" || id !== REVOKED_ID);
  expect(live).toEqual(expect.arrayContaining(others));
  const asked = account.journal.slice(RESIDENTS.length);
  expect(new Set(asked.map(({ origin }) => origin)).size, "origins").toBeLessThanOrEqual(1);
  if (value instanceof S2Error) expect(Buffer.byteLength(value.message)).toBeLessThanOrEqual(1024);
  switch (faultCall(call)) {
    case "list":
      if (ending === "ok") expect(value).toEqual(RESIDENTS);
      break;
    case "revoke":
      if (ending === "revoked" || ending === "gone") expect(live).not.toContain(REVOKED_ID);
      else if (!ending.endsWith("?")) expect(live).toContain(REVOKED_ID);
      break;
    case "issue":
    default:
      if (ending === "ok") expect(account.idOf(secretOf(value))).toBe(NEW_ID);
      else if (ending === "unknown") {
        expect(value).toBeInstanceOf(S2IssueOutcomeUnknownError);
        expect(value).toMatchObject({ id: NEW_ID, effect: "unknown", operation: "issue" });
      } else expect(live).not.toContain(NEW_ID);
  }
}

function secretOf(issued: unknown): string {
  return String((issued as { readonly accessToken: unknown }).accessToken);
}
