import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import { describe, expect, it } from "vitest";
import { shareEntries } from "../../scripts/build/entries.js";

const top = join(import.meta.dirname, "../..");
const options = {
  bundle: true,
  format: "esm",
  write: false,
  logLevel: "error",
} as const satisfies BuildOptions;

/** The main entry as published: one file, so tree shaking cannot drop whole files, without the parts that are files of their own. */
const published = await build({
  ...options,
  entryPoints: [join(top, "src/index.ts")],
  platform: "neutral",
  external: ["openapi-fetch"],
  plugins: [shareEntries(top, "src/index.ts", true)],
});

/** Returns the parts of the package in the bundle of a program. */
async function bundled(program: string): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    stdin: { contents: program },
    minify: true,
    external: ["openapi-fetch", "./access-tokens/*", "./transport/*"],
    plugins: [
      {
        name: "published",
        setup(plugin) {
          plugin.onResolve({ filter: /^s2-access-tokens$/ }, ({ path }) => ({
            path,
            namespace: "published",
          }));
          plugin.onLoad({ filter: /./, namespace: "published" }, () => ({
            contents: published.outputFiles[0]?.text ?? "",
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}

/** Texts that identify a part of src/scope in a bundle. */
const MARKS = {
  lint: ["separator-less-prefix", "unused-resource-set"],
  explain: ["see where a stream ends", "those that begin with"],
  excess: ["The child holds", "any-basin"],
  evaluate: ["Name it in ops to be sure"],
  table: ["test plan of January 2026"],
  audit: ["flagged"],
  builder: ["read-write"],
  lifecycle: ["token_unavailable", "for another sink", "session/1234/"],
} as const;

const client = 'const { accessTokens } = new S2({ accessToken: "t" });';
const programs: readonly { name: string; program: string; has: readonly (keyof typeof MARKS)[] }[] = [
  {
    name: "a program that only lists",
    program: `import { S2 } from "s2-access-tokens"; ${client} for await (const { id } of accessTokens.listAll()) console.log(id);`,
    has: [],
  },
  {
    name: "a program that asks what a scope permits",
    program:
      'import { evaluate } from "s2-access-tokens"; console.log(evaluate({}, { operation: "list-basins" }));',
    has: ["evaluate", "table"],
  },
  {
    name: "a program that explains",
    program: 'import { explain } from "s2-access-tokens"; console.log(explain({}));',
    has: ["explain", "evaluate", "table"],
  },
  {
    name: "a program that builds a scope",
    program: 'import { scope } from "s2-access-tokens"; console.log(scope().ops("read").build());',
    has: ["builder"],
  },
  {
    name: "a program that audits",
    program: `import { audit, S2 } from "s2-access-tokens"; ${client} for await (const { token } of audit(accessTokens.listAll())) console.log(token.id);`,
    has: ["lint", "table", "audit"],
  },
  {
    name: "a program that uses everything",
    program: 'import * as all from "s2-access-tokens"; console.log(all);',
    has: ["lint", "explain", "excess", "evaluate", "table", "audit", "builder"],
  },
];

describe("a program pays only for what it imports", () => {
  it.each(programs)("$name", async ({ program, has }) => {
    const text = await bundled(program);
    const found = Object.entries(MARKS)
      .filter(([, marks]) => marks.some((mark) => text.includes(mark)))
      .map(([part]) => part);
    expect(found).toEqual(Object.keys(MARKS).filter((part) => has.some((one) => one === part)));
  });
});

it("keeps the lifecycle in its own entry", async () => {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [join(top, "src/lifecycle/index.ts")],
    platform: "neutral",
  });
  for (const mark of MARKS.lifecycle) expect(outputFiles[0]?.text).toContain(mark);
});
