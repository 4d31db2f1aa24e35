import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const elsewhere = ["**/node_modules/**", "test/runtimes/**", "test/bench/**"];

/** Tests that hold real deadlines on real sockets: nothing runs beside them. */
const onSockets = [
  "test/faults/port.test.ts",
  "test/transport/{runtime/phase,body,late}.test.ts",
  "test/testing/node/*.test.ts",
  "test/cli/*.test.ts",
  "test/cli/command/*.test.ts",
  "test/cli/local/*.test.ts",
  "test/quickstart.test.ts",
];

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  // Examples and programs import the package by its name, as users do; here that is its source.
  resolve: {
    alias: [
      { find: /^s2-access-tokens$/, replacement: source("index.ts") },
      { find: /^s2-access-tokens\/undici$/, replacement: source("undici.ts") },
      { find: /^s2-access-tokens\/lifecycle$/, replacement: source("lifecycle/index.ts") },
      { find: /^s2-access-tokens\/testing$/, replacement: source("testing/index.ts") },
      { find: /^s2-access-tokens\/testing\/node$/, replacement: source("testing/node/index.ts") },
    ],
  },
  test: {
    // Only for what hangs: on a busy machine a healthy test can take many times its usual time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/packed/**", "test/page/**", "test/cli/terminal/**", ...onSockets, ...elsewhere],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: "sockets", include: onSockets, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
      {
        extends: true,
        test: {
          name: "packed",
          // The command's own tests once more, through the installed binary; and those that need a terminal.
          include: ["test/packed/*.test.ts", "test/cli/{command,terminal}/*.test.ts"],
          // Sets the clock, which another process does not go by.
          exclude: ["test/cli/command/document.test.ts"],
          globalSetup: "test/packed/pack.ts",
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["test/page/*.test.ts"],
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // What runs in the browser is tested in one (test/page); what joins the command to its process, through the
      // installed binary (test/cli/terminal).
      exclude: ["src/cli/page/web/**", "src/cli/{main,process}.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 95, branches: 95 },
    },
  },
});
