import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The packed tarball. */
    tarball: string;
    /** A folder where that tarball is installed, with nothing else but what it depends on. */
    installed: string;
  }
}

const top = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** Packs what would be published and installs it, without a network, into an empty folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "s2-access-tokens-packed-"));
  const packages = join(folder, "installed", "node_modules");
  const own = join(packages, "s2-access-tokens");
  await mkdir(own, { recursive: true });
  await run("npm", ["pack", "--pack-destination", folder], { cwd: top });
  const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error("npm pack left no tarball");
  const tarball = join(folder, name);
  await run("tar", ["-xzf", tarball, "-C", own, "--strip-components=1"]);
  for (const name of ["openapi-fetch", "openapi-typescript-helpers"]) {
    await cp(join(top, "node_modules", name), join(packages, name), { recursive: true });
  }
  project.provide("tarball", tarball);
  project.provide("installed", join(folder, "installed"));
  return () => rm(folder, { recursive: true });
}
