// The tests that mutants are held to: quick ones, without sockets, compilers or long random runs, so that a mutant costs
// a second.
import { defineConfig } from "vitest/config";
import base from "../../vitest.config.js";

export default defineConfig({
  resolve: base.resolve ?? {},
  test: {
    include: [
      "test/*.test.ts",
      "test/scope/*.test.ts",
      "test/transport/*.test.ts",
      "test/faults/table.test.ts",
    ],
    exclude: [
      "**/node_modules/**",
      "test/{contract,generate,layout,quickstart,readme}.test.ts",
      "test/scope/{bundle,enforcement,malformed,proof}.test.ts",
    ],
    setupFiles: ["test/mutation/no-shrinking.ts"],
  },
});
