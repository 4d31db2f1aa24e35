#!/usr/bin/env node
import { runCli } from "./local.js";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

process.exitCode = await runCli(process.argv.slice(2), {
  print: (line) => console.log(line),
  log: (line) => console.error(line),
  stop: stopping.signal,
});
