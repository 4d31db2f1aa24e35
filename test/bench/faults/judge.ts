// Judges a call by the account's own state afterwards, not by what the client says.
import { inspect } from "node:util";
import type { FaultName } from "../../../src/testing/index.js";
import { BEARER, SECRET, SUBJECT, type Call, type Ending } from "./cells.js";

/** From best to worst. */
export const VERDICTS = [
  "ok",
  "refusal",
  "outcome unknown",
  "error, nothing done",
  "false failure",
  "false success",
  "wrong data",
  "orphaned secret, with an error",
  "orphaned secret, silently",
  "loop",
  "hang",
] as const;

export type Verdict = (typeof VERDICTS)[number];

export interface Judgement {
  readonly verdict: Verdict;
  /** An error shows part of the bearer or of the secret. */
  readonly leak: boolean;
  readonly followedRedirect: boolean;
}

/** Faults that are S2's own refusals: the call must end in exactly that error. */
const REFUSALS: ReadonlySet<FaultName> = new Set<FaultName>([
  ...(["400", "401", "403", "404", "409", "422", "501"] as const),
  ...(["quota", "401-echo", "huge-error"] as const),
]);

/** No correct handling of a fault takes this many requests. */
const MOST_REQUESTS = 12;

export function judge(call: Call, fault: FaultName, ending: Ending): Judgement {
  return {
    verdict: verdictOf(call, fault, ending),
    leak: ending.said.kind === "error" && leaks(ending.said.error),
    followedRedirect: ending.followedRedirect,
  };
}

function verdictOf(call: Call, fault: FaultName, ending: Ending): Verdict {
  if (ending.requests > MOST_REQUESTS) return "loop";
  if (ending.said.kind === "nothing") return "hang";
  const failed = REFUSALS.has(fault) ? "refusal" : "error, nothing done";
  if (call === "issue") return verdictOfIssue(ending, failed);
  if (call === "revoke") return verdictOfRevoke(ending, failed);
  if (ending.said.kind === "error") return failed;
  return sameListing(ending.said.value, ending) ? "ok" : "wrong data";
}

function verdictOfIssue({ said, account }: Ending, failed: Verdict): Verdict {
  const exists = account.tokens().some(({ id }) => id === SUBJECT);
  if (said.kind === "error") {
    if (isOutcomeUnknown(said.error)) return "outcome unknown";
    return exists ? "orphaned secret, with an error" : failed;
  }
  const secret = said.kind === "value" ? said.value : undefined;
  if (!exists) return "false success";
  return typeof secret === "string" && account.idOf(secret) === SUBJECT ? "ok" : "orphaned secret, silently";
}

function verdictOfRevoke({ said, account }: Ending, failed: Verdict): Verdict {
  const exists = account.tokens().some(({ id }) => id === SUBJECT);
  if (said.kind === "error") return exists ? failed : "false failure";
  return exists ? "false success" : "ok";
}

/** Every token of the account, once, in order, each as the same client returns it without a fault. */
function sameListing(value: unknown, { healthy, account }: Ending): boolean {
  const ids = account.tokens().map(({ id }) => id);
  return (
    JSON.stringify(healthy.map(({ id }) => id)) === JSON.stringify(ids) &&
    JSON.stringify(value) === JSON.stringify(healthy)
  );
}

function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof Error && error.name === "S2IssueOutcomeUnknownError";
}

function leaks(error: unknown): boolean {
  const shown = [inspect(error, { showHidden: true, depth: 10 }), String(error), JSON.stringify(error)].join(
    "\n",
  );
  return [BEARER, SECRET].some((marker) => {
    // The prefix common to all bearers reveals nothing.
    const secret = marker.slice("s2_bearer_".length);
    return Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8)).some((part) =>
      shown.includes(part),
    );
  });
}
