import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createLocalAccount } from "../../../src/testing/index.js";
import { listen, type ListenOptions, type LocalServer } from "../../../src/testing/node/index.js";

let server: LocalServer | undefined;
let other: Server | undefined;
afterEach(async () => {
  await server?.close();
  await new Promise((resolve) => (other === undefined ? resolve(0) : other.close(resolve)));
  [server, other] = [undefined, undefined];
});

async function start(options?: ListenOptions) {
  const account = createLocalAccount();
  const listening = await listen(account, options);
  server = listening;
  const answers = async () => {
    const response = await fetch(listening.accountEndpoint).catch(() => undefined);
    return response !== undefined;
  };
  return { account, server: listening, answers };
}

/** Stands in for another process: a foreign server on the port. */
async function take(port: number): Promise<void> {
  const taking = createServer((socket) => socket.destroy());
  other = taking;
  await new Promise<void>((resolve, reject) => {
    taking.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
}

test.each([
  { name: "refuse, accept, refuse", acts: "rar", open: false },
  { name: "accept, refuse", acts: "ar", open: false },
  { name: "refuse, refuse, accept", acts: "rra", open: true },
  { name: "refuse, accept, refuse, accept", acts: "rara", open: true },
  { name: "accept, accept", acts: "aa", open: true },
])("$name: ends in the last requested state", async ({ acts, open }) => {
  const { server, answers } = await start();
  const accepted: Promise<void>[] = [];
  for (const act of acts) {
    if (act === "r") server.refuse();
    else accepted.push(server.accept());
  }
  await Promise.all(accepted);
  expect(await answers()).toBe(open);
  if (!open) await server.accept();
  expect(await answers()).toBe(true);
});

test("warns if another process takes the port while it is refused, and recovers", async () => {
  const warned: string[] = [];
  const { account, server, answers } = await start({ warn: (message) => void warned.push(message) });
  account.faults.always("any", "refused");
  await take(server.port);
  account.faults.clear();
  await expect
    .poll(() => warned, { timeout: 10_000 })
    .toEqual([
      "The port stays closed after the fault refused, until accept() is called. " +
        `Port ${server.port} of 127.0.0.1 is in use: choose another, or 0 for any free one.`,
    ]);
  await new Promise((resolve) => other?.close(resolve));
  other = undefined;
  await server.accept();
  expect(await answers()).toBe(true);
});

test("accept rejects while another process holds the port", async () => {
  const { server } = await start();
  server.refuse();
  await take(server.port);
  await expect(server.accept()).rejects.toThrow(`Port ${server.port} of 127.0.0.1 is in use`);
});

test("close succeeds while another process holds the port or it is about to reopen", async () => {
  const { server: listening } = await start();
  listening.refuse();
  await take(listening.port);
  const accepting = listening.accept();
  listening.refuse();
  await accepting;
  void listening.accept().catch(() => undefined);
  await listening.close();
  server = undefined;
});

test("many refusals and acceptances leave no listener behind", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on("warning", note);
  const { server } = await start();
  server.refuse();
  await take(server.port);
  const accepting = server.accept();
  await new Promise((resolve) => void setTimeout(resolve, 150));
  await new Promise((resolve) => other?.close(resolve));
  other = undefined;
  await accepting;
  await new Promise(setImmediate);
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
