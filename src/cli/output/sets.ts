import { isRecord } from "../../check/keys.js";
import { shown } from "../../check/text.js";

/** Formats a resource set for a cell: `production`, `logs/*`, `all`, or empty for none. */
export function setText(set: unknown): string {
  if (set === null || set === undefined) return "";
  if (!isRecord(set)) return "?";
  const { exact, prefix } = set;
  if (typeof exact === "string") return shown(exact);
  if (typeof prefix !== "string") return "?";
  return prefix === "" ? "all" : `${shown(prefix)}*`;
}
