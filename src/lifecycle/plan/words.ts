import { quoted } from "../../check/text.js";
import type { ScopeChange } from "../../scope/canonical.js";
import type { ResourceSet } from "../../types.js";

/** Describes one difference between two scopes in plain English. */
export function changeSentence(change: ScopeChange): string {
  switch (change.change) {
    case "added":
    case "removed":
      return `${change.change === "added" ? "may now" : "may no longer"} ${permission(change)}`;
    case "changed":
      return `${SETS[change.part]}: ${setText(change.after)} instead of ${setText(change.before)}`;
    case "unreadable":
      return `${quoted(change.part)} differs in a way that this version cannot read`;
  }
}

const SETS = { basins: "basins", streams: "streams", accessTokens: "access tokens" } as const;

function permission(change: Extract<ScopeChange, { readonly change: "added" | "removed" }>): string {
  return change.part === "ops" ? quoted(change.operation) : `use ${change.group} ${change.access}`;
}

function setText(set: ResourceSet | null): string {
  if (set === null) return "none";
  if (set.exact !== undefined) return `only ${quoted(set.exact)}`;
  return set.prefix === "" ? "all" : `those that begin with ${quoted(set.prefix)}`;
}
