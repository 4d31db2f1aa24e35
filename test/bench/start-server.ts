import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The benchmarks' server, in a process of its own. */
export interface BenchServer {
  /** Base URL that answers at once. */
  readonly near: string;
  /** Base URL that answers after 20 ms. */
  readonly far: string;
  /** Reads the CPU time that it has taken, in microseconds. */
  cpuMicros(): Promise<number>;
  stop(): void;
}

export function startServer(): Promise<BenchServer> {
  const child = fork(fileURLToPath(new URL("server.ts", import.meta.url)), { execArgv: ["--import", "tsx"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the benchmark's server ended with ${code}`)));
    child.once("message", (ports: { near: number; far: number }) => {
      child.channel?.unref();
      child.unref();
      resolve({
        near: `http://127.0.0.1:${ports.near}/v1`,
        far: `http://127.0.0.1:${ports.far}/v1`,
        cpuMicros: () =>
          new Promise((answered) => {
            // Unless somebody waits for it, the server keeps nothing alive.
            child.channel?.ref();
            child.once("message", (micros: number) => {
              child.channel?.unref();
              answered(micros);
            });
            child.send("cpu");
          }),
        stop: () => child.kill(),
      });
    });
  });
}
