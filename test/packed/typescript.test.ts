import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { beforeAll, describe, expect, inject, test } from "vitest";

const run = promisify(execFile);
const top = fileURLToPath(new URL("../..", import.meta.url));
const installed = inject("installed");
const consumer = join(installed, "consumer");
const entries = [
  "s2-access-tokens",
  "s2-access-tokens/lifecycle",
  "s2-access-tokens/testing",
  "s2-access-tokens/testing/node",
];

/** Programs of `test/types/`: what must not compile, and a small consumer. */
const checked = ["refused.ts", "program.ts"];

// Options of a strict user, without skipLibCheck and without Node's types.
const options = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  types: [],
  target: "ES2022",
  lib: ["ES2023", "DOM"],
};

beforeAll(async () => {
  await mkdir(consumer);
  await writeFile(join(consumer, "package.json"), '{ "type": "module" }');
  for (const file of checked) await cp(join(top, "test/types", file), join(consumer, file));
});

describe.each(["typescript-5.4", "typescript", "typescript-7"])("%s", (compiler) => {
  test.each([
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ])("compiles a consumer with $moduleResolution", async (resolution) => {
    expect(await compile(compiler, { ...options, ...resolution }, checked)).toBe("");
  });
});

test.each(["node16", "nodenext"])(
  "lets a .cts file and a module exchange objects with %s",
  async (module) => {
    await writeFile(
      join(consumer, "required.cts"),
      `import { S2, scope, all, type IssuedAccessToken } from "s2-access-tokens";
    export const client = new S2({ accessToken: "not-a-real-bearer" });
    export const reader = scope().basins(all()).ops("list-basins");
    export function keep(issued: IssuedAccessToken): string { return issued.id; }
    export function use(client: S2): S2["accessTokens"] { return client.accessTokens; }
`,
    );
    await writeFile(
      join(consumer, "exchange.mts"),
      `import { S2, type IssuedAccessToken } from "s2-access-tokens";
    import { client, keep, reader, use } from "./required.cjs";
    export const same: S2 = client;
    export const back = use(new S2({ accessToken: "not-a-real-bearer" }));
    export const issued: Promise<IssuedAccessToken> = client.accessTokens.issue({ id: "a", scope: reader });
    export const kept = issued.then(keep);
`,
    );
    const resolution = { module, moduleResolution: module };
    expect(await compile("typescript", { ...options, ...resolution }, ["exchange.mts"])).toBe("");
  },
);

test("keeps a small consumer under 12 000 type instantiations", async () => {
  const resolution = { module: "nodenext", moduleResolution: "nodenext", extendedDiagnostics: true };
  const printed = await compile("typescript", { ...options, ...resolution }, ["program.ts"]);
  const [, instantiations] = /^Instantiations:\s+(\d+)$/m.exec(printed) ?? [];
  expect(Number(instantiations)).toBeLessThan(12_000);
});

describe("public declarations", () => {
  const roots = entries.map((entry) => resolved(entry));
  const program = ts.createProgram(roots, {
    ...options,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    module: ts.ModuleKind.NodeNext,
  });
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.includes("/s2-access-tokens/dist/"));

  test("compile on their own", () => {
    const problems = ts.getPreEmitDiagnostics(program);
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  });

  test.each(entries)("export no any from %s", (entry) => {
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(resolved(entry));
    const module = source && checker.getSymbolAtLocation(source);
    const exported = module ? checker.getExportsOfModule(module) : [];
    expect(exported.length).toBeGreaterThan(0);
    const anys = exported.filter((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const type =
        target.flags & ts.SymbolFlags.Value
          ? checker.getTypeOfSymbol(target)
          : checker.getDeclaredTypeOfSymbol(target);
      return type.flags & ts.TypeFlags.Any;
    });
    expect(anys.map(({ name }) => name)).toEqual([]);
  });

  test("never mention any", () => {
    const said: string[] = [];
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) said.push(node.parent.getText());
      ts.forEachChild(node, visit);
    };
    for (const file of own) visit(file);
    expect(own.length).toBeGreaterThan(entries.length);
    expect(said).toEqual([]);
  });

  test("do not reach openapi-fetch or Node's types", () => {
    const reached = program.getSourceFiles().map(({ fileName }) => fileName);
    expect(reached.filter((name) => /openapi-(fetch|typescript)|@types\/node/.test(name))).toEqual([]);
  });
});

function resolved(entry: string): string {
  const { resolvedModule } = ts.resolveModuleName(
    entry,
    join(installed, "program.mts"),
    { module: ts.ModuleKind.NodeNext },
    ts.sys,
    undefined,
    undefined,
    ts.ModuleKind.ESNext,
  );
  if (!resolvedModule) throw new Error(`${entry} resolves to nothing`);
  return resolvedModule.resolvedFileName;
}

/** Returns the compiler's output, empty if there are no errors. */
async function compile(
  compiler: string,
  compilerOptions: Readonly<Record<string, unknown>>,
  files: readonly string[],
): Promise<string> {
  const { module, moduleResolution } = compilerOptions;
  const config = join(consumer, `tsconfig.${compiler}-${String(module)}-${String(moduleResolution)}.json`);
  await writeFile(config, JSON.stringify({ compilerOptions, files }));
  const tsc = join(top, "node_modules", compiler, "bin/tsc");
  const ended: unknown = await run(process.execPath, [tsc, "-p", config]).catch((error: unknown) => error);
  return typeof ended === "object" && ended !== null && "stdout" in ended
    ? String(ended.stdout)
    : String(ended);
}
