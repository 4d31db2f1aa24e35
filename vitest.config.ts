import { defineConfig } from "vitest/config";

const elsewhere = ["**/node_modules/**", "test/runtimes/**", "test/bench/**"];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/packed/**", ...elsewhere] },
      },
      {
        extends: true,
        test: { name: "packed", include: ["test/packed/*.test.ts"], globalSetup: "test/packed/pack.ts" },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 95 },
    },
  },
});
