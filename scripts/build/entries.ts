import { dirname, relative, resolve } from "node:path";
import type { Plugin } from "esbuild";

/** The entries of the library, each bundled into one file. */
export const library = [
  "src/index.ts",
  "src/lifecycle/index.ts",
  "src/testing/index.ts",
  "src/testing/node/index.ts",
  "src/undici.ts",
];

/** Parts of the main entry that it loads when they are first needed: seldom, and so in files of their own. */
export const later = ["src/transport/parallel.ts", "src/access-tokens/recover.ts"];

/**
 * Makes an entry load what it takes from another entry instead of bundling a second copy, so that a program that
 * imports both has one of everything. What is loaded later stays a file of its own.
 */
export function shareEntries(top: string, entry: string, later: readonly string[] = []): Plugin {
  return {
    name: "share-entries",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const source = relative(top, resolve(resolveDir, path)).replace(/\.js$/, ".ts");
        const isFile = library.includes(source) || (kind === "dynamic-import" && later.includes(source));
        if (source === entry || !isFile) return undefined;
        const target = relative(dirname(entry), source).replace(/\.ts$/, ".js");
        return { path: target.startsWith(".") ? target : `./${target}`, external: true };
      });
    },
  };
}
