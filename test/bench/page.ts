// The page on an account of 100 000 tokens whose journal holds 5 000 entries: how long it takes from what a person does
// to what is painted then, read from Chromium's own trace.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { buildPage } from "../../scripts/build/page.js";
import { createSite } from "../../src/cli/page/site.js";
import type { AccountSource, PageToken } from "../../src/cli/page/source.js";
import type { JournalEntry } from "../../src/testing/index.js";
import { launch } from "../page/browser.js";
import { spread } from "./measure.js";

const TOKENS = 100_000;
const ENTRIES = 5_000;
const ROUNDS = 7;
const DAY = 86_400_000;

const tokens = Array.from({ length: TOKENS }, (_, index): PageToken => {
  const user = String(index).padStart(6, "0");
  return {
    id: `session/${user}`,
    scope: {
      basins: { exact: "production" },
      streams: { prefix: `users/${user}${index % 7 === 0 ? "" : "/"}` },
      opGroups: { stream: { read: true, write: index % 3 === 0 } },
    },
    autoPrefixStreams: index % 2 === 0,
    expiresAt: index % 11 === 0 ? null : new Date(Date.now() + ((index * 7919) % 120) * DAY).toISOString(),
  };
});
const journal = Array.from({ length: ENTRIES }, (_, index): JournalEntry => {
  const status = index % 9 === 0 ? 403 : 200;
  return {
    seq: index + 1,
    at: Date.now() - (ENTRIES - index) * 1000,
    millis: index % 5,
    method: "GET",
    origin: "http://localhost",
    path: "/v1/streams/orders/records",
    operation: "read",
    resources: { basin: "production", stream: "orders" },
    caller: `session/${String(index).padStart(6, "0")}`,
    decision: { status, code: undefined, reason: "read: not granted.", denial: undefined },
    fault: "none",
    status,
  };
});

const source: AccountSource = {
  account: { kind: "local", endpoint: "http://localhost", revocationDelayMillis: 0 },
  async *tokens() {
    for (let from = 0; from < TOKENS; from += 1_000) yield tokens.slice(from, from + 1_000);
  },
  local: { journal, watch: () => () => undefined, issue: () => Promise.reject(new Error("only shown")) },
};

const { document } = await buildPage();
const site = createSite({ source, document, port });
const server = createServer((incoming, response) => void site(incoming, response));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });

const started = performance.now();
await page.goto(`http://localhost:${port()}/?view=time`);
await page.locator(".counts").waitFor();
await page.locator("h1", { hasText: "Local" }).waitFor();
await settled(page);
console.log(`${TOKENS} tokens loaded and counted: ${Math.round(performance.now() - started)} ms`);

const nav = (name: string) => () => page.locator("nav a", { hasText: name }).click();
await report("100 000 tokens: the table painted", 500, nav("Tokens"), nav("Over time"));
await nav("Tokens")();
const search = page.getByLabel("Search ids");
await report(
  "100 000 tokens: one more letter searched",
  50,
  () => search.press("7"),
  () => search.fill(""),
);
await search.fill("");
await report("5 000 entries: the journal painted", 500, nav("Journal"), nav("Over time"));
await nav("Journal")();
const refused = page.getByLabel("refused only");
await report(
  "5 000 entries: only the refused",
  50,
  () => refused.check(),
  () => refused.uncheck(),
);

await browser.close();
server.closeAllConnections();
server.close();

async function report(what: string, target: number, act: () => Promise<void>, back: () => Promise<void>) {
  const times: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const millis = await traced(browser, page, act);
    if (round >= 0) times.push(millis);
    await back();
    await settled(page);
  }
  const { median, low, high } = spread(times);
  const reached = median < target ? "reached" : "missed";
  console.log(
    `${what}: ${median.toFixed(0)} ms (${low.toFixed(0)} to ${high.toFixed(0)}); target ${target}: ${reached}`,
  );
}

interface TraceEvent {
  readonly name: string;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly data?: { readonly type?: string } };
}

/** Milliseconds from the last event that the browser dispatched for an action to the end of the painting it caused. */
async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ["devtools.timeline"] });
  await act();
  await settled(page);
  const trace: { readonly traceEvents: readonly TraceEvent[] } = JSON.parse(
    (await browser.stopTracing()).toString("utf8"),
  );
  const events = trace.traceEvents;
  const cause = events.find(
    ({ name, args }) => name === "EventDispatch" && ["click", "input"].includes(args?.data?.type ?? ""),
  );
  if (cause === undefined) throw new Error("the trace shows no event");
  const work = events.filter(
    ({ name, ts }) =>
      ts >= cause.ts &&
      [
        "EventDispatch",
        "FireAnimationFrame",
        "Layout",
        "PrePaint",
        "Paint",
        "TimerFire",
        "RunMicrotasks",
      ].includes(name),
  );
  const painted = work.filter(({ name }) => name === "Paint" || name === "PrePaint");
  const first = painted.find(({ ts, dur = 0 }) =>
    work.some((other) => other.name === "Layout" && other.ts < ts + dur),
  );
  const end = first ?? painted[0];
  if (end === undefined) throw new Error("the trace shows no painting");
  return (end.ts + (end.dur ?? 0) - cause.ts) / 1000;
}

/** Waits for two frames without work in between. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)));
      }),
  );
}

function port(): number {
  // A server listening on TCP has an address of this type.
  return (server.address() as AddressInfo).port;
}
