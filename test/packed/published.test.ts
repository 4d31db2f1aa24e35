import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, inject, test } from "vitest";
import { brokenLinks } from "../../scripts/readme.js";

const run = promisify(execFile);
const top = fileURLToPath(new URL("../..", import.meta.url));
const installed = inject("installed");
const own = join(installed, "node_modules/s2-access-tokens");
const entries = [
  "s2-access-tokens",
  "s2-access-tokens/lifecycle",
  "s2-access-tokens/testing",
  "s2-access-tokens/testing/node",
];

describe("the tarball", () => {
  test("holds exactly these files", async () => {
    const files = (await readdir(own, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(own.length + 1));
    // The names of the command's chunks depend on their contents.
    const names = new Set(files.map((file) => file.replace(/-[0-9A-Z]{8}\.js$/, "-*.js")));
    await expect(`${[...names].sort().join("\n")}\n`).toMatchFileSnapshot("files.txt");
  });

  test("contains every file that its documents link to", async () => {
    const documents = (await readdir(own, { recursive: true })).filter((name) => name.endsWith(".md"));
    expect(documents).toContain("README.md");
    const broken: string[] = [];
    for (const name of documents)
      broken.push(
        ...brokenLinks(name, await readFile(join(own, name), "utf8"), (path) => existsSync(join(own, path))),
      );
    expect(broken).toEqual([]);
  });

  test("has one run-time dependency, no install script, and says it has no side effects", async () => {
    const manifest: Record<string, unknown> = JSON.parse(await readFile(join(own, "package.json"), "utf8"));
    expect(Object.keys(manifest["dependencies"] ?? {})).toEqual(["openapi-fetch"]);
    expect(Object.keys(manifest["scripts"] ?? {}).filter((name) => /install|prepare/.test(name))).toEqual([]);
    expect(manifest).toMatchObject({ license: "MIT", type: "module", sideEffects: false });
  });

  test("installs as three packages, itself under 1.6 MB", async () => {
    // undici is an optional peer dependency: it is installed for the entry that needs it.
    const packages = (await readdir(join(installed, "node_modules"))).filter((name) => name !== "undici");
    expect(packages.sort()).toEqual(["openapi-fetch", "openapi-typescript-helpers", "s2-access-tokens"]);
    const files = (await readdir(own, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const sizes = await Promise.all(
      files.map(async (entry) => (await lstat(join(entry.parentPath, entry.name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_600_000);
  });

  test("passes publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: own, pack: false, strict: true });
    // The condition that it suggests instead of a field would also hold in Jest's jsdom, whose programs run in Node.
    const others = messages.filter(({ code }) => code !== "USE_EXPORTS_OR_IMPORTS_BROWSER");
    expect(others.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("passes attw in every mode", async () => {
    const attw = join(top, "node_modules/.bin/attw");
    // It exits with an error for any problem.
    const { stdout } = await run(attw, [inject("tarball"), "--no-color", "--format", "ascii"]);
    expect(stdout).toContain("No problems found");
    for (const entry of [...entries, "s2-access-tokens/undici"]) expect(stdout).toContain(`"${entry}"`);
  });
});

describe.each(entries)("%s", (entry) => {
  test("can be imported", async () => {
    expect(await names(`import * as entry from ${JSON.stringify(entry)}`, "mjs")).toEqual(
      await exportsOf(entry),
    );
  });

  test("can be required", async () => {
    expect(await names(`const entry = require(${JSON.stringify(entry)})`, "cjs")).toEqual(
      await exportsOf(entry),
    );
  });

  test("adds nothing to a bundle that does not use it", async () => {
    expect(await bundle(`import ${JSON.stringify(entry)};`)).toBe("");
    expect(await bundle(`import * as entry from ${JSON.stringify(entry)};`)).toBe("");
  });
});

test("loads the fast path by import and require if undici is installed", async () => {
  const entry = JSON.stringify("s2-access-tokens/undici");
  expect(await names(`import * as entry from ${entry}`, "mjs")).toEqual(["undiciFetch"]);
  expect(await names(`const entry = require(${entry})`, "cjs")).toEqual(["undiciFetch"]);
});

test("bundles the core for a browser", async () => {
  const code = await bundle(`export * from "s2-access-tokens";`);
  expect(code).not.toMatch(/\bnode:|\brequire\(/);
});

test("leaves out of a bundle for browsers how servers' runtimes word a failed connection", async () => {
  const program = `
    import { createServer } from "node:net";
    import { S2 } from "s2-access-tokens";
    const server = createServer().listen(0, "127.0.0.1", async () => {
      const account = "http://127.0.0.1:" + server.address().port;
      await new Promise((resolve) => server.close(resolve));
      const client = new S2({ accessToken: "t", endpoints: { account }, ifOutcomeUnknown: "throw" });
      const issuing = client.accessTokens.issue({ id: "a", scope: { ops: ["read"] } });
      await issuing.catch(({ code, effect, attempts }) => console.log(code, effect, attempts));
    });
  `;
  const [onServers, inBrowsers] = await Promise.all([bundle(program, "node"), bundle(program)]);
  expect(onServers).toContain("EAI_AGAIN");
  expect(inBrowsers).not.toContain("EAI_AGAIN");
  expect(await node(onServers, "mjs")).toBe("connection none 3\n");
  expect(await node(inBrowsers, "mjs")).toBe("outcome_unknown unknown 1\n");
});

test("shows no secret of an issued token on a console, bundled for servers or for browsers", async () => {
  const program = `
    import { IssuedAccessToken } from "s2-access-tokens";
    const issued = new IssuedAccessToken({ id: "a", accessToken: "the-secret" });
    console.log(issued, [issued], JSON.stringify(issued));
  `;
  const [onServers, inBrowsers] = await Promise.all([bundle(program, "node"), bundle(program)]);
  for (const output of [await node(onServers, "mjs"), await node(inBrowsers, "mjs")]) {
    expect(output).toContain("[redacted: read .accessToken]");
    expect(output).not.toContain("the-secret");
  }
});

test("reads a body that is iterated, in a bundle for browsers as a whole", async () => {
  const program = `
    import { S2 } from "s2-access-tokens";
    const text = JSON.stringify({ access_tokens: [], has_more: false });
    const headers = new Headers({ "content-type": "application/json" });
    async function* body() { console.log("iterated"); yield text; }
    const arrayBuffer = async () => new TextEncoder().encode(text).buffer;
    const fetch = async () => ({ ok: true, status: 200, headers, body: body(), arrayBuffer });
    const { accessTokens } = await new S2({ accessToken: "t", fetch }).accessTokens.list();
    console.log(accessTokens.length);
  `;
  const [onServers, inBrowsers] = await Promise.all([bundle(program, "node"), bundle(program)]);
  expect(await node(onServers, "mjs")).toBe("iterated\n0\n");
  expect(await node(inBrowsers, "mjs")).toBe("0\n");
});

test("loads the walks of a listing when a page lists for the first time", async () => {
  const folder = await mkdtemp(join(installed, "page-"));
  const program = `
    import { S2 } from "s2-access-tokens";
    const token = (id) => ({ id, scope: { ops: ["read"] } });
    const fetch = async () => Response.json({ access_tokens: [token("a"), token("b")], has_more: false });
    const { accessTokens } = new S2({ accessToken: "bearer", fetch });
    const listing = accessTokens.listAll();
    const walk = async () => { const ids = []; for await (const { id } of listing) ids.push(id); return ids; };
    const found = [walk, () => listing.toArray(), () => accessTokens.listAll({}, { parallel: 2 }).toArray()];
    for (const find of found) await find().then(({ length }) => console.log(length), ({ name }) => console.log(name));
  `;
  await build({
    stdin: { contents: program, resolveDir: installed },
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: folder,
    logLevel: "silent",
  });
  const page = () => run(process.execPath, [join(folder, "stdin.js")]);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  expect((await page()).stdout).toBe("2\n2\n2\n");
  const walks = (await readdir(folder)).filter((name) => name.startsWith("walk-"));
  expect(walks).toHaveLength(1);
  await Promise.all(walks.map((name) => rm(join(folder, name))));
  expect((await page()).stdout).toBe("S2ConnectionError\n".repeat(3));
});

test("shares one account between both testing entries", async () => {
  const program = `
    import { createLocalAccount } from "s2-access-tokens/testing";
    import { listen } from "s2-access-tokens/testing/node";
    import { S2 } from "s2-access-tokens";
    const account = createLocalAccount();
    const port = await listen(account);
    const client = new S2({ accessToken: account.token, endpoints: { account: port.accountEndpoint } });
    await client.accessTokens.issue({ id: "one", scope: { ops: ["list-basins"] } });
    console.log(JSON.stringify(account.tokens().map(({ id }) => id)));
    await port.close();
  `;
  expect(await node(program, "mjs")).toBe('["one"]\n');
});

test("runs the CommonJS example of README unchanged", async () => {
  const example = await readFile(join(top, "test/examples/commonjs.cjs"), "utf8");
  expect(await node(example, "cjs", { S2_ACCESS_TOKEN: "not-a-real-bearer" })).toBe("function\n");
});

test("reports the command's misuse and where to read more", async () => {
  const command = join(own, "dist/src/cli/main.js");
  const failed = await run(process.execPath, [command, "local", "--no-such-flag"]).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/^[^\n]+\nSee [^\n]+\n$/),
  });
});

async function exportsOf(entry: string): Promise<string[]> {
  const file = createRequire(join(installed, "program.cjs")).resolve(entry);
  return Object.keys(await import(pathToFileURL(file).href)).sort();
}

async function names(load: string, extension: "mjs" | "cjs"): Promise<unknown> {
  return JSON.parse(
    await node(`${load};\nconsole.log(JSON.stringify(Object.keys(entry).sort()));`, extension),
  );
}

/** Runs a program beside the installed package and returns its output; a warning from the runtime fails it. */
async function node(
  program: string,
  extension: "mjs" | "cjs",
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const file = join(await mkdtemp(join(installed, "program-")), `program.${extension}`);
  await writeFile(file, program);
  const { stdout, stderr } = await run(process.execPath, [file], {
    cwd: installed,
    env: { PATH: "", ...environment },
  });
  expect(stderr).toBe("");
  return stdout;
}

async function bundle(program: string, platform: "browser" | "node" = "browser"): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: installed },
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    platform,
    external: ["node:*"],
    logLevel: "silent",
  });
  return outputFiles.map(({ text }) => text.trim()).join("");
}
