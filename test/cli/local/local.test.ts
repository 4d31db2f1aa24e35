import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import type { Surroundings } from "../../../src/cli/context.js";
import { run as runCommand } from "../../../src/cli/run.js";
import { createLocalAccount } from "../../../src/testing/index.js";
import { listen } from "../../../src/testing/node/index.js";
import { holdToContract } from "../../testing/contract.js";
import { exchange } from "../../testing/node/raw.js";

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

interface Around {
  readonly isTerminal?: boolean;
  readonly stop?: AbortSignal;
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/** The command in this process, with its output by line. */
function play(args: readonly string[], { isTerminal = false, stop, stdin }: Around = {}) {
  const never = new AbortController().signal;
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    isTerminal,
    columns: 100,
    gone: never,
    write: async (text: string) => void (written[name] += text),
  });
  const surroundings: Surroundings = {
    env: {},
    stdin: { isTerminal, read: () => stdin ?? (async function* () {})(), line: async () => undefined },
    stdout: output("stdout"),
    stderr: output("stderr"),
    stop: stop ?? never,
    owed: new Set(),
    now: Date.now,
  };
  const lines = (name: "stdout" | "stderr") => written[name].split("\n").slice(0, -1);
  return {
    ended: runCommand(["local", ...args], surroundings),
    printed: () => lines("stdout"),
    logged: () => lines("stderr"),
  };
}

/** Starts the command and waits until it listens. */
async function start(args: readonly string[] = [], around: Around = {}) {
  const stopping = new AbortController();
  const playing = play(["--port", "0", ...args], { stop: stopping.signal, ...around });
  await expect.poll(() => playing.printed().length, { timeout: 60_000 }).toBeGreaterThan(0);
  const variables = Object.fromEntries(
    playing.printed().map((line) => line.replace(/^export /, "").split("=")),
  );
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
    return playing.ended;
  };
  return { ...playing, port: Number(variables["S2_ACCOUNT_ENDPOINT"]?.split(":").at(-1)), send, stop };
}

/** Runs the command to its end. */
async function run(...args: string[]) {
  const playing = play(args, { stop: AbortSignal.abort() });
  const status = await playing.ended;
  return { status, lines: playing.logged() };
}

