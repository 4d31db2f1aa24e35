import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/**
 * Bundles the command into `dist/src/cli/`: what `--help` needs in one file, each command in its own, shared code in
 * chunks. Packages that only the command needs are bundled too. Returns the files that went into it.
 */
export async function bundleCommand(top: string, out: string, share: Plugin): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(top, "src/cli/main.ts")],
    outdir: join(out, "src/cli"),
    // One folder, no folders below: every file reaches the library by the same relative path.
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    external: ["openapi-fetch", "node:*"],
    plugins: [share],
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
}
