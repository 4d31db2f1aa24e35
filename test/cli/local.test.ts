import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { holdToContract } from "../testing/contract.js";
import { runCli } from "../../src/cli/local.js";
import { createLocalAccount } from "../../src/testing/index.js";
import { listen } from "../../src/testing/node/index.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "s2-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function seedFile(seed: unknown): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(file, typeof seed === "string" ? seed : JSON.stringify(seed));
  return file;
}

/** Starts the command and waits until it listens. */
async function start(...args: string[]) {
  const printed: string[] = [];
  const logged: string[] = [];
  const stopping = new AbortController();
  const ended = runCli(["local", "--port", "0", ...args], {
    print: (line) => void printed.push(line),
    log: (line) => void logged.push(line),
    stop: stopping.signal,
  });
  await expect.poll(() => printed.length, { timeout: 10_000 }).toBe(3);
  const variables = Object.fromEntries(printed.map((line) => line.replace(/^export /, "").split("=")));
  const held = holdToContract(fetch);
  const send = async (method: string, path: string, bearer: string, body?: object, basin?: string) =>
    held(`${String(variables["S2_ACCOUNT_ENDPOINT"])}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        ...(basin === undefined ? {} : { "s2-basin": basin }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const stop = () => {
    stopping.abort();
    return ended;
  };
  return { printed, logged, send, stop };
}

/** Runs the command to its end. */
async function run(...args: string[]) {
  const lines: string[] = [];
  const take = (line: string) => void lines.push(line);
  const status = await runCli(args, { print: take, log: take, stop: AbortSignal.abort() });
  return { status, lines };
}

describe("s2-access-tokens local", () => {
  test("prints the variables to paste, logs each request with decision and reason, and ends cleanly", async () => {
    const { printed, logged, send, stop } = await start();
    expect(printed).toEqual([
      "export S2_ACCESS_TOKEN=s2_local_root",
      expect.stringMatching(/^export S2_ACCOUNT_ENDPOINT=http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^export S2_BASIN_ENDPOINT=http:\/\/127\.0\.0\.1:\d+$/),
    ]);
    const scope = { ops: ["list-basins"] };
    const issued = await send("POST", "/access-tokens", "s2_local_root", { id: "reader", scope });
    const { access_token: secret } = (await issued.json()) as { access_token: string };
    await send("POST", "/basins", secret, { basin: "my-basin-1" });
    await send("DELETE", "/access-tokens/nobody", "s2_local_root");
    await send("GET", "/basins", "nobody");
    await send("GET", "/nowhere?x=nobody", "nobody");
    const line = /^\d\d:\d\d:\d\d\.\d{3} (.*) \d+(?:\.\d)? ms$/;
    expect(logged.map((one) => line.exec(one)?.[1])).toEqual([
      '201 issue-access-token token "reader" by "root" allowed: granted by op_groups.account.write.',
      '403 create-basin basin "my-basin-1" by "reader" refused: not granted by "reader".',
      '404 revoke-access-token token "nobody" by "root" refused: There is no access token with this id.',
      "401 list-basins refused: The bearer is not a token of this account.",
      "401 GET /v1/nowhere?x=[redacted] refused: The bearer is not a token of this account.",
    ]);
    expect(await stop()).toBe(0);
  });

  test("starts with what a seed file holds, and shows no secret of it", async () => {
    const file = await seedFile({
      basins: [
        {
          basin: "my-basin-1",
          config: {},
          streams: [{ stream: "logs/a", records: ["hello"] }, { stream: "b" }],
        },
      ],
      access_tokens: [
        {
          id: "reader",
          access_token: "reader-secret",
          scope: { ops: ["read"], basins: { prefix: "" }, streams: { prefix: "logs/" } },
        },
        { id: "unnamed", scope: { ops: ["read"] } },
      ],
    });
    const { printed, logged, send, stop } = await start("--seed", file);
    const read = async (stream: string) =>
      (
        await send(
          "GET",
          `/streams/${encodeURIComponent(stream)}/records?seq_num=0`,
          "reader-secret",
          undefined,
          "my-basin-1",
        )
      ).json();
    expect(await read("logs/a")).toMatchObject({ records: [{ body: "hello" }] });
    expect(await read("b")).toMatchObject({ code: "permission_denied" });
    expect([...printed, ...logged].join()).not.toContain("reader-secret");
    expect(await stop()).toBe(0);
  });

  test("--help says what there is", async () => {
    const { status, lines } = await run("--help");
    expect([status, lines.join("\n")]).toEqual([0, expect.stringContaining("--seed <file.json>")]);
  });
});

describe("bad usage is one clear line and status 2", () => {
  it.each<{ args: string[]; line: string }>([
    {
      args: [],
      line: "The only command is local: s2-access-tokens local [--port <number>] [--seed <file.json>].",
    },
    { args: ["remote"], line: "The only command is local" },
    { args: ["local", "more"], line: "The only command is local" },
    { args: ["local", "--verbose"], line: "Unknown option '--verbose'." },
    { args: ["local", "--port"], line: "Option '--port <value>' argument missing" },
    { args: ["local", "--port", "http"], line: "--port must be a number from 0 to 65535." },
    { args: ["local", "--port", "65536"], line: "--port must be a number from 0 to 65535." },
    { args: ["local", "--seed", "/nowhere.json"], line: "/nowhere.json cannot be read." },
  ])("$args", async ({ args, line }) => {
    const { status, lines } = await run(...args);
    expect([status, lines]).toEqual([2, [expect.stringContaining(`s2-access-tokens: ${line}`)]]);
  });

  it.each<{ seed: unknown; line: string }>([
    { seed: '{"access_token":"secret-in-broken-json', line: "is not JSON." },
    { seed: [], line: "The seed must be an object" },
    { seed: { basins: {} }, line: "basins must be an array" },
    { seed: { basins: [{ basin: "x" }] }, line: "basins[0]: basin must have 8 to 48 bytes" },
    {
      seed: { basins: [{ basin: "my-basin-1", streams: [{ stream: "a" }, { stream: "a" }] }] },
      line: "basins[0].streams[1]: A stream with this name exists.",
    },
    {
      seed: { access_tokens: [{ id: "a", scope: { ops: ["fly"] } }] },
      line: "access_tokens[0]: scope.ops[0] is not an operation S2 knows",
    },
    { seed: { access_tokens: [{ id: "a", access_token: "a b", scope: {} }] }, line: "must be visible ASCII" },
    {
      seed: {
        access_tokens: ["a", "b"].map((id) => ({ id, access_token: "same", scope: { ops: ["read"] } })),
      },
      line: "access_tokens[1].access_token must be visible ASCII, and no other token's.",
    },
  ])("a seed of $seed", async ({ seed, line }) => {
    const { status, lines } = await run("local", "--port", "0", "--seed", await seedFile(seed));
    expect([status, lines]).toEqual([2, [expect.stringContaining(line)]]);
    expect(lines.join()).not.toContain("secret");
  });

  test("a taken port", async () => {
    const server = await listen(createLocalAccount());
    const { status, lines } = await run("local", "--port", String(server.port));
    expect([status, lines]).toEqual([
      2,
      [`s2-access-tokens: Port ${server.port} of 127.0.0.1 is taken: choose another, or 0 for any free one.`],
    ]);
    await server.close();
  });
});

test("Ctrl-C ends the program with status 0", async () => {
  const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, "local", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  expect(line).toBe("export S2_ACCESS_TOKEN=s2_local_root");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([0, null]);
}, 60_000);