describe("s2-access-tokens local", () => {
  test("prints variables to paste, logs each decision with its reason, and ends cleanly", async () => {
    const { printed, logged, send, stop } = await start();
    expect(printed()).toEqual([
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
    expect(logged().map((one) => line.exec(one)?.[1])).toEqual([
      '201 issue-access-token token "reader" by "root" allowed: granted by op_groups.account.write.',
      '403 create-basin basin "my-basin-1" by "reader" refused: not granted by "reader".',
      '404 revoke-access-token token "nobody" by "root" refused: There is no access token with this id.',
      "401 list-basins refused: The bearer is not a token of this account.",
      "401 GET /v1/nowhere?x=[redacted] refused: The bearer is not a token of this account.",
    ]);
    expect(await stop()).toBe(0);
  });

  test("starts from a seed file and shows no secret of it", async () => {
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
    const { printed, logged, send, stop } = await start(["--seed", file]);
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
    expect([...printed(), ...logged()].join()).not.toContain("reader-secret");
    expect(await stop()).toBe(0);
  });

  test("accepts both spellings, a byte order mark and expired tokens in a seed", async () => {
    const scope = { opGroups: { account: { read: true } }, basins: { prefix: "" } };
    const file = await seedFile(
      `\ufeff${JSON.stringify({
        basins: [
          {
            basin: "my-basin-1",
            config: { createStreamOnAppend: true, defaultStreamConfig: { storageClass: "standard" } },
            streams: [
              {
                stream: "a",
                config: { retentionPolicy: { age: 60 } },
                records: [{ body: "AAE=", base64: true, headers: [["YQ==", "Yg=="]] }, "text"],
              },
            ],
          },
        ],
        accessTokens: [
          { id: "expired", accessToken: "its-secret", scope, expiresAt: "2020-01-01T00:00:00Z" },
          { id: "live", accessToken: "live-secret", scope, autoPrefixStreams: null },
        ],
      })}`,
    );
    const { send, stop } = await start(["--seed", file]);
    expect((await send("GET", "/basins", "its-secret")).status).toBe(401);
    expect((await send("GET", "/basins", "live-secret")).status).toBe(200);
    const read = await send("GET", "/streams/a/records?seq_num=0", "s2_local_root", undefined, "my-basin-1");
    expect(await read.json()).toMatchObject({
      records: [{ body: "\u0000\u0001", headers: [["a", "b"]] }, { body: "text" }],
    });
    expect(await stop()).toBe(0);
  });

  test("exports its contents to a private file from which --seed continues", async () => {
    const file = join(folder, "held.json");
    const first = await start(["--export", file]);
    const scope = { ops: ["list-basins"] };
    const issued = await first.send("POST", "/access-tokens", "s2_local_root", { id: "a", scope });
    const { access_token: secret } = (await issued.json()) as { access_token: string };
    await first.send("POST", "/basins", "s2_local_root", { basin: "my-basin-1" });
    const basin = "my-basin-1";
    await first.send("POST", "/streams", "s2_local_root", { stream: "s", config: {} }, basin);
    const records = [
      { body: "one", headers: [["h", "v"]] },
      { headers: [["", "fence"]], body: "mine" },
    ];
    await first.send("POST", "/streams/s/records", "s2_local_root", { records }, basin);
    expect(await first.stop()).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.includes("held"))).toEqual(["held.json"]);

    const second = await start(["--seed", file, "--export", file]);
    expect((await second.send("GET", "/basins", secret)).status).toBe(200);
    const read = await second.send("GET", "/streams/s/records?seq_num=0", "s2_local_root", undefined, basin);
    expect(await read.json()).toMatchObject({ records });
    const before = await readFile(file, "utf8");
    expect(await second.stop()).toBe(0);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(JSON.parse(before));
  });

  test("introduces itself on a terminal and says how to stop it", async () => {
    const { logged, port, stop } = await start([], { isTerminal: true });
    expect(logged()).toEqual([
      `A local S2 account in memory is listening on http://127.0.0.1:${port}. It is empty except for its root token.`,
      `Its tokens and requests, and why one was refused: http://localhost:${port}/`,
      "Paste the lines above into another shell, or point S2's clients there. Ctrl-C stops it.",
    ]);
    expect(await stop()).toBe(0);
  });

  test("prints nothing with --quiet, and only JSON with --json", async () => {
    const quiet = await start(["--quiet"], { isTerminal: true });
    await quiet.send("GET", "/basins", "nobody");
    expect(quiet.logged()).toEqual([]);
    await quiet.stop();
    const json = await start(["--json", "--token", "mine"], { isTerminal: true });
    const { accountEndpoint, accessToken } = JSON.parse(json.printed().join("")) as Record<string, string>;
    expect(accessToken).toBe("mine");
    const headers = { authorization: "Bearer mine" };
    expect((await fetch(`${accountEndpoint}/v1/basins`, { headers })).status).toBe(200);
    expect(json.logged().map((line): unknown => JSON.parse(line))).toMatchObject([
      {
        seq: 1,
        operation: "list-basins",
        caller: "root",
        status: 200,
        decision: { reason: expect.any(String) },
      },
    ]);
    await json.stop();
  });

  test("applies --fault, --revocation-delay and --allow-host", async () => {
    const { send, port, stop } = await start([
      "--fault=list=503",
      "--fault=issue=409:always",
      "--revocation-delay=10m",
      "--allow-host=dev.box",
    ]);
    const token = { id: "a", scope: { ops: ["list-basins"] } };
    const list = async () => (await fetch(`http://127.0.0.1:${port}/v1/access-tokens`)).status;
    expect([await list(), await list()]).toEqual([503, 401]);
    for (const _ of "12") {
      expect((await fetch(`http://127.0.0.1:${port}/v1/access-tokens`, { method: "POST" })).status).toBe(409);
    }
    expect((await send("POST", "/basins", "s2_local_root", { basin: "my-basin-1" })).status).toBe(201);
    const head = "GET /v1/basins HTTP/1.1\r\nConnection: close\r\n";
    expect(await exchange(port, `${head}Host: dev.box\r\n\r\n`)).toContain("HTTP/1.1 401");
    expect(await exchange(port, `${head}Host: ${token.id}.box\r\n\r\n`)).toContain("HTTP/1.1 421");
    expect(await stop()).toBe(0);
  });

  test("ends with its stdin given --exit-with-stdin", async () => {
    let end = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      end = resolve;
    });
    const stdin = (async function* () {
      yield new Uint8Array(1);
      await closed;
    })();
    const { ended } = await start(["--exit-with-stdin"], { stdin });
    end();
    expect(await ended).toBe(0);
  });

  test("warns about a host that other machines can reach", async () => {
    const { logged, stop } = await start(["--host", "0.0.0.0"]);
    expect(logged()).toEqual([
      "On 0.0.0.0 anyone who can reach this machine can use the account, and bearers are sent unencrypted.",
    ]);
    expect(await stop()).toBe(0);
  });
});

