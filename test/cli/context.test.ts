import { describe, expect, test } from "vitest";
import { Context } from "../../src/cli/context.js";
import { CommandError, Stopped } from "../../src/cli/exit.js";
import { surround, type SetOptions } from "./surroundings.js";

function contextOf(options: SetOptions = {}, flags = {}) {
  const around = surround(options);
  return { ...around, context: new Context(around.surroundings, flags) };
}

describe("a question", () => {
  test.each([
    ["y", true],
    ["YES", true],
    [" yes ", true],
    ["n", false],
    ["", false],
    ["yess", false],
  ])("answered %j gives %j", async (line, want) => {
    const { context, stderr } = contextOf({ lines: [line] });
    expect(await context.confirm("Revoke 3 tokens?")).toBe(want);
    expect(stderr()).toBe("Revoke 3 tokens? [y/N] ");
  });

  test("is a no at the end of input", async () => {
    expect(await contextOf().context.confirm("Go on?")).toBe(false);
  });

  test("fails without a terminal, naming the flag to pass", async () => {
    await expect(contextOf({ isTerminal: false }).context.confirm("Go on?")).rejects.toThrow("--yes");
  });

  test("ends at the first Ctrl-C, before and while it waits", async () => {
    const stopping = new AbortController();
    const { surroundings } = surround({ stop: stopping.signal });
    const stdin = { ...surroundings.stdin, line: () => new Promise<string>(() => undefined) };
    const context = new Context({ ...surroundings, stdin }, {});
    const asked = context.confirm("Go on?");
    stopping.abort(new Stopped());
    await expect(asked).rejects.toThrow(Stopped);
    await expect(context.confirm("Go on?")).rejects.toThrow(Stopped);
    expect(() => context.throwIfStopped()).toThrow(Stopped);
  });
});

describe("output", () => {
  test("on stderr hides known secrets and is silenced by --quiet", async () => {
    const { context, stderr } = contextOf();
    context.secrets.add("a-secret-of-the-test");
    context.secrets.add("short");
    await context.say("it was a-secret-of-the-test, in short");
    expect(stderr()).toBe("it was [redacted], in short\n");
    const quiet = contextOf({}, { quiet: true });
    await quiet.context.say("hint");
    await quiet.context.warn("loss");
    expect(quiet.stderr()).toBe("loss\n");
  });

  test("as JSON is indented on a terminal and one line in a pipe", async () => {
    const person = contextOf();
    await person.context.printJson({ a: 1 });
    expect(person.stdout()).toBe('{\n  "a": 1\n}\n');
    const program = contextOf({ isTerminal: false });
    await program.context.printJson({ a: 1 });
    expect(program.stdout()).toBe('{"a":1}\n');
  });

  test("of a failure is text, or JSON on request", async () => {
    const failure = {
      exit: "usage",
      code: "usage",
      message: "one\ntwo",
      effect: "none",
      next: "s2",
    } as const;
    const text = contextOf({ isTerminal: false });
    await text.context.fail(failure);
    expect(text.stderr()).toBe("one\ntwo\ns2\n");
    const json = contextOf({ isTerminal: false }, { json: true });
    await json.context.fail(failure);
    expect(JSON.parse(json.stderr())).toEqual({
      error: { code: "usage", message: "one\ntwo", effect: "none", next: "s2" },
    });
  });

  test("to an unwritable stdout ends the command with the system's error", async () => {
    const full = contextOf({
      write: () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })),
    });
    await expect(full.context.print("data")).rejects.toThrow("Could not write to stdout (ENOSPC).");
    const odd = contextOf({ write: () => Promise.reject(new Error("odd")) });
    await expect(odd.context.print("data")).rejects.toThrow("Could not write to stdout.");
  });
});

test("stdin has one reader, and confirmation is not asked for while it is read", async () => {
  const { context } = contextOf({ lines: ["text"] });
  context.read("--from -");
  expect(() => context.read("--token-file -")).toThrow(CommandError);
  expect(context.canAsk).toBe(false);
});
