/**
 * Writes the notes of a release: its part of the changelog, then what changed in the contract since the last release.
 *
 *     npm run release:notes -- [--since v1.2.3] [--out notes.md]
 *
 * Exits 2 when the changelog has no part for this version, or when its "Spec" line and the report disagree: it must
 * name a contract that changed on the wire, and must not call one new that did not.
 */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { readSource } from "./spec/read/sources.js";
import { compare, ours, readPackageVersion } from "./drift/tell/compare.js";
import { toMarkdown } from "./drift/tell/markdown.js";
import type { Report } from "./drift/tell/report.js";
import { SpecError } from "./spec/yaml.js";

const contract = "spec/access-tokens.yaml";
const run = promisify(execFile);

/**
 * Returns the section of a changelog for one version.
 *
 * @throws {SpecError} when there is none, or it has no "Spec" line.
 */
export function changesOf(changelog: string, version: string): { text: string; spec: string } {
  const parts = changelog.split(/^## /m).slice(1);
  const part = parts.find((one) => one.split("\n")[0]?.trim().split(" ")[0] === version);
  if (part === undefined) throw new SpecError([`CHANGELOG.md has no section headed "## ${version}"`]);
  const text = part.slice(part.indexOf("\n") + 1).trim();
  const [, spec] = /^Spec: (.+(?:\n(?!\n).+)*)/m.exec(text) ?? [];
  if (spec === undefined)
    throw new SpecError([`CHANGELOG.md: the section of ${version} must have a "Spec:" line`]);
  return { text, spec: spec.replaceAll("\n", " ") };
}

/** Returns the conflict between a "Spec" line and a report, or undefined. Changes of prose need no mention. */
export function specLineProblem(spec: string, { verdict }: Report): string | undefined {
  const levels = [verdict.wireRequest, verdict.wireResponse, verdict.ts];
  const moved = levels.some((level) => level !== "none" && level !== "docs");
  const saysSame = /\bunchanged\b/i.test(spec);
  if (moved && saysSame)
    return 'CHANGELOG.md: its "Spec" line says unchanged, and the contract changed for users';
  if (!moved && !saysSame)
    return 'CHANGELOG.md: the contract did not change for users; its "Spec" line must say "unchanged"';
  return undefined;
}

/** Returns the notes of the version that package.json names. `since` is a ref of git; undefined for a first release. */
export async function releaseNotes(since: string | undefined): Promise<string> {
  const version = await readPackageVersion();
  const { text, spec } = changesOf(await readFile("CHANGELOG.md", "utf8"), version);
  if (since === undefined) return `${text}\n`;
  const base = await readSource([`${since}:${contract}`]);
  const head = await readSource([contract]);
  const options = { tags: ["access-tokens"], ...ours, version, accept: [], today: "" };
  const report = compare(base, head, options);
  const problem = specLineProblem(spec, report);
  if (problem !== undefined) throw new SpecError([problem]);
  return `${text}\n\n${toMarkdown(report)}`;
}

/** Returns the tag of the last release before the current commit. */
async function lastTag(): Promise<string | undefined> {
  const describe = ["describe", "--tags", "--abbrev=0", "--match", "v*.*.*", "HEAD^"];
  return await run("git", describe).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({ options: { since: { type: "string" }, out: { type: "string" } } });
    const notes = await releaseNotes(values.since ?? (await lastTag()));
    if (values.out === undefined) process.stdout.write(notes);
    else await writeFile(values.out, notes);
  } catch (error) {
    console.error(error instanceof SpecError ? error.message : error);
    process.exitCode = 2;
  }
}
