import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The package as published, and a folder with only that installed. */
export interface Installed {
  /** The packed tarball. */
  readonly tarball: string;
  /** A folder whose `node_modules` holds the package and what it depends on. */
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const top = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** Packs what would be published and installs it, without a network, into an empty folder. */
export async function packAndInstall(): Promise<Installed> {
  const base = await mkdtemp(join(tmpdir(), "s2-access-tokens-packed-"));
  const folder = join(base, "installed");
  const packages = join(folder, "node_modules");
  const own = join(packages, "s2-access-tokens");
  await mkdir(own, { recursive: true });
  await run("npm", ["pack", "--pack-destination", base], { cwd: top });
  const name = (await readdir(base)).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error("npm pack left no tarball");
  const tarball = join(base, name);
  await run("tar", ["-xzf", tarball, "-C", own, "--strip-components=1"]);
  for (const name of ["openapi-fetch", "openapi-typescript-helpers", "undici"]) {
    await cp(join(top, "node_modules", name), join(packages, name), { recursive: true });
  }
  return { tarball, folder, remove: () => rm(base, { recursive: true }) };
}
