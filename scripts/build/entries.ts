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

/**
 * Parts of the main entry in files of their own: two that it loads when they are first needed, which is seldom, and the
 * one for which package.json gives browsers another, the last here.
 */
export const parts = [
  "src/transport/parallel.ts",
  "src/access-tokens/recover.ts",
  "src/transport/phase/servers.ts",
  "src/transport/phase/browsers.ts",
];

/**
 * Makes an entry load what it takes from another entry instead of bundling a second copy, so that a program that
 * imports both has one of everything. Its parts stay files of their own.
 */
export function shareEntries(top: string, entry: string, parts: readonly string[] = []): Plugin {
  return {
    name: "share-entries",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const source = relative(top, resolve(resolveDir, path)).replace(/\.js$/, ".ts");
        if (source === entry || ![...library, ...parts].includes(source)) return undefined;
        const target = relative(dirname(entry), source).replace(/\.ts$/, ".js");
        return { path: target.startsWith(".") ? target : `./${target}`, external: true };
      });
    },
  };
}
