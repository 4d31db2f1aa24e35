import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { requestsOf } from "../../testing/requests.js";
import { staged } from "../harness.js";

const stage = staged();
const SCOPE = { basins: { exact: "production" }, streams: { prefix: "logs" }, ops: ["read", "check-tail"] };

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(stage.folder, name);
  await writeFile(path, text);
  return path;
}

async function issued(id: string, scope: object = SCOPE): Promise<string> {
  await requestsOf(stage.account).send("POST", "/access-tokens", { body: { id, scope } });
  return id;
}

describe("an operand", () => {
  test("is an id, a file or -, in either spelling, and a file sends no request", async () => {
    const yaml = "\ufeffscope:\n  basins: { exact: production }\n  op_groups: { stream: { read: true } }\n";
    const json = JSON.stringify({
      id: "x",
      scope: { basins: { exact: "production" }, opGroups: { stream: { read: true } } },
    });
    for (const operand of [await file("a.yaml", yaml), await file("b.JSON", json.replaceAll("{", "{\n\t"))]) {
      const { code, stdout } = await stage.s2(["explain", operand]);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^basins +only "production"$/m)]);
    }
    expect((await stage.s2(["explain", "-"], { input: yaml })).code).toBe(0);
    expect(stage.requests()).toEqual([]);
    expect((await stage.s2(["explain", await issued("user/1")])).stdout).toMatch(
      /^user\/1\nReads records; checks streams\.\n/,
    );
    expect((await stage.s2(["explain", "id:user/1"])).code).toBe(0);
  });

  test("is refused if it could be a file or an id", async () => {
    const { code, stderr } = await stage.s2(["explain", "package.json/../package.json"]);
    expect(code).toBe(2);
    expect(stderr).not.toContain("could be");
    const both = await stage.s2(["explain", "LICENSE"]);
    expect([both.code, both.stderr]).toEqual([
      2,
      '"LICENSE" could be a file or an id: write ./LICENSE for the file, id:LICENSE for the token.\n',
    ]);
  });

  test("can be the output of get --json", async () => {
    await issued("user/1");
    const { stdout } = await stage.s2(["get", "user/1", "--json"]);
    const { code, stdout: text } = await stage.s2(["lint", "-"], { input: stdout });
    expect([code, text]).toEqual([0, expect.stringContaining("warning separator-less-prefix")]);
  });

  test("cannot be stdin twice", async () => {
    const { code, stderr } = await stage.s2(["diff", "-", "-"], { input: "{}" });
    expect([code, stderr]).toEqual([2, "- reads stdin, and so does -: only one of them can.\n"]);
  });

  const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  test.each<{ what: string; text: string | Uint8Array; says: RegExp }>([
    { what: "broken YAML", text: "scope:\n  ops: [read\n", says: /\.yaml:3:1: / },
    { what: "broken JSON", text: '{"ops": ["read",, "s2_secret_in_file"]}', says: /\.yaml:1:\d+: / },
    { what: "a key twice", text: '{"ops": [], "ops": []}', says: /\.yaml:1:14: duplicated mapping key/ },
    { what: "nothing", text: "", says: /\.yaml: expected a document/ },
    { what: "two documents", text: "--- {}\n--- {}", says: /\.yaml: expected a single document/ },
    { what: "no UTF-8", text: new Uint8Array([0x61, 0xff, 0xfe]), says: /\.yaml must be UTF-8 text\./ },
    { what: "more than 5 MB", text: " ".repeat(5_000_001), says: /\.yaml must be at most 5 MB\./ },
    {
      what: "aliases that multiply",
      text: `a: &a [x, x, x, x, x, x, x, x, x, x]\n${["b a", "c b", "d c", "e d", "f e", "g f"].map((pair) => `${pair[0]}: &${pair[0]} [${`*${pair[2]}, `.repeat(9)}*${pair[2]}]`).join("\n")}`,
      says: /must hold at most 1000000 values/,
    },
    {
      what: "an alias of itself",
      text: "ops: &a [*a]",
      says: /must be nested at most 200 levels deep, and must not contain itself/,
    },
    { what: "deep nesting", text: nested(100_000), says: /\.yaml/ },
    {
      what: "an unknown key",
      text: "strems: { prefix: a }",
      says: /\.yaml: There is no "strems" here|\.yaml: .*strems.*streams/,
    },
    {
      what: "every problem",
      text: "ops: [raed]\nbasins: { exact: A }",
      says: /\.yaml: ops\[0\] must be an operation[^\n]*\n.*\.yaml: basins\.exact must be|\.yaml: basins\.exact[^\n]*\n.*\.yaml: ops\[0\]/,
    },
    { what: "a list", text: "[]", says: /\.yaml: .*must be an object/ },
    { what: "text", text: "read", says: /\.yaml: .*must be an object/ },
    { what: "a tag of its own", text: "!!js/function 'x'", says: /\.yaml:1:\d+: / },
    { what: "a prototype's key", text: '{"__proto__": {"ops": ["read"]}}', says: /\.yaml: .*__proto__/ },
  ])("is refused with its location and without quoting it: $what", async ({ text, says }) => {
    const { code, stdout, stderr } = await stage.s2(["lint", await file("x.yaml", text)]);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(says)]);
    expect(stderr).not.toContain("s2_secret_in_file");
  });

  test("is refused if the file does not exist", async () => {
    const { code, stderr } = await stage.s2(["lint", "./nowhere.yaml"]);
    expect([code, stderr]).toEqual([2, "./nowhere.yaml cannot be read (ENOENT).\n"]);
    expect((await stage.s2(["lint", "nobody"])).code).toBe(4);
  });
});

