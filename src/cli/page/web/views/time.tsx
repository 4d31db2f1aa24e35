import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { isEntry, type AccountData } from "../account.js";
import { span } from "../../../output/time.js";
import { expiryWords, Go, Name } from "../parts.js";
import type { Row } from "../rows.js";

const DAY = 86_400_000;
const DAYS = 90;

/** Shows upcoming expiries, and revoked tokens that may still work. */
export function OverTime({ data }: { data: AccountData }): JSX.Element {
  const [now] = useState(Date.now);
  const bins = useMemo(() => binned(data.rows, now), [data.rows, now]);
  return (
    <section class="time" aria-label="Over time">
      <h2>Expiry in the next {DAYS} days</h2>
      <Histogram days={bins.days} />
      <ul class="counts">
        <Count label="expired" within="0" count={bins.expired} />
        <Count label="within 7 days" within="7" count={bins.days.slice(0, 7).reduce((a, b) => a + b, 0)} />
        <Count label="within 30 days" within="30" count={bins.days.slice(0, 30).reduce((a, b) => a + b, 0)} />
        <Count label={`after ${DAYS} days`} within="" count={bins.later} />
        <Count label="never" within="never" count={bins.never} />
      </ul>
      <h2>Next to expire</h2>
      {bins.next.length === 0 && <p class="quiet">None.</p>}
      <ol class="next">
        {bins.next.map(({ id, expiresAt }) => (
          <li key={id}>
            <Go to={{ view: "tokens", id }}>
              <Name text={id} />
            </Go>{" "}
            <span class="quiet">{expiryWords(expiresAt, now)}</span>
          </li>
        ))}
      </ol>
      {data.account?.kind === "local" && <Revoked data={data} />}
    </section>
  );
}

interface Bins {
  readonly days: readonly number[];
  readonly expired: number;
  readonly later: number;
  readonly never: number;
  readonly next: readonly Row[];
}

function binned(rows: readonly Row[], now: number): Bins {
  const days = Array.from({ length: DAYS }, () => 0);
  let expired = 0;
  let later = 0;
  let never = 0;
  const coming: Row[] = [];
  for (const row of rows) {
    if (row.expiresAt === null) never++;
    else if (!(row.expiresAt > now)) expired++;
    else {
      const day = Math.floor((row.expiresAt - now) / DAY);
      if (day >= DAYS) later++;
      else days[day] = (days[day] ?? 0) + 1;
      coming.push(row);
    }
  }
  const next = coming.sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0)).slice(0, 20);
  return { days, expired, later, never, next };
}

function Histogram({ days }: { days: readonly number[] }): JSX.Element {
  const most = Math.max(1, ...days);
  const label = `Tokens that expire on each of the next ${DAYS} days; at most ${most} on one day.`;
  return (
    <svg class="histogram" viewBox={`0 0 ${DAYS * 10} 140`} role="img" aria-label={label}>
      {days.map((count, day) => {
        const height = count === 0 ? 0 : Math.max(2, (count / most) * 110);
        return (
          // A day has no other name than its number.
          <rect key={day} x={day * 10 + 1} y={115 - height} width="8" height={height} rx="1.5">
            <title>{`${count} in ${day === 0 ? "less than a day" : `${day} d`}`}</title>
          </rect>
        );
      })}
      <line x1="0" x2={DAYS * 10} y1="115.5" y2="115.5" />
      {[0, 30, 60].map((day) => (
        <text key={day} x={day * 10 + 2} y="134">
          {day === 0 ? "today" : `in ${day} d`}
        </text>
      ))}
      <text x={DAYS * 10 - 2} y="134" text-anchor="end">{`in ${DAYS} d`}</text>
    </svg>
  );
}

function Count({ label, within, count }: { label: string; within: string; count: number }): JSX.Element {
  return (
    <li>
      <Go to={{ view: "tokens", within, q: "", operation: "", rule: "" }}>
        <b>{count.toLocaleString("en")}</b> {label}
      </Go>
    </li>
  );
}

/** The longest that S2's cloud may accept a revoked secret. */
const CLOUD_DELAY = 600_000;

/** Shows recently revoked tokens, with the time for which S2's cloud could still accept their secrets. */
function Revoked({ data }: { data: AccountData }): JSX.Element {
  const now = useTick();
  const revoked = data.journal
    .filter(isEntry)
    .flatMap((line) =>
      line.operation === "revoke-access-token" && line.decision?.status === 204
        ? [{ id: line.resources["access-token"] ?? "", at: line.at }]
        : [],
    );
  const recent = revoked.filter(({ at }) => now - at < CLOUD_DELAY).reverse();
  const own = data.account?.revocationDelayMillis ?? 0;
  return (
    <>
      <h2>Revoked in the last ten minutes</h2>
      <p class="quiet">
        S2's cloud may accept a revoked secret for up to ten minutes; this account{" "}
        {own === 0 ? "refuses it at once" : `accepts it for ${span(own)}`}.
      </p>
      {recent.length === 0 && <p class="quiet">None.</p>}
      <ol class="next">
        {recent.map(({ id, at }) => (
          <li key={`${id} ${at}`}>
            <Name text={id} />{" "}
            <span class="quiet">could work for {span(at + CLOUD_DELAY - now)} more in the cloud</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function useTick(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
