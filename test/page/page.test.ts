import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildPage } from "../../scripts/build/page.js";
import { localSource } from "../../src/cli/page/local-source.js";
import { createSite } from "../../src/cli/page/site.js";
import type { AccountSource } from "../../src/cli/page/source.js";
import { can, S2, type AccessTokenScope } from "../../src/index.js";
import { createLocalAccount, type LocalAccount } from "../../src/testing/index.js";
import { listen, type LocalServer } from "../../src/testing/node/index.js";
import { launch } from "./browser.js";

const DAY = 86_400_000;
const HOSTILE = 'a<img src=x onerror="document.title=1">\u202etxt.exe';
const screenshots = fileURLToPath(new URL("../../reports/page/", import.meta.url));

let browser: Browser;
let document: string;
let account: LocalAccount;
let server: LocalServer;
let context: BrowserContext;
let page: Page;
/** The browser's requests and errors. */
let asked: string[];
let problems: string[];

/** The number of early requests that the account's journal has dropped, as after thousands of requests. */
let forgotten: number;
function forgetful(source: AccountSource): AccountSource {
  const { local } = source;
  if (local === undefined) return source;
  return {
    ...source,
    local: {
      ...local,
      get journal() {
        return local.journal.filter(({ seq }) => seq > forgotten);
      },
    },
  };
}

beforeAll(async () => {
  [browser, { document }] = await Promise.all([launch(), buildPage()]);
  await mkdir(screenshots, { recursive: true });
});
afterAll(() => browser.close());

beforeEach(async () => {
  forgotten = 0;
  account = createLocalAccount();
  server = await listen(account, {
    site: createSite({
      source: forgetful(localSource(account, "http://localhost")),
      document,
      port: () => server.port,
    }),
  });
  await seed(account);
  await open(await browser.newContext({ colorScheme: "light", viewport: { width: 1280, height: 800 } }));
});
afterEach(async () => {
  await context.close();
  await server.close();
  expect(problems).toEqual([]);
  // No request leaves the account's own port.
  expect(
    asked.filter((url) => !url.startsWith(`http://localhost:${server.port}/`) && !url.startsWith("data:")),
  ).toEqual([]);
});

async function open(made: BrowserContext): Promise<void> {
  context = made;
  page = await context.newPage();
  asked = [];
  problems = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
}

function clientOf({ token, fetch }: LocalAccount, bearer = token): S2["accessTokens"] {
  return new S2({ accessToken: bearer, fetch, retry: { maxAttempts: 1 } }).accessTokens;
}

async function seed(of: LocalAccount): Promise<void> {
  const tokens = clientOf(of);
  const reader: AccessTokenScope = {
    basins: { exact: "production" },
    streams: { prefix: "logs/" },
    ops: ["read", "check-tail"],
  };
  await tokens.issue({ id: "reader", scope: reader, expiresAt: Date.now() + 3 * DAY });
  await tokens.issue({
    id: "svc/wide",
    scope: {
      basins: { prefix: "" },
      streams: { prefix: "" },
      opGroups: { stream: { read: true, write: true } },
    },
    expiresAt: null,
  });
  await tokens.issue({
    id: "session/1",
    scope: { ...reader, streams: { prefix: "users/1" } },
    expiresAt: Date.now() + 40 * DAY,
  });
  await tokens.issue({ id: HOSTILE, scope: reader, expiresAt: Date.now() + 200 * DAY });
}

async function go(search: string): Promise<void> {
  await page.goto(`http://localhost:${server.port}/${search}`);
  await page.locator("h1", { hasText: "Local S2 account" }).waitFor();
}

const rowsShown = (): Promise<string[]> => page.locator(".tokens .rows .row a").allTextContents();

