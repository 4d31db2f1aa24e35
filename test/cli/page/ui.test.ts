import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { Stopped } from "../../../src/cli/exit.js";
import { run } from "../../../src/cli/run.js";
import { listeningAccount } from "../../testing/node/listening.js";
import { surround } from "../surroundings.js";

const listening = listeningAccount();

interface Running {
  /** Resolves to the first line on stdout, or to nothing if the command ends without one. */
  readonly address: Promise<string>;
  readonly stop: () => void;
  readonly ended: Promise<{ readonly code: number; readonly said: string }>;
}

function start(...args: readonly string[]): Running {
  const stopping = new AbortController();
  let told: (line: string) => void = () => undefined;
  const address = new Promise<string>((resolve) => (told = resolve));
  const { surroundings, stdout, stderr } = surround({
    isTerminal: false,
    env: { S2_ACCESS_TOKEN: listening.account.token, S2_ACCOUNT_ENDPOINT: listening.server.accountEndpoint },
    stop: stopping.signal,
    write: async (text) => told(text.trim()),
  });
  const ended = run(args, surroundings).then((code) => {
    told("");
    return { code, said: stdout() + stderr() };
  });
  return { address, stop: () => stopping.abort(new Stopped()), ended };
}

test("ui prints one address, which admits one browser to what the account lists", async () => {
  const { address, stop, ended } = start("ui");
  const url = new URL(await address);
  const first = await fetch(url, { redirect: "manual" });
  expect(first.status).toBe(303);
  expect((await fetch(url, { redirect: "manual" })).status).toBe(403);
  const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  const page = await fetch(new URL("/", url), { headers: { cookie } });
  expect(await page.text()).toContain("<title>S2 access tokens</title>");
  const shown = await fetch(new URL("/page/account", url), { headers: { cookie } });
  expect(await shown.json()).toMatchObject({ kind: "remote" });
  expect((await fetch(new URL("/v1/access-tokens", url), { headers: { cookie } })).status).toBe(404);
  stop();
  const { code, said } = await ended;
  expect(code).toBe(0);
  expect(said).toContain("admits one browser");
  expect(said).not.toContain(listening.account.token);
});

test("ui reports a port in use and says what to do", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  // A server listening on TCP has an address of this type.
  const { port } = other.address() as AddressInfo;
  const { code, said } = await start("ui", "--port", String(port), "--host", "127.0.0.1").ended;
  other.close();
  expect(code).toBe(2);
  expect(said).toContain(`Port ${port} of 127.0.0.1 is in use`);
});
