import type { Denial } from "./authorise.js";
import type { NameSet } from "./scope-body.js";

const NOUN = { basin: "basin", stream: "stream", "access-token": "access token" } as const;

/** A denial in a sentence, naming the token whose scope it was. */
export function describeDenial(denial: Denial, caller: string): string {
  const holder = JSON.stringify(caller);
  switch (denial.kind) {
    case "operation-not-granted":
      return `${denial.operation}: not granted by ${holder}.`;
    case "resource-not-covered":
      return `${denial.operation}: ${NOUN[denial.resource]} ${JSON.stringify(denial.name)} is not covered by ${holder}, which covers ${describeSet(denial.set)}.`;
    case "operation-beyond-issuer":
      return `issue-access-token: ${denial.operation} is beyond what ${holder} may do itself.`;
    case "set-beyond-issuer":
      return `issue-access-token: ${NOUN[denial.resource]}s of ${describeSet(denial.set)} are beyond ${holder}, which covers ${describeSet(denial.issuerSet)}.`;
  }
}

function describeSet(set: NameSet): string {
  if (set === null) return "none";
  if ("exact" in set) return set.exact === "" ? "none" : `exactly ${JSON.stringify(set.exact)}`;
  return set.prefix === "" ? "all" : `the prefix ${JSON.stringify(set.prefix)}`;
}
