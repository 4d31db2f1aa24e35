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

/** Parts of the main entry that are loaded when they are first needed, and so are files of their own. */
export const later = [
  "src/transport/walks/walk.ts",
  "src/transport/walks/parallel.ts",
  "src/access-tokens/recover.ts",
];

/** The part for which the field `browser` of package.json gives bundlers another, and that other. */
export const runtimes = ["src/transport/runtime/servers.ts", "src/transport/runtime/browsers.ts"];

/**
 * Makes an entry load what it takes from another entry instead of bundling a second copy, so that a program that
 * imports both has one of everything. Parts of an entry that are to be `apart` stay files of their own.
 */
export function shareEntries(top: string, entry: string, apart = false): Plugin {
  return {
    name: "share-entries",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const source = relative(top, resolve(resolveDir, path)).replace(/\.js$/, ".ts");
        const parts = kind === "dynamic-import" ? later : runtimes;
        const isFile = library.includes(source) || (apart && parts.includes(source));
        if (source === entry || !isFile) return undefined;
        const target = relative(dirname(entry), source).replace(/\.ts$/, ".js");
        return { path: target.startsWith(".") ? target : `./${target}`, external: true };
      });
    },
  };
}
