import { permittedOperations, summary, type AccessTokenInfo } from "../../../index.js";
import type { Audited } from "../audit-rows.js";
import { setText } from "../sets.js";
import { minute, relative } from "../time.js";
import { beyond, MOST_ROWS } from "./findings.js";
import { count, markup, NOTHING, type Markup } from "./markup.js";

const SOON = 7 * 86_400_000;

/** Returns the tables of permissions: by operation, then by token. */
export function holdersPart(audited: readonly Audited[], now: number): Markup {
  return markup`${operationTable(audited.map(({ token }) => token))}
<h2>Tokens</h2>${tokenTable(audited, now)}`;
}

function operationTable(tokens: readonly AccessTokenInfo[]): Markup {
  const holders = new Map<string, { readonly sure: string[]; readonly unclear: string[] }>();
  for (const { id, scope } of tokens) {
    for (const { operation, answer } of permittedOperations(scope)) {
      const row = holders.get(operation) ?? { sure: [], unclear: [] };
      holders.set(operation, row);
      if (answer === "yes") row.sure.push(id);
      else if (answer === "unknown") row.unclear.push(id);
    }
  }
  const rows = [...holders]
    .filter(([, { sure, unclear }]) => sure.length + unclear.length > 0)
    .map(
      ([operation, { sure, unclear }]) =>
        markup`<tr><td><code>${operation}</code></td><td class="number">${count(sure.length)}</td><td class="number">${unclear.length === 0 ? "" : count(unclear.length)}</td><td class="id">${someOf([...sure, ...unclear])}</td></tr>`,
    );
  if (rows.length === 0) return markup`<p>No token may do anything.</p>`;
  return markup`<div class="wide"><table><thead><tr><th>Operation</th><th>Tokens</th><th>Unclear</th><th>Which</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function someOf(ids: readonly string[]): string {
  const first = ids.slice(0, 6).join(", ");
  return ids.length > 6 ? `${first} and ${count(ids.length - 6)} more` : first;
}

function tokenTable(audited: readonly Audited[], now: number): Markup {
  const rows = audited
    .slice(0, MOST_ROWS)
    .map(
      ({ token, findings }) =>
        markup`<tr><td class="id">${token.id}</td><td>${summary(token)}</td><td class="id">${setText(token.scope.basins)}</td><td class="id">${setText(token.scope.streams)}</td><td class="id">${setText(token.scope.accessTokens)}</td><td>${expiry(token, now)}</td><td>${tags(findings)}</td></tr>`,
    );
  return markup`<div class="wide"><table><thead><tr><th>Id</th><th>May</th><th>Basins</th><th>Streams</th><th>Tokens</th><th>Expires</th><th>Findings</th></tr></thead><tbody>${rows}</tbody></table></div>${beyond(audited.length)}`;
}

function expiry({ expiresAt }: AccessTokenInfo, now: number): Markup {
  if (expiresAt === null) return markup`never`;
  const left = expiresAt.getTime() - now;
  const kind = left <= 0 ? "over" : left <= SOON ? "soon" : "";
  return markup`<span class="${kind}">${relative(expiresAt.getTime(), now)}</span> <span class="quiet">${minute(expiresAt)}</span>`;
}

function tags(findings: Audited["findings"]): Markup {
  const counts = (["error", "warning", "info"] as const).map((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0
      ? NOTHING
      : markup`<span class="tag ${severity}" title="${severity}">${number}</span> `;
  });
  return markup`${counts}`;
}
