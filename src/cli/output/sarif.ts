import { createHash } from "node:crypto";
import { LINT_RULES } from "../../index.js";
import { shown } from "../../check/text.js";
import { packageVersion } from "../version.js";
import { findingRows, type AuditReport, type FindingRow } from "./audit-rows.js";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const;
const HOME = "https://s2.dev/docs/concepts/access-tokens";

/** Returns an audit as SARIF 2.1.0, for code scanning. A token is not a file: it appears under its name as path. */
export function sarifOf(report: AuditReport): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "s2-access-tokens",
            semanticVersion: packageVersion(),
            informationUri: HOME,
            rules: LINT_RULES.map((id) => ({
              id,
              shortDescription: {
                text: id.replaceAll("-", " ").replace(/^./, (letter) => letter.toUpperCase()),
              },
              helpUri: HOME,
            })),
          },
        },
        columnKind: "unicodeCodePoints",
        results: findingRows(report).map(resultOf),
      },
    ],
  };
}

function resultOf({ token, finding }: FindingRow): object {
  const { rule, severity, message, path } = finding;
  return {
    ruleId: rule,
    ruleIndex: LINT_RULES.indexOf(rule),
    level: LEVELS[severity],
    message: { text: `${token.id}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `access-tokens/${encodeURIComponent(shown(token.id))}` },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: token.id, name: path, kind: "resource" }],
      },
    ],
    // Identifies the same finding across runs, without its message, which may change.
    partialFingerprints: {
      "tokenRulePath/v1": createHash("sha256").update([token.id, rule, path].join("\0")).digest("hex"),
    },
  };
}
