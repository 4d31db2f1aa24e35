import type { ScopeChange } from "../../index.js";
import { setText } from "./sets.js";

/** Describes one difference between two scopes on a line. */
export function changeText(change: ScopeChange): string {
  switch (change.change) {
    case "added":
    case "removed": {
      const sign = change.change === "added" ? "+" : "-";
      return `${sign} ${change.part} ${"operation" in change ? change.operation : `${change.group} ${change.access}`}`;
    }
    case "changed":
      return `~ ${change.part} ${setText(change.before) || "none"} -> ${setText(change.after) || "none"}`;
    case "unreadable":
      return `? ${change.part} differs in a part that this version cannot read`;
  }
}
