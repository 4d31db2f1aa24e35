import { isRecord } from "../../check/keys.js";
import { shown } from "../../check/text.js";

/** A resource set in a cell: `production`, `logs/*`, `all`, and nothing for none. */
export function setText(set: unknown): string {
  if (set === null || set === undefined) return "";
  if (!isRecord(set)) return "?";
  const { exact, prefix } = set;
  if (typeof exact === "string") return shown(exact);
  if (typeof prefix !== "string") return "?";
  return prefix === "" ? "all" : `${shown(prefix)}*`;
}
