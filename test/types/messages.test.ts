import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { head, mistakes, type Mistake } from "./mistakes.js";

// The compiler's messages to a beginner: the whole text, at most five lines, about the mistake and nothing else.

const run = promisify(execFile);
const top = fileURLToPath(new URL("../..", import.meta.url));
const compilers = ["typescript-5.4", "typescript", "typescript-7"] as const;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "messages-"));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: "es2022",
    lib: ["es2023", "dom"],
    module: "esnext",
    moduleResolution: "bundler",
    paths: { "s2-access-tokens": [join(top, "src/index.ts")] },
  };
  const files = mistakes.map((_, index) => `mistake-${index}.ts`);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  await Promise.all(
    mistakes.map(({ program }, index) =>
      writeFile(join(folder, `mistake-${index}.ts`), `${head}\n${program}\n`),
    ),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(compilers)("%s", (compiler) => {
  let told: readonly string[] = [];
  beforeAll(async () => {
    told = messagesIn(await compile(compiler));
  }, 0);

  test.each([...mistakes.entries()])("%#: names the mistake in a few words", (index, mistake) => {
    const want = wantedOf(mistake, compiler);
    expect({ [mistake.name]: told[index] }).toEqual({ [mistake.name]: want });
    expect(want.split("\n").length).toBeLessThanOrEqual(5);
    // The compiler mentions prefixed names only if they were requested.
    expect(want.includes("OnlyWithAStreamPrefix")).toBe(mistake.program.includes("autoPrefixStreams"));
  });
});

function wantedOf({ told, told54, told7 }: Mistake, compiler: (typeof compilers)[number]): string {
  if (compiler === "typescript-5.4") return told54 ?? told;
  return compiler === "typescript-7" ? (told7 ?? told) : told;
}

/** Returns a compiler's output for all the programs. */
async function compile(compiler: string): Promise<string> {
  const tsc = join(top, "node_modules", compiler, "bin/tsc");
  const ended: unknown = await run(process.execPath, [tsc, "-p", folder], { cwd: folder }).catch(
    (error: unknown) => error,
  );
  return typeof ended === "object" && ended !== null && "stdout" in ended
    ? String(ended.stdout)
    : String(ended);
}

/** The message about each program, without its place and code. */
function messagesIn(printed: string): string[] {
  const messages: string[] = [];
  for (const about of printed.split(/^(?=\S)/m)) {
    const [, index, first = ""] =
      /^mistake-(\d+)\.ts\(\d+,\d+\): error TS\d+: ([^]*)$/.exec(about.trimEnd()) ?? [];
    if (index === undefined) continue;
    const lines = first.split("\n").map((line) => line.trim());
    messages[Number(index)] = [messages[Number(index)], ...lines]
      .filter((line) => line !== undefined)
      .join("\n");
  }
  return messages;
}