describe("tokens", () => {
  test("are listed with expiry, summary and findings", async () => {
    await go("");
    await page.locator(".rows .row", { hasText: "reader" }).waitFor();
    const reader = await page.locator(".rows .row", { hasText: "reader" }).first().textContent();
    expect(reader).toContain("in 3 d");
    expect(reader).toContain("Reads records");
    expect(await page.locator(".rows .row", { hasText: "svc/wide" }).textContent()).toMatch(/never.*warning/);
  });

  test("show a hostile id escaped", async () => {
    await go(`?id=${encodeURIComponent(HOSTILE)}`);
    await page.locator("aside h2").waitFor();
    expect(await page.locator("aside h2").textContent()).toBe(
      'a<img src=x onerror="document.title=1">\\u202etxt.exe',
    );
    expect(await page.title()).toBe("S2 access tokens");
    expect(await page.locator("img").count()).toBe(0);
  });

  test("are filtered by text, operation, finding and expiry, as the address reflects", async () => {
    await go("");
    await page.locator(".rows .row").first().waitFor();
    await page.getByLabel("Search ids").fill("/");
    await expect.poll(rowsShown).toEqual(["session/1", "svc/wide"]);
    await page.getByLabel("Expiry", { exact: true }).selectOption("never");
    await expect.poll(rowsShown).toEqual(["svc/wide"]);
    expect(new URL(page.url()).search).toBe("?q=%2F&within=never");
    await page.reload();
    await expect.poll(rowsShown).toEqual(["svc/wide"]);
    await go("?rule=separator-less-prefix");
    await expect.poll(rowsShown).toEqual(["session/1"]);
    await go("?operation=append");
    await expect.poll(rowsShown).toEqual(["svc/wide"]);
  });

  test("open on click, explained and linted", async () => {
    await go("");
    await page.locator(".rows a", { hasText: "session/1" }).click();
    const aside = page.locator("aside");
    await expect.poll(() => aside.textContent()).toContain('those that begin with "users/1"');
    expect(await aside.textContent()).toContain("separator-less-prefix");
    await aside.getByLabel("operation").selectOption("append");
    await aside.getByRole("textbox", { name: "basin" }).fill("production");
    await aside.getByRole("textbox", { name: "stream" }).fill("users/1/orders");
    await expect.poll(() => aside.locator(".ask .mark").textContent()).toBe("no");
    await page.goBack();
    await expect.poll(() => aside.count()).toBe(0);
  });

  test("appear and disappear as they are issued and revoked", async () => {
    await go("");
    await expect.poll(rowsShown).toContain("reader");
    await clientOf(account).issue({ id: "new", scope: { ops: ["list-basins"] } });
    await expect.poll(rowsShown).toContain("new");
    await clientOf(account).revoke({ id: "reader" });
    await expect.poll(rowsShown).not.toContain("reader");
  });

  test("of a large account are rendered only while visible", async () => {
    const large = createLocalAccount();
    const scope = { ops: ["list-basins"] } as const;
    for (let index = 0; index < 3_000; index++)
      await clientOf(large).issue({ id: `t/${String(index).padStart(5, "0")}`, scope });
    account.restore(large.snapshot());
    await go("");
    await expect.poll(() => page.locator("output").first().textContent()).toBe("3,000 of 3,000");
    expect(await page.locator(".rows .row").count()).toBeLessThan(80);
    await page.locator(".table").evaluate((table) => table.scrollTo({ top: table.scrollHeight }));
    await expect.poll(rowsShown).toContain("t/02999");
    await page.getByLabel("Search ids").fill("t/0150");
    await expect.poll(() => page.locator("output").first().textContent()).toBe("10 of 3,000");
  });
});

describe("the journal", () => {
  const refusedRequest = async (): Promise<string> => {
    const { accessToken } = await clientOf(account).issue({
      id: "narrow",
      scope: { basins: { exact: "production" }, ops: ["list-streams"] },
    });
    const headers = { authorization: `Bearer ${accessToken}`, "s2-basin": "production" };
    const answer = await account.fetch(`${server.accountEndpoint}/v1/streams/orders/records/tail`, {
      headers,
    });
    expect(answer.status).toBe(403);
    return accessToken;
  };

  test("shows each request as it arrives", async () => {
    await go("?view=journal");
    await clientOf(account).list();
    const line = page.locator(".rows .row", { hasText: "list-access-tokens" });
    await line.first().waitFor();
    expect(await line.first().textContent()).toMatch(/200.*root/);
  });

  test("links a refusal to the scope that would permit the request", async () => {
    const secret = await refusedRequest();
    await go("?view=journal");
    await page.getByLabel("refused only").check();
    await page.locator(".rows .row a").first().click();
    const entry = page.locator("aside");
    await expect.poll(() => entry.textContent()).toContain("How to permit it");
    const wider: AccessTokenScope = JSON.parse(
      (await entry.locator(".code pre").first().textContent()) ?? "",
    );
    expect(can(wider, { operation: "check-tail", basin: "production", stream: "orders" })).toBe(true);
    expect(can(wider, { operation: "append", basin: "production", stream: "orders" })).toBe(false);
    await page.screenshot({ path: `${screenshots}refusal.png` });
    await entry.locator("a", { hasText: "narrow" }).click();
    await expect.poll(() => page.locator("aside h2").textContent()).toBe("narrow");
    expect(await page.content()).not.toContain(secret);
  });

  test("marks missing requests", async () => {
    for (let index = 0; index < 4; index++) await clientOf(account).list();
    forgotten = 3;
    await go("?view=journal");
    await expect.poll(() => page.locator(".gap").textContent()).toBe("3 requests are missing here");
  });
});

