import { expect, test } from "vitest";
import { Context, type GlobalFlags } from "../../../src/cli/context.js";
import { progress } from "../../../src/cli/output/progress.js";
import { surround, type SetOptions } from "../surroundings.js";

function terminal(flags: GlobalFlags, options: SetOptions = {}) {
  const { surroundings, stderr, wait } = surround({ columns: 20, ...options });
  return { context: new Context(surroundings, flags), wait, written: stderr };
}

test("a line counts on a terminal, not oftener than ten times a second, and the last always", async () => {
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

test("it is cut to the terminal", async () => {
  const { context, written } = terminal({});
  await progress(context, "a-verb-that-is-far-too-long").step(2);
  expect(written()).toBe("\r\u001b[Ka-verb-that-is-far-");
});

test.each<[string, GlobalFlags, SetOptions]>([
  ["no terminal", {}, { isTerminal: false }],
  ["a dumb terminal", {}, { env: { TERM: "dumb" } }],
  ["--quiet", { quiet: true }, {}],
  ["-v, which writes lines of its own", { verbose: true }, {}],
])("nothing is shown with %s", async (_, flags, options) => {
  const { context, written } = terminal(flags, options);
  const line = progress(context, "listed");
  await line.step();
  await line.end();
  expect(written()).toBe("");
});
