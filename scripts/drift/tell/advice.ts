import { worst } from "../compare/rules.js";
import type { rules } from "../compare/rules.js";
import { levelIn } from "./verdict.js";
import type { Finding } from "./report.js";

/** Advice for kinds of change whose levels alone do not say what to do. */
const advice: Readonly<Record<string, string>> = {
  "operation.removed": "Stop calling it before S2 turns it off.",
  "operation.moved": "Send it to the new place.",
  "operation.deprecated": "Plan to stop calling it.",
  "property.removed": "Stop sending it, and do not wait for it in answers.",
  "property.renamed": "Send and read the new name.",
  "property.added-required": "Send it with every request.",
  "parameter.added-required": "Send it with every request.",
  "parameter.removed": "Stop sending it: it no longer has an effect.",
  "enum.widened": "Handle a value that you do not know.",
  "enum.narrowed": "Stop sending the values that were removed.",
  "nullable.widened": "Handle null where you read it.",
  "nullable.narrowed": "Leave it out instead of sending null.",
  "constraint.tightened": "Check what you send against the new limit.",
  "constraint.max-set": "Check what you send against the new limit.",
  "constraint.loosened": "Check that what you store it in is large enough.",
  "default.changed": "Say the value yourself if you rely on the old default.",
  "security.tightened": "Get credentials that carry what is now wanted.",
  "server.changed": "Check that nothing pins the old address.",
  "response.success-status.removed": "Accept the new status as success.",
  "component.removed": "Drop the name from your imports.",
  "component.renamed": "Import the new name.",
  "schema.docs-suspect": "Read it: the text may mean a change that no keyword shows.",
} satisfies Partial<Record<keyof typeof rules, string>>;

/** Returns one sentence on what a user has to do about a finding. */
export function adviceFor(finding: Finding): string {
  const { id, ts } = finding;
  if (id.startsWith("opaque.")) return "Read the change: nothing here can say what it means.";
  const [request, response] = [levelIn(finding, "request"), levelIn(finding, "response")];
  const own = advice[id];
  if (own !== undefined) return own;
  if (request === "break") return "Change what you send before S2 enforces it.";
  if (response === "break") return "Let what reads it accept the new values.";
  if (ts === "break") return "Adapt the code that names it; the compiler finds it.";
  if (request === "warn") return "Check what you send.";
  return worst([response, ts]) === "warn" ? "Check what reads it." : "Nothing to do.";
}
