import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { S2 } from "../../../src/index.js";
import { localSource } from "../../../src/cli/page/local-source.js";
import { createSite } from "../../../src/cli/page/site.js";
import type { LocalAccountSource } from "../../../src/cli/page/source.js";
import { createLocalAccount, type LocalAccount } from "../../../src/testing/index.js";

let account: LocalAccount;
let server: Server;
/** The number of requests dropped from the journal. */
let forgotten: number;

beforeEach(async () => {
  forgotten = 0;
  account = createLocalAccount();
  const source = localSource(account, "http://localhost");
  const { watch, issue } = source.local ?? missing();
  const local: LocalAccountSource = {
    watch,
    issue,
    get journal() {
      return account.journal.filter(({ seq }) => seq > forgotten);
    },
  };
  const site = createSite({ source: { ...source, local }, document: "", port: portNow });
  server = createServer((incoming, response) => void site(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("an event stream begins with the journal and continues with new entries", async () => {
  await request();
  const events = await open();
  expect(await events.next()).toMatchObject({
    id: "1",
    data: { operation: "list-access-tokens", caller: "root" },
  });
  expect(await events.next()).toMatchObject({ event: "ready" });
  await request();
  expect(await events.next()).toMatchObject({ id: "2" });
});

test("a reconnecting browser receives the entries it missed, once each", async () => {
  for (let index = 0; index < 4; index++) await request();
  const events = await open({ "last-event-id": "2" });
  expect(await events.next()).toMatchObject({ id: "3" });
  expect(await events.next()).toMatchObject({ id: "4" });
  expect(await events.next()).toMatchObject({ event: "ready" });
});

test("missed entries that are gone are counted", async () => {
  for (let index = 0; index < 6; index++) await request();
  forgotten = 4;
  const events = await open({ "last-event-id": "1" });
  expect(await events.next()).toMatchObject({ event: "gap", data: { missing: 3 } });
  expect(await events.next()).toMatchObject({ id: "5" });
});

test("an invalid Last-Event-ID is ignored", async () => {
  await request();
  const events = await open({ "last-event-id": "<script>" });
  expect(await events.next()).toMatchObject({ id: "1" });
});

test("a reader that leaves is unsubscribed", async () => {
  const events = await open();
  await events.next();
  await events.close();
  await expect
    .poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count))))
    .toBe(0);
  await request();
  expect(account.journal).toHaveLength(1);
});

async function request(): Promise<void> {
  await new S2({ accessToken: account.token, fetch: account.fetch }).accessTokens.list();
}

interface SentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data: unknown;
}

async function open(headers: Record<string, string> = {}) {
  const left = new AbortController();
  const response = await fetch(`http://localhost:${portNow()}/page/events`, { headers, signal: left.signal });
  const reader = (response.body ?? missing()).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async next(): Promise<SentEvent> {
      while (!text.includes("\n\n")) text += (await reader.read()).value ?? missing();
      const end = text.indexOf("\n\n");
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const fields = Object.fromEntries(lines.map((line) => line.split(/: (.*)/)));
      return { ...fields, data: JSON.parse(fields["data"] ?? "null") };
    },
    async close() {
      left.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}

function portNow(): number {
  // A server listening on TCP has an address of this type.
  return (server.address() as AddressInfo).port;
}

function missing(): never {
  throw new Error("There is nothing where something must be.");
}
