/**
 * Two processes share tokens through a real Redis: Debian's `redis-server`, on a free port of loopback, in memory only.
 * Ends with an error if one of them misbehaves.
 *
 *     npm run test:lifecycle
 */
import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import KeyvRedis from "@keyv/redis";
import { Keyv } from "keyv";
import { S2, streamPrefix } from "s2-access-tokens";
import { tokenProvider } from "s2-access-tokens/lifecycle";
import { createLocalAccount } from "s2-access-tokens/testing";
import { listen } from "s2-access-tokens/testing/node";

/** A process's instructions and answers: ids, never secrets. */
type Order = { readonly get: string } | { readonly revoke: string } | { readonly close: true };

const [role, endpoint, bearer, redis] = process.argv.slice(2);
if (role === "process") await serve(endpoint ?? "", bearer ?? "", redis ?? "");
else await main();

async function serve(account: string, accessToken: string, url: string): Promise<void> {
  const client = new S2({ accessToken, endpoints: { account } });
  const store = new Keyv(new KeyvRedis(url));
  let failures = 0;
  const sessions = tokenProvider(client.accessTokens, {
    token: (user) => ({ idPrefix: streamPrefix("session", user), scope: { ops: ["list-basins"] } }),
    expiresIn: "1h",
    store,
    observe: ({ type }) => void (failures += Number(type === "store-failed")),
  });
  process.on("message", (order: Order) => {
    void (async () => {
      if ("get" in order) process.send?.({ id: (await sessions.get(order.get)).id, failures });
      else if ("revoke" in order)
        process.send?.({ count: (await sessions.revoke(order.revoke)).count, failures });
      else {
        await sessions.close();
        await store.disconnect();
        process.disconnect();
      }
    })();
  });
  process.send?.("ready");
}

async function main(): Promise<void> {
  const port = await freePort();
  const server = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    {
      stdio: "ignore",
    },
  );
  const account = createLocalAccount();
  const address = await listen(account);
  const processes: ChildProcess[] = [];
  try {
    await answers(port);
    const url = `redis://127.0.0.1:${port}`;
    for (let count = 0; count < 2; count++) {
      const child = fork(
        fileURLToPath(import.meta.url),
        ["process", address.accountEndpoint, account.token, url],
        {
          execArgv: ["--import", "tsx"],
        },
      );
      processes.push(child);
      await once(child, "message");
    }
    const [a, b] = processes;
    if (a === undefined || b === undefined) throw new Error("two processes were to be started");
    const first = await tell(a, { get: "1234" });
    check("the second process takes the first one's token", same(await tell(b, { get: "1234" }), first));
    check("one token was issued", account.tokens().length === 1);
    const both = await Promise.all([tell(a, { get: "5678" }), tell(b, { get: "5678" })]);
    check("a race issues at most one a process", account.tokens().length <= 3 && both.length === 2);
    check(
      "a logout revokes all under the prefix",
      same(await tell(a, { revoke: "1234" }), { count: 1, failures: 0 }),
    );
    const again = await tell(a, { get: "1234" });
    check("the next session has a token of its own", !same(again, first));
    server.kill();
    await once(server, "exit");
    const without = await tell(a, { get: "9999" });
    check("without Redis tokens are issued all the same", typeof without["id"] === "string");
    check("and that is observed", Number(without["failures"]) > 0);
  } finally {
    for (const child of processes) child.kill();
    if (server.exitCode === null && server.signalCode === null) server.kill();
    await address.close();
  }
}

async function tell(child: ChildProcess, order: Order): Promise<Record<string, unknown>> {
  const answer = once(child, "message");
  child.send(order);
  const [message]: unknown[] = await answer;
  if (typeof message !== "object" || message === null) throw new Error("a process answered with no object");
  return { ...message };
}

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function check(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`ok   ${what}`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const store = new KeyvRedis(`redis://127.0.0.1:${port}`, { throwOnConnectError: true });
    try {
      await store.get("probe");
      await store.disconnect();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await pause(50);
    }
  }
}
