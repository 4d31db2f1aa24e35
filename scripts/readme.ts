/**
 * Copies the examples of `test/examples/` into the documents: the block after `<!-- example: NAME -->` becomes that
 * file, the block after `<!-- example: NAME#region -->` the lines between its `// #region` marks. With `--check` it
 * writes nothing and fails when a block differs, a TypeScript block has no example, an example has no block, or a link
 * leads nowhere.
 *
 *     npm run readme
 *     npm run check:readme
 */
import { existsSync } from "node:fs";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const folder = "test/examples";

const block =
  /(?:<!-- example: (?<name>[\w.-]+)(?:#(?<region>[\w-]+))? -->\n\n)?^```(?<language>\w*)\n(?<body>.*?)^```$/gms;

/** Returns a document with every marked block replaced by its example, and all its problems. */
export function copyExamples(
  document: string,
  text: string,
  examples: ReadonlyMap<string, string>,
): { readonly text: string; readonly used: readonly string[]; readonly problems: readonly string[] } {
  const used: string[] = [];
  const problems: string[] = [];
  const copied = text.replaceAll(block, (...match: unknown[]) => {
    const [whole] = match;
    const groups = match.at(-1);
    if (typeof whole !== "string" || !isGroups(groups)) return String(whole);
    const { name, region, language, body } = groups;
    const at = `${document}: the block that begins "${(body ?? "").split("\n")[0]}"`;
    if (name === undefined) {
      if (language === "ts" || language === "js")
        problems.push(`${at} has no \`<!-- example: … -->\` before it`);
      return whole;
    }
    const source = examples.get(name);
    const example = source === undefined ? undefined : regionOf(source, region);
    if (example === undefined) {
      problems.push(`${at} names ${folder}/${name}${region ? `#${region}` : ""}, which does not exist`);
      return whole;
    }
    used.push(name);
    return `${whole.slice(0, -`${body ?? ""}\`\`\``.length)}${example}\`\`\``;
  });
  return { text: copied, used, problems };
}

function isGroups(value: unknown): value is Partial<Record<string, string>> {
  return typeof value === "object" && value !== null;
}

/** Returns the lines of a region without their common indent, or the whole file without its region marks. */
function regionOf(source: string, region: string | undefined): string | undefined {
  const lines = source.split("\n");
  const isMark = (line: string): boolean => /^\s*\/\/ #(?:end)?region\b/.test(line);
  if (region === undefined) return lines.filter((line) => !isMark(line)).join("\n");
  const from = lines.findIndex((line) => line.trim() === `// #region ${region}`);
  const length = lines.slice(from + 1).findIndex((line) => line.trim() === `// #endregion`);
  if (from === -1 || length === -1) return undefined;
  const inside = lines.slice(from + 1, from + 1 + length);
  const indent = Math.min(...inside.filter(Boolean).map((line) => line.search(/\S/)));
  return `${inside.map((line) => line.slice(indent)).join("\n")}\n`;
}

/** Lists the relative links of a document that lead to no file. */
export function brokenLinks(
  document: string,
  text: string,
  exists: (path: string) => boolean,
): readonly string[] {
  return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, path = ""]) => path)
    .filter((path) => !exists(join(dirname(document), path)))
    .map((path) => `${document}: the link to ${path} is broken`);
}

async function main(check: boolean): Promise<number> {
  const top = fileURLToPath(new URL("..", import.meta.url));
  const names = (await readdir(join(top, folder))).filter((name) => name !== "examples.test.ts");
  const examples = new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(top, folder, name), "utf8")] as const),
    ),
  );
  const guides = (await readdir(join(top, "docs"))).filter((name) => name.endsWith(".md"));
  const documents = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "spec/UPSTREAM.md",
    ...guides.map((name) => `docs/${name}`),
  ];
  const problems: string[] = [];
  const used = new Set<string>();
  for (const document of documents) {
    const text = await readFile(join(top, document), "utf8");
    const copied = copyExamples(document, text, examples);
    problems.push(...copied.problems, ...brokenLinks(document, text, (path) => existsSync(join(top, path))));
    for (const name of copied.used) used.add(name);
    if (copied.text === text) continue;
    if (check) problems.push(`${document} is stale: run \`npm run readme\` and commit the result`);
    else await writeFile(join(top, document), copied.text);
  }
  for (const name of names) if (!used.has(name)) problems.push(`${folder}/${name} is in no document`);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  process.exitCode = await main(values.check);
}
