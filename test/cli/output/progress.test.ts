import { expect, test } from "vitest";
import { Context, type GlobalFlags } from "../../../src/cli/context.js";
import { progress } from "../../../src/cli/output/progress.js";
import { surround, type SetOptions } from "../surroundings.js";

function terminal(flags: GlobalFlags, options: SetOptions = {}) {
  const { surroundings, stderr, wait } = surround({ columns: 20, ...options });
  return { context: new Context(surroundings, flags), wait, written: stderr };
}

test("progress counts on a terminal at most ten times a second, and always shows the last step", async () => {
  const { context, wait, written } = terminal({});
  const line = progress(context, "revoked", 4);
  await line.step();
  await line.step();
  wait(100);
  await line.step();
  await line.step();
  await line.end();
  expect(written().replaceAll("\r\u001b[K", "|")).toBe("|revoked 1 of 4|revoked 3 of 4|revoked 4 of 4|");
});

test("progress is cut to the terminal's width", async () => {
  const { context, written } = terminal({});
  await progress(context, "a-verb-that-is-far-too-long").step(2);
  expect(written()).toBe("\r\u001b[Ka-verb-that-is-far-");
});

test.each<[string, GlobalFlags, SetOptions]>([
  ["output that is not a terminal", {}, { isTerminal: false }],
  ["a dumb terminal", {}, { env: { TERM: "dumb" } }],
  ["--quiet", { quiet: true }, {}],
  ["-v, which writes lines of its own", { verbose: true }, {}],
])("progress is hidden with %s", async (_, flags, options) => {
  const { context, written } = terminal(flags, options);
  const line = progress(context, "listed");
  await line.step();
  await line.end();
  expect(written()).toBe("");
});
