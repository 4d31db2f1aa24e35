// Finds and starts each runtime and collects the outcomes of the suite.
import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Outcome } from "./checks.js";

/** The built suite, and the server it uses. */
export interface Stage {
  /** The folder in which the packed package is installed. */
  readonly folder: string;
  /** Files in that folder: a module for processes, and two bundles. */
  readonly process: string;
  readonly worker: string;
  readonly base: string;
}

export interface Runtime {
  readonly name: string;
  /** Runs the suite; rejects with a sentence if the runtime is missing. */
  readonly run: (
    stage: Stage,
  ) => Promise<{ readonly version: string; readonly outcomes: readonly Outcome[] }>;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = join(here, "node_modules");
const requireHere = createRequire(import.meta.url);
const run = promisify(execFile);

const LONGEST_MILLIS = 60_000;

export const RUNTIMES: readonly Runtime[] = [
  onProcess("node 20", thisNode, []),
  ...[22, 24, 26].map((major) =>
    onProcess(`node ${major}`, () => join(packages, `node-${major}/bin/node`), []),
  ),
  onProcess("bun", () => join(onlyFolder("@oven"), "bin/bun"), ["run"]),
  onProcess("deno", () => join(onlyFolder("@deno"), "deno"), [
    "run",
    "--no-remote",
    "--allow-net=127.0.0.1",
    "--allow-env=S2_ACCESS_TOKEN,S2_ACCOUNT_ENDPOINT,S2_BASIN_ENDPOINT",
    "--allow-read",
  ]),
  { name: "workerd", run: onWorkerd },
  { name: "chromium", run: onChromium },
];

function onProcess(name: string, find: () => string, args: readonly string[]): Runtime {
  return {
    name,
    run: async ({ folder, process: module, base }) => {
      const binary = find();
      const env = {
        PATH: process.env["PATH"],
        HOME: folder,
        NO_COLOR: "1",
        S2_ACCESS_TOKEN: "s2_local_root",
        S2_ACCOUNT_ENDPOINT: `${base}/healthy/v1`,
      };
      const options = { cwd: folder, env, timeout: LONGEST_MILLIS };
      const { stdout: version } = await run(binary, ["--version"], options);
      const { stdout } = await run(binary, [...args, module, base], options);
      const line = stdout.split("\n").find((line) => line.startsWith("OUTCOMES "));
      if (line === undefined) throw new Error(`it printed no outcomes:\n${stdout}`);
      const outcomes: Outcome[] = JSON.parse(line.slice("OUTCOMES ".length));
      return { version: version.split("\n")[0] ?? "", outcomes };
    },
  };
}

/** The oldest supported Node is the one used for development. */
function thisNode(): string {
  if (process.versions.node.startsWith("20.")) return process.execPath;
  throw new Error(
    `this is Node ${process.versions.node}: run the command on Node 20, or go without by --skip "node 20"`,
  );
}

/** The one package of a scope: npm installs the build for this machine and no other. */
function onlyFolder(scope: string): string {
  const [name] = readdirSync(join(packages, scope));
  if (name === undefined) throw new Error(`${scope} has no build for this machine`);
  return join(packages, scope, name);
}

/** The part of Miniflare used here. */
interface Miniflare {
  dispatchFetch(url: string): Promise<Response>;
  dispose(): Promise<void>;
}

async function onWorkerd({ folder, worker, base }: Stage): ReturnType<Runtime["run"]> {
  const loaded: { Miniflare: new (options: unknown) => Miniflare } = requireHere("miniflare");
  const flare = new loaded.Miniflare({
    modules: [
      { type: "ESModule", path: "worker.mjs", contents: await readFile(join(folder, worker), "utf8") },
    ],
    compatibilityDate: "2026-04-01",
    // Otherwise Miniflare would fetch sample request data from the network.
    cf: false,
  });
  try {
    const response = await flare.dispatchFetch(`http://worker.invalid/?base=${encodeURIComponent(base)}`);
    if (!response.ok) throw new Error(await response.text());
    const outcomes: Outcome[] = await response.json();
    const { version }: { version: string } = requireHere("workerd/package.json");
    return { version, outcomes };
  } finally {
    await flare.dispose();
  }
}

/** The part of Playwright used here. */
interface Browser {
  version(): string;
  newPage(): Promise<{
    goto(url: string): Promise<unknown>;
    evaluate(expression: string): Promise<unknown>;
  }>;
  close(): Promise<void>;
}

async function onChromium({ base }: Stage): ReturnType<Runtime["run"]> {
  const executablePath = findChromium();
  const loaded: { chromium: { launch(options: unknown): Promise<Browser> } } = requireHere("playwright-core");
  const browser = await loaded.chromium.launch({
    executablePath,
    headless: true,
    timeout: LONGEST_MILLIS,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${base}/`);
    const outcomes: Outcome[] = JSON.parse(String(await page.evaluate("outcomes.then(JSON.stringify)")));
    return { version: browser.version(), outcomes };
  } finally {
    await browser.close();
  }
}

function findChromium(): string {
  const names = ["chromium", "google-chrome", "chromium-browser"];
  const places = (process.env["PATH"] ?? "").split(delimiter);
  for (const name of names) {
    for (const place of places) {
      try {
        accessSync(join(place, name), constants.X_OK);
        return join(place, name);
      } catch {
        // Not there; the next one.
      }
    }
  }
  throw new Error(
    "there is no Chromium on this machine: apt-get install chromium, or go without by --skip chromium",
  );
}
