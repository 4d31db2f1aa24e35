import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { ContenderName } from "./contenders.js";
import type { Listing } from "./lister.js";
import type { Shape } from "./tokens.js";

/** The listing to run. */
export interface ListingOrder {
  readonly name: ContenderName;
  readonly endpoint: string;
  readonly tokens: number;
  readonly consumerMicros?: number;
  /** Only ours reads ahead at all. */
  readonly prefetch?: boolean;
  readonly shape?: Shape;
  /** The number of requests that ours has at a time. */
  readonly parallel?: number;
}

/** Bundles the lister, packages left out; what comes back runs it in a fresh process. */
export async function prepareLister(): Promise<(order: ListingOrder) => Promise<Listing>> {
  // Under node_modules, so that the packages resolve from there.
  const outfile = fileURLToPath(new URL("../../node_modules/.cache/bench/lister.mjs", import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL("lister.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    // The bundle lies elsewhere than its sources; paths in them count from here.
    define: { "import.meta.url": JSON.stringify(import.meta.url) },
  });
  return async ({
    name,
    endpoint,
    tokens,
    consumerMicros = 0,
    prefetch = true,
    shape = "full",
    parallel = 1,
  }) => {
    const args = [
      outfile,
      name,
      endpoint,
      String(tokens),
      String(consumerMicros),
      prefetch ? "prefetch" : "no-prefetch",
      shape,
      String(parallel),
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const listing: Listing = JSON.parse(stdout);
    return listing;
  };
}
