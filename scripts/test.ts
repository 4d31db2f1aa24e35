/**
 * Runs every check that CI runs, in order; each is an npm script of the same name. Ends with the line
 * `N passed, N failed`, which counts each test, and each check without tests as one. With `--long`, seeded suites run
 * their whole count instead of a tenth.
 *
 *     npm test
 *     npm run test:long
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const top = fileURLToPath(new URL("..", import.meta.url));

/** Checks by row; those of one row run in parallel. Tests run after them, since some have real deadlines. */
const checks = [
  ["check:generated", "format"],
  ["lint", "typecheck"],
  ["knip", "build"],
  ["check:readme", "check:api", "workflows"],
];
const suites = ["test:unit", "test:packed"];

const long = process.argv.includes("--long");
const reports = await mkdtemp(join(tmpdir(), "s2-access-tokens-"));
try {
  const tallies: Tally[] = [];
  for (const row of checks) tallies.push(...(await Promise.all(row.map(check))));
  for (const name of suites) tallies.push(await suite(name));
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`\n${passed} passed, ${failed} failed`);
} finally {
  await rm(reports, { recursive: true });
}

async function check(name: string): Promise<Tally> {
  const { code, output, seconds } = await npmRun(name, []);
  // The output of a passed check is of no interest.
  if (code !== 0) console.log(output.trimEnd());
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function suite(name: string): Promise<Tally> {
  const report = join(reports, `${name.replace(":", "-")}.json`);
  console.log(`     ${name}: one line per file as it finishes`);
  const { code, seconds } = await npmRun(
    name,
    ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    "inherit",
  );
  const counted = await tally(report);
  // A run that failed without a failing test (no test found, too little coverage, a crash) is one failure.
  const failed = code === 0 ? counted.failed : Math.max(counted.failed, 1);
  console.log(`${failed === 0 ? "ok  " : "FAIL"} ${name}: ${counted.passed} tests passed (${seconds} s)`);
  return { passed: counted.passed, failed };
}

async function tally(report: string): Promise<Tally> {
  try {
    const { numPassedTests, numFailedTests }: Record<string, unknown> = JSON.parse(
      await readFile(report, "utf8"),
    );
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function npmRun(
  name: string,
  args: readonly string[],
  output: "pipe" | "inherit" = "pipe",
): Promise<{ code: number | null; output: string; seconds: string }> {
  const from = performance.now();
  const child = spawn("npm", ["run", "--silent", name, "--", ...args], {
    cwd: top,
    env: long ? { ...process.env, TEST_LONG: "1" } : process.env,
    stdio: ["ignore", output, output],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = ((performance.now() - from) / 1000).toFixed(1);
      resolve({ code, output: Buffer.concat(chunks).toString("utf8"), seconds });
    });
  });
}
