import { describe, expect, it } from "vitest";
import { blankOut, safeCause } from "../../src/transport/redact.js";

const SECRET = "abcdefghij0123456789";

describe("blankOut", () => {
  it.each<[string, string, string]>([
    ["nothing to hide", SECRET, "nothing to hide"],
    [`<${SECRET}>`, SECRET, "<[redacted]>"],
    [SECRET + SECRET, SECRET, "[redacted][redacted]"],
    [`${SECRET} ${SECRET}`, SECRET, "[redacted] [redacted]"],
    ["only abcdefgh of it", SECRET, "only [redacted] of it"],
    ["only abcdefg of it", SECRET, "only abcdefg of it"],
    ["a short one: key", "key", "a short one: [redacted]"],
    ["", SECRET, ""],
  ])("redacts %j", (text, secret, want) => expect(blankOut(text, secret)).toBe(want));

  it.each([1000, 1010, 1016, 1020, 1024])("cuts only after redacting: a secret at %i does not show", (at) => {
    const text = blankOut("x".repeat(at) + SECRET + "y".repeat(5000), SECRET);
    expect(text).not.toMatch(/[a-j0-9]{8}/);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
    expect(text.endsWith("…")).toBe(true);
  });

  it.each(["é", "€", "\u{1f600}"])("limits bytes without splitting a %s", (letter) => {
    const text = blankOut(letter.repeat(2000), SECRET);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it("keeps text that just fits", () => {
    expect(blankOut("x".repeat(1024), SECRET)).toBe("x".repeat(1024));
    expect(blankOut("x".repeat(1025), SECRET)).toBe(`${"x".repeat(1021)}…`);
  });
});

describe("safeCause", () => {
  it("keeps only name, message and code, at every depth", () => {
    const inner = Object.assign(new Error(`bad ${SECRET}`), {
      code: "ECONNRESET",
      request: SECRET,
      name: "SocketError",
    });
    const safe = safeCause(
      Object.assign(new TypeError("fetch failed", { cause: inner }), { headers: SECRET }),
      SECRET,
    );
    expect(safe).toBeInstanceOf(Error);
    expect(safe).toMatchObject({ name: "TypeError", message: "fetch failed" });
    expect((safe as Error).cause).toMatchObject({
      name: "SocketError",
      message: "bad [redacted]",
      code: "ECONNRESET",
    });
    expect(
      JSON.stringify([Object.entries(safe as Error), Object.entries((safe as Error).cause as Error)]),
    ).not.toContain(SECRET);
  });

  it("survives non-errors, unreadable properties and endless causes", () => {
    const unreadable = {
      get message() {
        throw new Error(SECRET);
      },
    };
    expect(safeCause(unreadable, SECRET)).toBeUndefined();
    expect(safeCause(new Error("x", { cause: unreadable }), SECRET)).toBeUndefined();
    expect(safeCause(`no ${SECRET}`, SECRET)).toBe("no [redacted]");
    expect(safeCause(undefined, SECRET)).toBe("undefined");
    expect(safeCause({ message: 5, name: 6, code: 7 }, SECRET)).toMatchObject({ message: "" });
    const loop: { message: string; cause?: unknown } = { message: "loop" };
    loop.cause = loop;
    let depth = 0;
    for (let error = safeCause(loop, SECRET); error instanceof Error; error = error.cause) depth++;
    expect(depth).toBe(5);
  });
});
