import { execFile } from "node:child_process";
import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";

const run = promisify(execFile);
const top = fileURLToPath(new URL("../..", import.meta.url));
const installed = inject("installed");

/**
 * Issues a token by a builder, loses its secret, recovers it and lists it in parallel: the whole life of a token, by way
 * of both parts of the client that are loaded when first needed.
 */
const life = `
  const account = createLocalAccount();
  let lost = false;
  const client = new S2({
    accessToken: account.token,
    ifOutcomeUnknown: "throw",
    fetch: async (url, init) => {
      const answer = await account.fetch(url, init);
      if (lost || init.method !== "POST") return answer;
      lost = true;
      throw new Error("the answer is lost");
    },
  });
  const reader = scope().basins(all()).ops("list-basins");
  const issued = await client.accessTokens
    .issue({ id: "lost", scope: reader })
    .catch((error) => error.recover({ newId: "one" }));
  const listed = await client.accessTokens.listAll({ pageSize: 1 }, { parallel: 2 }).toArray();
  const ids = listed.map(({ id }) => id).join() + " " + typeof issued.accessToken;
`;
const required = `
  const { S2, scope, all } = require("s2-access-tokens");
  const { createLocalAccount } = require("s2-access-tokens/testing");
  const { listen } = require("s2-access-tokens/testing/node");
`;
const imported = `
  import { S2, scope, all } from "s2-access-tokens";
  import { createLocalAccount } from "s2-access-tokens/testing";
  import { listen } from "s2-access-tokens/testing/node";
`;
const holds = (check: string): string => `
  test("the package works", async () => { ${life} expect(ids).toBe("one string"); ${check} });
`;

/** A project with the package installed, and the development dependencies that it names. */
async function project(files: Readonly<Record<string, string>>, packages: readonly string[] = []) {
  const folder = await mkdtemp(join(installed, "project-"));
  const manifest = files["package.json"] ?? "{}";
  for (const [name, text] of Object.entries({ ...files, "package.json": manifest }))
    await writeFile(join(folder, name), text);
  await mkdir(join(folder, "node_modules/@types"), { recursive: true });
  for (const name of packages)
    await symlink(join(top, "node_modules", name), join(folder, "node_modules", name), "dir");
  return folder;
}

/** Returns the whole output of a tool; fails if the tool does. */
async function tool(folder: string, name: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [join(top, "node_modules", name), ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], CI: "true" },
  }).catch((error: unknown) => {
    const said = error as { stdout?: string; stderr?: string };
    throw new Error(`${name} failed:\n${said.stdout ?? ""}${said.stderr ?? ""}`);
  });
  return `${stdout}${stderr}`;
}

const jest = ["jest/bin/jest.js", "--ci", "--runInBand", "--watchman=false"] as const;

test("loads in plain Jest by require", async () => {
  const folder = await project({
    "package.json": '{ "jest": { "testEnvironment": "node" } }',
    "life.test.js": `${required}${holds('expect(typeof listen).toBe("function");')}`,
  });
  expect(await tool(folder, ...jest)).toMatch(/Tests: +1 passed, 1 total/);
});

test("loads in Jest's jsdom, which lacks many web globals", async () => {
  const folder = await project({
    "package.json": JSON.stringify({
      jest: { testEnvironment: join(top, "node_modules/jest-environment-jsdom") },
    }),
    "load.test.js": `
      test("it loads", () => {
        expect(typeof TextEncoder).toBe("undefined");
        expect(typeof require("s2-access-tokens").S2).toBe("function");
      });`,
  });
  expect(await tool(folder, ...jest)).toMatch(/Tests: +1 passed, 1 total/);
});

test("loads in ts-jest without configuration", async () => {
  const folder = await project(
    {
      "package.json": JSON.stringify({
        jest: { transform: { "\\.ts$": join(top, "node_modules/ts-jest/dist/index.js") } },
      }),
      "tsconfig.json":
        '{ "compilerOptions": { "strict": true, "esModuleInterop": true, "target": "es2022" } }',
      "life.test.ts": `declare const test: (name: string, run: () => Promise<void>) => void;
        declare const expect: (value: unknown) => { toBe: (want: unknown) => void };
        ${imported}${holds('expect(typeof listen).toBe("function");')}`,
    },
    ["typescript"],
  );
  expect(await tool(folder, ...jest)).toMatch(/Tests: +1 passed, 1 total/);
});

test("runs in ts-node in a CommonJS project", async () => {
  const folder = await project(
    {
      "tsconfig.json": '{ "compilerOptions": { "strict": true, "target": "es2022", "module": "commonjs" } }',
      "program.ts": `${imported} async function main(): Promise<void> { ${life}
        console.log(ids, typeof listen); } void main();`,
    },
    ["typescript"],
  );
  expect(await tool(folder, "ts-node/dist/bin.js", "program.ts")).toBe("one string function\n");
});

// As from `tsc --init` and older templates: the resolution is the compiler's default for the module format.
test.each([
  ["commonjs, the default resolution", { module: "commonjs" }],
  ["node10", { module: "commonjs", moduleResolution: "node10" }],
  ["node16", { module: "node16" }],
  ["nodenext", { module: "nodenext" }],
])("compiles and runs in a CommonJS project: %s", async (_, options) => {
  const folder = await project({
    "tsconfig.json": JSON.stringify({
      compilerOptions: { ...options, strict: true, target: "es2022", types: [], lib: ["es2023", "dom"] },
    }),
    "program.ts": `${imported} async function main(): Promise<void> { ${life}
      console.log(ids, typeof listen); } void main();`,
  });
  expect(await tool(folder, "typescript/bin/tsc", "-p", ".")).toBe("");
  const { stdout } = await run(process.execPath, ["program.js"], { cwd: folder });
  expect(stdout).toBe("one string function\n");
});

test("is loaded once by Node, imported or required", async () => {
  const folder = await project({
    "program.mjs": `
      import { createRequire } from "node:module";
      import { S2 } from "s2-access-tokens";
      const required = createRequire(import.meta.url)("s2-access-tokens");
      console.log(required.S2 === S2);`,
  });
  const { stdout } = await run(process.execPath, ["program.mjs"], { cwd: folder });
  expect(stdout).toBe("true\n");
});

test("recognises errors, builders and clients of a second copy", async () => {
  const folder = await project({
    "program.mjs": `
      import { createRequire } from "node:module";
      import * as one from "s2-access-tokens";
      import { createLocalAccount } from "s2-access-tokens/testing";
      const require = createRequire(import.meta.url);
      const path = require.resolve("s2-access-tokens").replace(/dist.src/, "dist/cjs/src");
      const two = require(path);
      const account = createLocalAccount();
      const client = new two.S2({ accessToken: account.token, fetch: account.fetch });
      const issued = await client.accessTokens.issue({ id: "a", scope: one.scope().basins(one.all()).ops("list-basins") });
      const error = await client.accessTokens.revoke({ id: "b" }).catch((error) => error);
      console.log(one.S2 === two.S2, error instanceof one.S2NotFoundError, error instanceof one.S2Error,
        error instanceof one.S2ConflictError, typeof issued.accessToken);`,
  });
  const { stdout } = await run(process.execPath, ["program.mjs"], { cwd: folder });
  expect(stdout).toBe("false true true false string\n");
});
