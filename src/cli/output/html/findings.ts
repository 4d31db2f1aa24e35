import type { AuditReport } from "../audit-rows.js";
import { findingRows, SEVERITIES, type FindingRow } from "../audit-rows.js";
import { count, markup, type Markup } from "./markup.js";

/** The most rows of one table; the number left out is shown, and the JSON has them all. */
export const MOST_ROWS = 1000;

/** Returns the findings by rule, most severe first; errors are expanded. */
export function findingsPart(report: AuditReport): Markup {
  const rows = findingRows(report);
  if (rows.length === 0)
    return markup`<p>Nothing to report: every token is as narrow as the rules ask for.</p>`;
  const groups = SEVERITIES.flatMap((severity) => {
    const own = rows.filter(({ finding }) => finding.severity === severity);
    const rules = [...new Set(own.map(({ finding }) => finding.rule))];
    return rules.map((rule) =>
      ruleGroup(
        severity,
        rule,
        own.filter(({ finding }) => finding.rule === rule),
      ),
    );
  });
  return markup`${groups}`;
}

function ruleGroup(severity: string, rule: string, rows: readonly FindingRow[]): Markup {
  const lines = rows
    .slice(0, MOST_ROWS)
    .map(({ token, finding }) => markup`<tr><td class="id">${token.id}</td><td>${finding.message}</td></tr>`);
  const open = severity === "error" ? markup` open` : markup``;
  return markup`<details${open}><summary><span class="tag ${severity}">${severity}</span> <code>${rule}</code> <span class="many">${count(rows.length)}</span></summary>
<div class="within"><table><thead><tr><th>Token</th><th>What</th></tr></thead><tbody>${lines}</tbody></table>${beyond(rows.length)}</div></details>
`;
}

/** Returns a note with the number of rows left out. */
export function beyond(rows: number): Markup {
  return rows <= MOST_ROWS
    ? markup``
    : markup`<p class="quiet">${count(rows - MOST_ROWS)} more; <code>--json</code> has them all.</p>`;
}
