import { connect } from "node:net";
import { expect, it, test } from "vitest";
import type { FaultName } from "../../../src/testing/index.js";
import { listeningAccount } from "./listening.js";
import { exchange, statusesIn } from "./raw.js";

const listening = listeningAccount();

function issue(id: string): string {
  const body = JSON.stringify({ id, scope: { ops: ["read"] } });
  return [
    "POST /v1/access-tokens HTTP/1.1",
    "Host: localhost",
    "Authorization: Bearer s2_local_root",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
}

const ids = () => listening.account.tokens().map(({ id }) => id);

test("three pipelined requests are answered in order", async () => {
  const received = await exchange(listening.server.port, issue("a") + issue("a") + issue("b"));
  expect(statusesIn(received)).toEqual([201, 409, 201]);
  expect(ids()).toEqual(["a", "b"]);
});

test("a slow request delays those behind it and their effects", async () => {
  listening.account.faults.next("issue", { name: "none", delayMillis: 50 });
  listening.account.journal.subscribe(({ seq }) => expect(ids()).toHaveLength(seq));
  const received = await exchange(listening.server.port, issue("a"), issue("b"), issue("c"));
  expect(statusesIn(received)).toEqual([201, 201, 201]);
});

it.each<FaultName>(["reset-after", "cut-body"])("a request behind %s has no effect", async (fault) => {
  listening.account.faults.next("issue", fault);
  await exchange(listening.server.port, issue("a") + issue("b")).catch(() => undefined);
  expect(ids()).toEqual(["a"]);
});

test("a request behind an answer that ends the connection has no effect", async () => {
  listening.account.faults.next("issue", { name: "drip", delayMillis: 1 });
  const received = await new Promise<string>((resolve, reject) => {
    let text = "";
    const socket = connect(listening.server.port, "127.0.0.1", () => socket.write(issue("a")));
    socket.once("data", () => socket.write(issue("b")));
    socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
    socket.on("error", reject).on("close", () => resolve(text));
  });
  expect(statusesIn(received)).toEqual([201]);
  expect(received).toContain("connection: close");
  expect(ids()).toEqual(["a"]);
});

test("a client that disconnects with requests waiting breaks nothing", async () => {
  listening.account.faults.next("issue", "hang-after");
  const socket = connect(listening.server.port, "127.0.0.1", () => socket.write(issue("a") + issue("b")));
  await expect.poll(ids).toEqual(["a"]);
  socket.destroy();
  expect(statusesIn(await exchange(listening.server.port, issue("c")))).toEqual([201]);
  expect(ids()).toEqual(["a", "c"]);
});