describe("bad usage is reported with status 2", () => {
  it.each<{ args: string[]; line: string }>([
    { args: ["--seed", "/nowhere.json"], line: "/nowhere.json cannot be read" },
    { args: ["--fault", "list"], line: '--fault must be CALL=NAME or CALL=NAME:always, got "list".' },
    {
      args: ["--fault", "isue=refusd"],
      line: '--fault "isue=refusd": call must be "list", "issue", "revoke" or "any"',
    },
    {
      args: ["--fault", "isue=refusd"],
      line: 'fault must be one of FAULT_NAMES, got a string; the nearest is "refused".',
    },
    { args: ["--token", "two words"], line: "token holds a space; a bearer is visible ASCII." },
    { args: ["--allow-host", "a:1"], line: "allowHosts[0] must be a host name without a port" },
    { args: ["--export", "/nowhere/a.json"], line: '--export "/nowhere/a.json" cannot be written (ENOENT).' },
  ])("$args", async ({ args, line }) => {
    const { status, lines } = await run("--port", "0", ...args);
    expect([status, lines.join("\n")]).toEqual([2, expect.stringContaining(line)]);
  });

  it.each<{ seed: unknown; line: string }>([
    { seed: '{"access_token":"secret-in-broken-json', line: ":1:39: unexpected end of the stream" },
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
    {
      seed: { access_tokens: [{ id: "a", access_token: "a b", scope: {} }] },
      line: "must be a string of visible ASCII.",
    },
    {
      seed: {
        access_tokens: ["a", "b"].map((id) => ({ id, access_token: "same", scope: { ops: ["read"] } })),
      },
      line: "access_tokens[1].access_token must be unique.",
    },
    {
      seed: { basins: [{ name: "my-basin-1", streams: [{ stream: "a", recrods: [] }] }], tokens: [] },
      line: [
        "basins[0].name is not a key of a seed.",
        'basins[0].streams[0].recrods is not a key of a seed; did you mean "records"?',
        "tokens is not a key of a seed",
      ].join("\n"),
    },
    {
      seed: {
        accessTokens: [
          { id: "a", expires: "2027-01-01T00:00:00Z", scope: { opGroup: {}, op_groups: {}, opGroups: {} } },
        ],
      },
      line: [
        'accessTokens[0].expires is not a key of a seed; did you mean "expires_at"?',
        'accessTokens[0].scope.opGroup is not a key of a seed; did you mean "op_groups"?',
        "accessTokens[0].scope.opGroups is given in two spellings.",
      ].join("\n"),
    },
    { seed: '{"basins":[],"basins":[]}', line: ":1:15: duplicated mapping key." },
    {
      seed: '{"basins":[{"basin":"my-basin-1","__proto__":{"x":1}}]}',
      line: "basins[0].__proto__ is not a key",
    },
    {
      seed: {
        access_tokens: [
          { id: "a", scope: {} },
          { id: ".", scope: { ops: ["read"] } },
        ],
      },
      line: 'access_tokens[1]: id must not be "." or ".."',
    },
    {
      seed: { basins: [{ basin: "my-basin-1", streams: [{ stream: "s", records: [1] }] }] },
      line: "basins[0].streams[0].records[0] must be a string or an object, got a number.",
    },
    { seed: { basins: ["my-basin-1"] }, line: "basins[0] must be an object, got a string." },
  ])("a seed of $seed", async ({ seed, line }) => {
    const file = await seedFile(seed);
    const { status, lines } = await run("--port", "0", "--seed", file);
    expect(lines.every((one) => one.startsWith(file))).toBe(true);
    const told = lines.map((one) => one.slice(file.length).replace(/^: /, "")).join("\n");
    expect([status, told]).toEqual([2, expect.stringContaining(line)]);
    expect(lines.join()).not.toContain("secret");
  });

  test("a port in use", async () => {
    const server = await listen(createLocalAccount());
    const { status, lines } = await run("--port", String(server.port));
    expect([status, lines]).toEqual([
      2,
      [`Port ${server.port} of 127.0.0.1 is in use: choose another, or 0 for any free one.`],
    ]);
    await server.close();
  });
});

describe("s2-access-tokens local as a process", () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill("SIGKILL"));
  const program = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));

  /** Starts the program and waits until it listens; its stderr is not read. */
  async function spawned(...args: string[]) {
    const started = spawn(process.execPath, ["--import", "tsx", program, "local", "--port", "0", ...args], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    child = started;
    const lines = createInterface(started.stdout)[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe("export S2_ACCESS_TOKEN=s2_local_root");
    const endpoint = String((await lines.next()).value).replace("export S2_ACCOUNT_ENDPOINT=", "");
    return { child: started, endpoint, ended: once(started, "exit") };
  }

  /** Sends more requests than the pipe of an unread log can hold lines. */
  async function fill(endpoint: string): Promise<void> {
    for (let sent = 0; sent < 1_500; sent++) await (await fetch(`${endpoint}/v1/${"x".repeat(200)}`)).text();
  }

  it.each(["SIGINT", "SIGTERM"] as const)("ends with status 0 on %s", async (signal) => {
    const { child, ended } = await spawned();
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  });

  test("is not blocked by a log that nobody reads", async () => {
    const { child, endpoint, ended } = await spawned();
    await fill(endpoint);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  test("ignores a log whose reader has gone", async () => {
    const { child, endpoint, ended } = await spawned();
    child.stderr?.destroy();
    for (let sent = 0; sent < 20; sent++) expect((await fetch(`${endpoint}/v1/basins`)).status).toBe(401);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  test("ends with the program that started it given --exit-with-stdin", async () => {
    const { child, ended } = await spawned("--exit-with-stdin");
    child.stdin?.end();
    expect(await ended).toEqual([0, null]);
  });
});
