import type { AccessTokenInfo } from "../../../index.js";
import { count, markup, type Markup } from "./markup.js";

const DAY = 86_400_000;

/** A period, and the number of tokens that expire in it. */
interface Stretch {
  readonly label: string;
  readonly kind: "over" | "soon" | "later" | "never";
  readonly tokens: number;
}

/** Returns a column chart of upcoming expiries. */
export function expiryChart(tokens: readonly AccessTokenInfo[], now: number): Markup {
  const stretches = stretchesOf(tokens, now);
  const most = Math.max(1, ...stretches.map(({ tokens }) => tokens));
  const bars = stretches.map(
    ({ label, kind, tokens }) =>
      markup`<li class="${kind}"><b>${count(tokens)}</b><i style="--share:${Math.round((tokens / most) * 80)}%"></i><span>${label}</span></li>`,
  );
  return markup`<ul class="chart">${bars}</ul>`;
}

/** The end of each period in days from now; the next one begins there. */
const ENDS = [
  [1, "1 day"],
  [7, "7 days"],
  [14, "14 days"],
  [30, "30 days"],
  [60, "60 days"],
  [90, "90 days"],
  [180, "180 days"],
  [366, "1 year"],
  [Infinity, "later"],
] as const;

function stretchesOf(tokens: readonly AccessTokenInfo[], now: number): readonly Stretch[] {
  const days = tokens.map(({ expiresAt }) =>
    expiresAt === null ? undefined : (expiresAt.getTime() - now) / DAY,
  );
  const within = (from: number, to: number): number =>
    days.filter((day) => day !== undefined && day > from && day <= to).length;
  return [
    { label: "expired", kind: "over", tokens: within(-Infinity, 0) },
    ...ENDS.map(([end, label], index) => ({
      label,
      kind: end <= 7 ? ("soon" as const) : ("later" as const),
      tokens: within(ENDS[index - 1]?.[0] ?? 0, end),
    })),
    { label: "never", kind: "never", tokens: days.filter((day) => day === undefined).length },
  ];
}
