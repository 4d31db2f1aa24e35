// Measures the start-up cost of the command beyond an empty Node process, and whether a long listing takes more memory
// than a short one. Through the built files.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { spread, table, target } from "./measure.js";

const ROUNDS = 21;
const binary = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

/** Runs a Node program; resolves to its milliseconds and its peak memory in MB. */
function run(
  args: readonly string[],
  input = "",
  endpoint = "",
): Promise<{ millis: number; megabytes: number }> {
  const began = performance.now();
  const env = {
    PATH: process.env["PATH"],
    S2_ACCESS_TOKEN: "not-a-real-bearer",
    S2_ACCOUNT_ENDPOINT: endpoint,
  };
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "ignore", "inherit"] });
  let megabytes = 0;
  const looking = setInterval(() => {
    try {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
      megabytes = Math.max(megabytes, Number(peak ?? 0) / 1000);
    } catch {
      // It has ended.
    }
  }, 10);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(looking);
      if (code === 0) resolve({ millis: performance.now() - began, megabytes });
      else reject(new Error(`${args.join(" ")} ended with ${code}`));
    });
  });
}

const CASES = {
  "empty node": ["-e", "0"],
  "--help": [binary, "--help"],
  "lint -": [binary, "lint", "-"],
} as const;

const times: Record<keyof typeof CASES, number[]> = { "empty node": [], "--help": [], "lint -": [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const name of Object.keys(CASES) as (keyof typeof CASES)[]) {
    times[name].push((await run(CASES[name], '{ "ops": ["list-basins"] }')).millis);
  }
}
const beyond = (name: keyof typeof CASES) =>
  spread(times[name].map((value, round) => value - (times["empty node"][round] ?? Number.NaN)));
const rows = (Object.keys(CASES) as (keyof typeof CASES)[]).map((name) => [
  name,
  spread(times[name]).median.toFixed(0),
  name === "empty node" ? "" : beyond(name).median.toFixed(0),
]);
table(`the command (median of ${ROUNDS} rounds, interleaved)`, ["", "ms", "beyond node, ms"], rows);
target("--help beyond an empty node, ms", beyond("--help").median, { atMost: 60 });
target("a command's start beyond an empty node, ms", beyond("lint -").median, { atMost: 120 });

/** A listing of this many tokens, generated on request. */
async function memoryOf(tokens: number): Promise<number> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "", "http://a.test").searchParams;
    const after = query.get("start_after");
    const first = after === null || after === "" ? 0 : Number(after.slice(2)) + 1;
    const last = Math.min(first + 1000, tokens);
    const access_tokens = Array.from({ length: last - first }, (_, index) => ({
      id: `t/${String(first + index).padStart(7, "0")}`,
      scope: { basins: { prefix: "" }, ops: ["list-streams"] },
      auto_prefix_streams: false,
      expires_at: null,
    }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_tokens, has_more: last < tokens }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  // A server listening on TCP has an address of this type.
  const { port } = server.address() as AddressInfo;
  const { megabytes } = await run([binary, "list", "--ndjson"], "", `http://127.0.0.1:${port}`);
  server.close();
  return megabytes;
}

const [few, many] = [await memoryOf(20_000), await memoryOf(100_000)];
table(
  "listing as NDJSON",
  ["tokens", "peak, MB"],
  [
    ["20 000", few.toFixed(0)],
    ["100 000", many.toFixed(0)],
  ],
);
target("memory for five times as many tokens, times", many / few, { atMost: 1.3 });
