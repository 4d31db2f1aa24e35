import type { TestProject } from "vitest/node";
import { packAndInstall } from "./install.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The packed tarball. */
    tarball: string;
    /** A folder where that tarball is installed, with nothing else but what it depends on. */
    installed: string;
  }
}

/** Packs and installs once for all tests of the project. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { tarball, folder, remove } = await packAndInstall();
  project.provide("tarball", tarball);
  project.provide("installed", folder);
  return remove;
}
