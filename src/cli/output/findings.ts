import type { Finding } from "../../index.js";
import type { Context } from "../context.js";
import { wrap } from "./layout.js";
import type { Paint } from "./paint.js";

const COLOURS = { error: "red", warning: "yellow", info: "cyan" } as const;

/** Returns findings as text, one below the other, or a line saying that there are none. */
export function findingLines(
  findings: readonly Pick<Finding, "severity" | "rule" | "message" | "path">[],
  { paint, stdout }: Pick<Context, "paint" | "stdout">,
): string[] {
  if (findings.length === 0) return [paint("green", "No findings.")];
  return findings.flatMap((finding) =>
    findingText(finding, stdout.isTerminal ? stdout.columns : Infinity, paint),
  );
}

function findingText(
  { severity, rule, message, path }: Pick<Finding, "severity" | "rule" | "message" | "path">,
  width: number,
  paint: Paint,
): string[] {
  const head = `${severity} ${rule}${path === "" ? "" : ` (${path})`}`;
  return [paint(COLOURS[severity], head), ...wrap(message, width, "  ")];
}
