import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, expect, it } from "vitest";
import { S2 } from "../../src/index.js";

/** A server in a thread of its own, which answers while this one is busy. */
const SERVER = `
const { createServer } = require("node:http");
const { parentPort } = require("node:worker_threads");
const server = createServer((request, response) => {
  request.resume();
  setTimeout(() => {
    response.writeHead(201, { "content-type": "application/json" });
    response.end('{"access_token":"secret"}');
  }, 100);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

let worker: Worker | undefined;
afterEach(() => worker?.terminate());

it("keeps an answer that arrived in time, even if a busy process reads it after the timer is due", async () => {
  worker = new Worker(SERVER, { eval: true });
  const [port]: unknown[] = await once(worker, "message");
  const { accessTokens } = new S2({
    accessToken: "bearer",
    endpoints: { account: `http://127.0.0.1:${String(port)}` },
    requestTimeoutMillis: 150,
    retry: { maxAttempts: 1 },
  });
  const work = accessTokens.issue({ id: "a", scope: { ops: ["read"] } }, { ifOutcomeUnknown: "throw" });
  // The request goes out; then nothing runs here until long after the timeout.
  await new Promise((resolve) => setTimeout(resolve, 20));
  // After an immediate come timers, before any I/O.
  await new Promise(setImmediate);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  expect((await work).accessToken).toBe("secret");
});