describe("explain", () => {
  test("prints Markdown and JSON", async () => {
    await issued("user/1");
    expect((await stage.s2(["explain", "user/1", "--markdown"])).stdout).toMatch(
      /^\*\*`user\/1`\*\* Reads records; checks streams\.\n/,
    );
    expect(JSON.parse((await stage.s2(["explain", "user/1", "--json"])).stdout)).toEqual({
      version: 1,
      explanation: expect.stringContaining("user/1\n"),
    });
  });
});

describe("lint", () => {
  test.each([
    { args: [], code: 0 },
    { args: ["--fail-on", "error"], code: 0 },
    { args: ["--fail-on", "warning"], code: 1 },
    { args: ["--fail-on", "info"], code: 1 },
    { args: ["--fail-on", "warning", "--ignore", "never-expires,separator-less-prefix"], code: 0 },
    {
      args: ["--fail-on", "warning", "--ignore", "never-expires", "--ignore", "separator-less-prefix"],
      code: 0,
    },
  ])("$args ends with $code", async ({ args, code }) => {
    expect((await stage.s2(["lint", await issued("user/1"), ...args])).code).toBe(code);
  });

  test("refuses an unknown rule and suggests one", async () => {
    const { code, stderr } = await stage.s2(["lint", "user/1", "--ignore", "never-expire"]);
    expect([code, stderr]).toEqual([
      2,
      '--ignore must be a rule, got "never-expire"; did you mean never-expires?\n',
    ]);
  });

  test("applies --max-lifetime", async () => {
    const token = await file(
      "t.json",
      JSON.stringify({ scope: SCOPE, expiresAt: Date.now() + 10 * 86_400_000 }),
    );
    expect((await stage.s2(["lint", token])).stdout).not.toContain("long-lived");
    expect((await stage.s2(["lint", token, "--max-lifetime", "7d"])).stdout).toContain("warning long-lived");
  });

  test("prints the fixed token with --fix, in which lint finds nothing", async () => {
    const { code, stdout, stderr } = await stage.s2([
      "lint",
      await file("s.yaml", JSON.stringify(SCOPE)),
      "--fix",
    ]);
    expect([code, JSON.parse(stdout)]).toEqual([0, { ...SCOPE, streams: { prefix: "logs/" } }]);
    expect(stderr).toContain("fixed separator-less-prefix (this changes what the token permits)\n");
    expect((await stage.s2(["lint", "-"], { input: stdout })).stdout).toBe("No findings.\n");
  });

  test("prints Markdown and JSON", async () => {
    await issued("user/1");
    expect((await stage.s2(["lint", "user/1", "--markdown"])).stdout).toMatch(
      /^- \*\*warning\*\* `never-expires`: /,
    );
    expect(JSON.parse((await stage.s2(["lint", "user/1", "--json"])).stdout)).toMatchObject({
      version: 1,
      findings: [{ rule: "never-expires" }, {}],
    });
  });
});

