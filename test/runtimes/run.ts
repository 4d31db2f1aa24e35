// npm run test:runtimes [-- --skip chromium,bun]: packs the package, installs it apart and runs one suite on every runtime.
import { spawnSync } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { packAndInstall } from "../packed/install.js";
import { RUNTIMES, type Runtime, type Stage } from "./runtimes.js";
import { serve } from "./serve.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values } = parseArgs({ options: { skip: { type: "string", multiple: true, default: [] } } });
const skipped = values.skip.flatMap((names) => names.split(","));
const unknown = skipped.filter((name) => !RUNTIMES.some((runtime) => runtime.name === name));
if (unknown.length > 0) {
  const names = RUNTIMES.map(({ name }) => name).join(", ");
  console.error(`Nothing to skip is called ${unknown.join(", ")}. There are ${names}.`);
  process.exit(2);
}

// No install scripts are needed: the binaries are used from the packages.
const installing = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
  cwd: here,
  stdio: ["ignore", "ignore", "inherit"],
});
if (installing.status !== 0) {
  console.error("The runtimes could not be installed: npm ci failed in test/runtimes.");
  process.exit(1);
}

const installed = await packAndInstall();
try {
  const { page, ...files } = await prepare(installed.folder);
  const server = await serve(page);
  const stage: Stage = { folder: installed.folder, base: server.base, ...files };
  let passed = 0;
  let failed = 0;
  for (const runtime of RUNTIMES) {
    if (skipped.includes(runtime.name)) {
      console.log(`${runtime.name.padEnd(10)} skipped`);
      continue;
    }
    const tally = await report(runtime, stage);
    passed += tally.passed;
    failed += tally.failed;
  }
  server.close();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await installed.remove();
}

async function report(runtime: Runtime, stage: Stage): Promise<{ passed: number; failed: number }> {
  const name = runtime.name.padEnd(10);
  try {
    const { version, outcomes } = await runtime.run(stage);
    const failures = outcomes.filter(({ problem }) => problem !== undefined);
    const passed = outcomes.length - failures.length;
    console.log(`${name} ${version}: ${passed} passed, ${failures.length} failed`);
    for (const failure of failures) console.log(`  ${failure.name}\n    ${failure.problem}`);
    return { passed, failed: failures.length };
  } catch (error) {
    console.log(`${name} did not run: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

/**
 * Builds the suite for each kind of runtime, in the folder where the package is installed, so that its name resolves to
 * the tarball and not to these sources.
 */
async function prepare(folder: string): Promise<{ process: string; worker: string; page: string }> {
  for (const file of ["checks.ts", "suite.ts", "on-process.ts", "on-worker.ts", "on-page.ts"]) {
    await cp(join(here, file), join(folder, file));
  }
  // Deno resolves a package only for a folder that depends on it.
  const manifest = { type: "module", dependencies: { "s2-access-tokens": "*" } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  const common = {
    bundle: true,
    format: "esm",
    target: "es2022",
    absWorkingDir: folder,
    logLevel: "warning",
  } as const;
  await build({ ...common, entryPoints: ["on-process.ts"], outfile: "process.mjs", packages: "external" });
  await build({ ...common, entryPoints: ["on-worker.ts"], outfile: "worker.mjs", conditions: ["workerd"] });
  const { outputFiles } = await build({
    ...common,
    entryPoints: ["on-page.ts"],
    platform: "browser",
    write: false,
  });
  return { process: "process.mjs", worker: "worker.mjs", page: outputFiles[0]?.text ?? "" };
}
