import type { AuditReport } from "../audit-rows.js";
import { minute } from "../time.js";
import { expiryChart } from "./expiry.js";
import { findingsPart } from "./findings.js";
import { holdersPart } from "./holders.js";
import { count, markup, type Markup } from "./markup.js";
import { STYLE } from "./style.js";

/** Returns an audit as one self-contained page: no script, no font, no request. */
export function auditHtml(report: AuditReport): string {
  const { tokens, now } = report;
  const infos = tokens.map(({ token }) => token);
  const body = markup`<main>
<header><h1>S2 access tokens, audited</h1><p class="quiet">${minute(new Date(now))}</p>${tiles(report)}</header>
<section><h2>Findings</h2>${findingsPart(report)}</section>
<section><h2>Expiry over time</h2>${infos.length === 0 ? markup`<p>No tokens.</p>` : expiryChart(infos, now)}</section>
<section><h2>Who may do what</h2>${holdersPart(tokens, now)}</section>
</main>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><title>S2 access tokens, audited</title><style>${STYLE}</style></head>
<body>${body.html}</body></html>
`;
}

function tiles({ tokens, summary, now }: AuditReport): Markup {
  const { error, warning, info } = summary.severities;
  const week = tokens.filter(({ token: { expiresAt } }) => {
    const left = (expiresAt?.getTime() ?? Infinity) - now;
    return left > 0 && left <= 7 * 86_400_000;
  }).length;
  const never = tokens.filter(({ token }) => token.expiresAt === null).length;
  const tile = (value: number, label: string, kind = ""): Markup =>
    markup`<li class="${value > 0 ? kind : ""}"><b>${count(value)}</b>${label}</li>`;
  return markup`<ul class="tiles">${[
    tile(summary.tokens, summary.tokens === 1 ? "token" : "tokens"),
    tile(error, error === 1 ? "error" : "errors", "error"),
    tile(warning, warning === 1 ? "warning" : "warnings", "warning"),
    tile(info, info === 1 ? "info" : "infos", "info"),
    tile(week, "expire within a week", "warning"),
    tile(never, "never expire"),
  ]}</ul>`;
}