describe("can", () => {
  test.each([
    { args: ["read", "--basin", "production", "--stream", "logs/a"], code: 0, says: /^yes\n/ },
    { args: ["read", "--basin", "production", "--stream", "users/1"], code: 1, says: /^no\n/ },
    { args: ["append", "--basin", "production", "--stream", "logs/a"], code: 1, says: /^no\nNothing in ops/ },
    { args: ["brand-new-thing"], code: 1, says: /^no\n/ },
  ])("$args ends with $code", async ({ args: [operation = "", ...rest], code, says }) => {
    const ended = await stage.s2(["can", operation, await issued("user/1"), ...rest]);
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([code, expect.stringMatching(says), ""]);
  });

  test("distinguishes unknown from no", async () => {
    await issued("group", { basins: { prefix: "" }, op_groups: { account: { read: true } } });
    const { code, stdout } = await stage.s2(["can", "get-basin-config", "group", "--basin", "production"]);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^unknown\n/)]);
    const json = await stage.s2(["can", "get-basin-config", "group", "--basin", "production", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      answer: "unknown",
      reasons: [{ about: "operation" }],
    });
  });

  test.each([
    { args: ["raed"], says: 'OPERATION must be an operation of S2, got "raed"; did you mean read?' },
    { args: ["read"], says: "--basin is needed, since read names a basin.\n--stream is needed" },
    {
      args: ["revoke-access-token"],
      says: "--token-id is needed, since revoke-access-token names an access token.\n",
    },
  ])("$args is refused", async ({ args: [operation = ""], says }) => {
    const { code, stdout, stderr } = await stage.s2(["can", operation, await issued("user/1")]);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(says)]);
  });
});

describe("excess and diff", () => {
  const pair = async () => ({
    child: await file("child.json", JSON.stringify({ ...SCOPE, ops: ["read", "append"] })),
    parent: await file("parent.yaml", JSON.stringify({ ...SCOPE, streams: { prefix: "logs/" } })),
  });

  test("excess shows what one grants beyond the other", async () => {
    const { child, parent } = await pair();
    const { code, stdout } = await stage.s2(["excess", child, parent]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^request {2}The child holds append, which the parent does not/),
    ]);
    expect((await stage.s2(["excess", child, parent, "--exit-code"])).code).toBe(1);
    expect(await stage.s2(["excess", child, child, "--exit-code"])).toMatchObject({
      code: 0,
      stdout: "No excess: the first is within the second.\n",
    });
    expect((await stage.s2(["excess", child, parent, "--markdown"])).stdout).toMatch(/^- \*\*request\*\* /);
    expect(JSON.parse((await stage.s2(["excess", child, parent, "--json"])).stdout)).toMatchObject({
      version: 1,
      excess: [{ kind: "request" }, {}],
    });
  });

  test("diff shows what changed", async () => {
    const { child, parent } = await pair();
    const { code, stdout } = await stage.s2(["diff", child, parent]);
    expect([code, stdout.split("\n").sort()]).toEqual([
      0,
      ["", "+ ops check-tail", "- ops append", "~ streams logs* -> logs/*"],
    ]);
    expect((await stage.s2(["diff", child, parent, "--exit-code"])).code).toBe(1);
    expect(await stage.s2(["diff", child, child, "--exit-code"])).toMatchObject({
      code: 0,
      stdout: "No difference.\n",
    });
    expect((await stage.s2(["diff", child, parent, "--markdown"])).stdout).toMatch(/^- `/);
    expect(JSON.parse((await stage.s2(["diff", child, parent, "--json"])).stdout)).toMatchObject({
      version: 1,
      changes: expect.any(Array),
    });
  });
});

describe("issue --from", () => {
  test.each([
    { what: "a scope", content: { ...SCOPE }, args: [], expires: null },
    {
      what: "a token with a lifetime",
      content: { scope: SCOPE, expiresIn: "1h" },
      args: [],
      expires: expect.any(String),
    },
    {
      what: "a listed token",
      content: { id: "other", scope: SCOPE, auto_prefix_streams: false, expires_at: null },
      args: ["--expires-in", "30d"],
      expires: expect.any(String),
    },
  ])("$what", async ({ content, args, expires }) => {
    const { code, stderr } = await stage.s2([
      "issue",
      "new",
      "--from",
      await file("t.yaml", JSON.stringify(content)),
      ...args,
      "--show",
    ]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Issued "new"')]);
    expect(stage.account.tokens()).toMatchObject([
      { id: "new", expires_at: expires, scope: { streams: { prefix: "logs" } } },
    ]);
  });

  test("reads stdin, and refuses other flags for the scope", async () => {
    expect(
      (await stage.s2(["issue", "new", "--from", "-", "--show"], { input: JSON.stringify(SCOPE) })).code,
    ).toBe(0);
    const { code, stderr } = await stage.s2(["issue", "b", "--from", "f.json", "--ops", "read", "--show"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--from gives the whole scope")]);
  });

  test("refuses both lifetimes at once", async () => {
    const { code, stderr } = await stage.s2([
      "issue",
      "b",
      "--ops",
      "list-basins",
      "--expires-in",
      "1h",
      "--expires-at",
      "2100-01-01T00:00:00Z",
      "--show",
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--expires-")]);
  });
});
