import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, expect, it } from "vitest";
import { S2 } from "../../src/index.js";

/** A server in a thread of its own, which answers once this thread is about to be busy, and says when it has. */
const SERVER = `
const { createServer } = require("node:http");
const { parentPort, workerData } = require("node:worker_threads");
const flags = new Int32Array(workerData);
const server = createServer((request, response) => {
  request.resume();
  parentPort.postMessage("arrived");
  Atomics.wait(flags, 0, 0);
  response.writeHead(201, { "content-type": "application/json" });
  response.end('{"access_token":"secret"}', () => {
    Atomics.store(flags, 1, 1);
    Atomics.notify(flags, 1);
  });
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

const TIMEOUT = 300;

let worker: Worker | undefined;
afterEach(() => worker?.terminate());

it("keeps an answer that arrived in time, even if a busy process reads it after the timer is due", async () => {
  const flags = new Int32Array(new SharedArrayBuffer(8));
  worker = new Worker(SERVER, { eval: true, workerData: flags.buffer });
  const [port]: unknown[] = await once(worker, "message");
  const { accessTokens } = new S2({
    accessToken: "bearer",
    endpoints: { account: `http://127.0.0.1:${String(port)}` },
    requestTimeoutMillis: TIMEOUT,
    retry: { maxAttempts: 1 },
  });
  const arrived = once(worker, "message");
  const due = performance.now() + TIMEOUT;
  const work = accessTokens.issue({ id: "a", scope: { ops: ["read"] } }, { ifOutcomeUnknown: "throw" });
  await arrived;
  // After an immediate come timers, before any I/O.
  await new Promise(setImmediate);
  // From here nothing runs in this thread until the answer is there and the timer is long due.
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
  Atomics.wait(flags, 1, 0);
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let left = 1; left > 0; left = due + 100 - performance.now()) Atomics.wait(never, 0, 0, left);
  expect((await work).accessToken).toBe("secret");
});