describe("trying a scope", () => {
  test("explains and lints while typing, and reports mistakes", async () => {
    await go("?view=try");
    const box = page.locator("textarea");
    await box.fill('{"ops":["read"],"basins":{"exact":"production"}}');
    await expect.poll(() => page.locator(".said").textContent()).toContain("inert");
    await box.fill('{"ops":["raed"]}');
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("read");
    await box.fill("{");
    await expect.poll(() => page.getByRole("alert").textContent()).toMatch(/JSON/);
  });

  test("compares with another token", async () => {
    await go("?view=try&from=session%2F1&with=reader");
    await expect.poll(() => page.locator(".said").textContent()).toContain("users/1");
    expect(await page.locator("textarea").inputValue()).toContain('"session/1"');
  });

  test("issues on the local account, and shows the secret once", async () => {
    await go("?view=try");
    await page.locator("textarea").fill('{"id":"tried","scope":{"ops":["list-basins"]}}');
    await page.getByRole("button", { name: "Issue" }).click();
    await page.getByRole("button", { name: "Show its secret, once" }).click();
    await expect.poll(() => page.getByLabel("the secret", { exact: true }).count()).toBe(1);
    const secret = (await page.getByLabel("the secret", { exact: true }).textContent()) ?? "";
    expect(account.idOf(secret)).toBe("tried");
    expect(await page.getByRole("button", { name: "Show its secret, once" }).count()).toBe(0);
  });
});

test("the time view shows upcoming expiries and recent revocations", async () => {
  await go("?view=time");
  await expect.poll(() => page.locator(".counts").textContent()).toContain("1 within 7 days");
  await clientOf(account).revoke({ id: "reader" });
  await expect
    .poll(() => page.locator(".time").textContent())
    .toMatch(/reader could work for \d+ (min|s) more/);
  await page.locator(".counts a", { hasText: "never" }).click();
  await expect.poll(rowsShown).toEqual(["svc/wide"]);
});

test("the page can be used with the keyboard alone", async () => {
  await go("");
  await page.locator(".rows .row").first().waitFor();
  await page.getByLabel("Search ids").focus();
  await page.keyboard.type("session");
  await expect.poll(rowsShown).toEqual(["session/1"]);
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => globalThis.document.activeElement?.textContent)) === "session/1") break;
  }
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator("aside h2").textContent()).toBe("session/1");
});

const VIEWS = {
  tokens: "?view=tokens",
  token: "?view=tokens&id=session%2F1",
  journal: "?view=journal&entry=2",
  try: "?view=try&with=reader",
  time: "?view=time",
};

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  test.each([
    ["wide", { width: 1280, height: 800 }],
    ["narrow", { width: 400, height: 800 }],
    // A 1280-pixel window at 200 % zoom.
    ["zoomed", { width: 640, height: 400 }],
  ])("axe finds nothing in any view, %s", async (size, viewport) => {
    await context.close();
    await open(await browser.newContext({ colorScheme, viewport }));
    for (const [view, search] of Object.entries(VIEWS)) {
      await go(search);
      await page.waitForLoadState("domcontentloaded");
      await page.locator("main section").waitFor({ state: "attached" });
      await page.screenshot({ path: `${screenshots}${view}-${colorScheme}-${size}.png` });
      // Through the debugger, to which the page's policy does not apply.
      await page.evaluate(axe.source);
      const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        "axe.run(document, { resultTypes: ['violations'] })",
      );
      expect(found.violations.map(({ id, nodes }) => [view, id, nodes[0]?.html])).toEqual([]);
      const wide = await page.evaluate(() => globalThis.document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(viewport.width);
    }
  });
});
