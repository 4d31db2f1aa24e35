import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { drift } from "../../scripts/drift.js";
import { isRecord } from "../../scripts/spec/yaml.js";
import { ownPage, pageOf, upstreamListing, wholeDocument } from "../spec/documents.js";
import { committed, contractWith, remove, schemas, set } from "./edits.js";
import type { Edit } from "./edits.js";

const top = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "drift-"));
afterAll(() => rmSync(folder, { recursive: true }));

const out = join(folder, "report");

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const base = file("base.json", contractWith());
const broken = file("broken.json", contractWith(set(`${schemas}/AccessTokenIdStr/maxLength`, 64)));
const risky = file("risky.json", contractWith(set(`${schemas}/Operation/enum/-`, "peek")));
const reworded = file("docs.json", contractWith(set("#/info/title", "Tokens")));

/** Runs the command, its report written as JSON; a refusal comes back as its message. */
async function run(
  ...args: readonly string[]
): Promise<{ code: number; report: Readonly<Record<string, unknown>>; refused: string }> {
  try {
    const code = await drift([...args, "--format", "json", "--out", out]);
    const report: unknown = JSON.parse(readFileSync(out, "utf8"));
    return { code, report: isRecord(report) ? report : {}, refused: "" };
  } catch (error) {
    return { code: 2, report: {}, refused: String(error) };
  }
}

test.each([
  ["breaking", [0, 0, 0, 1]],
  ["risky", [0, 0, 1, 1]],
  ["any", [0, 1, 1, 1]],
  ["never", [0, 0, 0, 0]],
] as const)("exits by --fail-on %s", async (threshold, want) => {
  const codes = [];
  for (const head of [base, reworded, risky, broken]) {
    codes.push((await run("--base", base, "--head", head, "--fail-on", threshold)).code);
  }
  expect(codes).toEqual(want);
});

test("prints a JSON report with stable fields, the same on every run", async () => {
  const { report } = await run("--base", base, "--head", risky);
  expect(Object.keys(report)).toEqual([
    "reportVersion",
    "base",
    "head",
    "scope",
    "coverage",
    "verdict",
    "semver",
    "findings",
    "notJudged",
    "accepted",
  ]);
  expect(report).toMatchObject({
    verdict: { wireRequest: "ok", wireResponse: "warn", ts: "warn" },
    semver: { suggested: "patch" },
    findings: [
      {
        id: "enum.widened",
        operation: null,
        direction: "both",
        pointer: "#/components/schemas/Operation/enum",
        usedBy: [
          { operation: "issue_access_token", direction: "request", verdict: "ok" },
          { operation: "list_access_tokens", direction: "response", verdict: "warn" },
        ],
        wire: "warn",
        ts: "warn",
        new: ["peek"],
      },
    ],
  });
  const first = readFileSync(out, "utf8");
  await run("--base", base, "--head", risky);
  expect(readFileSync(out, "utf8")).toBe(first);
});

describe("pages", () => {
  const list = file("list.md", pageOf(upstreamListing(), "get /access-tokens"));
  const names = (value: unknown): unknown[] =>
    Array.isArray(value) ? value.map((entry) => (isRecord(entry) ? entry["operation"] : entry)) : [];

  test("the listing's page against the whole contract judges one operation and removes none", async () => {
    const { code, report } = await run("--base", committed, "--head", list);
    expect(code).toBe(0);
    expect(names(report["notJudged"])).toEqual(["issue_access_token", "revoke_access_token"]);
    expect(report["coverage"]).toMatchObject({
      head: { complete: false, operations: ["list_access_tokens"] },
    });
    expect(report["verdict"]).toEqual({ wireRequest: "docs", wireResponse: "docs", ts: "docs" });
  });

  test("the whole contract against the listing's page adds nothing", async () => {
    const { report } = await run("--base", list, "--head", committed);
    expect(names(report["notJudged"])).toEqual(["issue_access_token", "revoke_access_token"]);
    expect(JSON.stringify(report)).not.toContain("operation.added");
  });

  test("effects of a shared component on an operation without a page are inferred", async () => {
    const page = ownPage("/access-tokens", "get", set(`${schemas}/AccessTokenInfo/required/-`, "expires_at"));
    const { report } = await run("--base", base, "--head", file("list2.md", page));
    expect(report["verdict"]).toEqual({ wireRequest: "break", wireResponse: "ok", ts: "break" });
    expect(report["findings"]).toMatchObject([
      {
        usedBy: [
          { operation: "issue_access_token", direction: "request", verdict: "break", inferred: true },
          { operation: "list_access_tokens", direction: "response", verdict: "ok" },
        ],
      },
    ]);
  });

  test("three pages equal the whole contract, apart from further operations", async () => {
    const pages = (
      [
        ["/access-tokens", "get"],
        ["/access-tokens", "post"],
        ["/access-tokens/{id}", "delete"],
      ] as const
    ).map(([path, method]) => file(`${method}.md`, ownPage(path, method)));
    const { report } = await run("--base", base, ...pages.flatMap((page) => ["--head", page]));
    expect(report).toMatchObject({ findings: [], notJudged: [], coverage: { head: { complete: false } } });
  });

  test("two pages that disagree on a component cannot be one side", async () => {
    const other = file(
      "post2.md",
      ownPage("/access-tokens", "post", set(`${schemas}/AccessTokenIdStr/maxLength`, 64)),
    );
    const { code, refused } = await run(
      "--base",
      base,
      "--head",
      file("get2.md", ownPage("/access-tokens", "get")),
      "--head",
      other,
    );
    expect(code).toBe(2);
    expect(refused).toContain("conflict at #/components/schemas/AccessTokenIdStr/maxLength");
  });
});

describe("broken references", () => {
  const nowhere = (...edits: readonly Edit[]): string => file("nowhere.json", wholeDocument(3, ...edits));

  test("outside the scope produce a note", async () => {
    const path = nowhere(
      set("#/paths/~1other/get", {
        operationId: "other",
        responses: { 200: { $ref: "#/components/responses/Gone" } },
      }),
    );
    const { code, report } = await run("--base", base, "--head", path);
    expect(code).toBe(0);
    expect(report["coverage"]).toMatchObject({
      notes: [expect.stringMatching(/nowhere\.json:\d+: \$ref "#\/components\/responses\/Gone"/)],
    });
  });

  test("inside the scope prevent a judgement", async () => {
    const { code, refused } = await run("--base", base, "--head", nowhere(remove(`${schemas}/ResourceSet`)));
    expect(code).toBe(2);
    expect(refused).toContain('$ref "#/components/schemas/ResourceSet" points at nothing');
  });
});

describe("accepted findings", () => {
  const entries = async (change: Readonly<Record<string, unknown>>): Promise<string> => {
    const { report } = await run("--base", base, "--head", broken);
    const [finding] = Array.isArray(report["findings"]) ? report["findings"] : [];
    const fingerprint: unknown = isRecord(finding) ? finding["fingerprint"] : "";
    return file("accept.json", [
      { fingerprint, reason: "S2 never took longer ids", until: "9999-12-31", ...change },
    ]);
  };

  test("do not fail the check and stay listed", async () => {
    const { code, report } = await run("--base", base, "--head", broken, "--accept", await entries({}));
    expect(code).toBe(0);
    expect(report).toMatchObject({
      findings: [],
      accepted: [{ id: "constraint.tightened", until: "9999-12-31" }],
      semver: { suggested: "minor" },
    });
  });

  test("are an error if they match nothing or are past their last day", async () => {
    const stale = await run("--base", base, "--head", base, "--accept", await entries({}));
    expect([stale.code, stale.refused]).toEqual([2, expect.stringContaining("matches nothing: remove it")]);
    const late = await run(
      "--base",
      base,
      "--head",
      broken,
      "--accept",
      await entries({ until: "2020-01-01" }),
    );
    expect([late.code, late.refused]).toEqual([2, expect.stringContaining("was accepted until 2020-01-01")]);
  });
});

test.each([
  [
    "no operation with the tag",
    ["--base", base, "--head", base, "--tag", "nothing"],
    'no operation is tagged "nothing" on either side',
  ],
  [
    "a file that is not there",
    ["--base", base, "--head", "nowhere.yaml"],
    "nowhere.yaml: there is no such file",
  ],
  [
    "a ref that git does not know",
    ["--base", "no-such-ref:spec/access-tokens.yaml", "--head", base],
    'git does not know "no-such-ref"',
  ],
  ["a ref that looks like an option", ["--base=--upload-pack=x:y", "--head", base], "git does not know"],
  ["a folder of a ref", ["--base", "HEAD:scripts", "--head", base], "HEAD:scripts: is no file there"],
  [
    "a report that cannot be written",
    ["--base", base, "--head", base, "--out", join(folder, "nowhere", "report")],
    "cannot be written: ENOENT",
  ],
  ["an option that does not exist", ["--bass", base], "--bass"],
  ["a format that does not exist", ["--format=xml"], "--format takes markdown, json, text"],
] as const)("cannot judge: %s", async (_name, args, message) => {
  const { code, refused } = await drift(args).then(
    (code) => ({ code, refused: "" }),
    (error: unknown) => ({ code: 2, refused: String(error) }),
  );
  expect([code, refused]).toEqual([2, expect.stringContaining(message)]);
});

test("in a shell within a repository, the base is main, and a ref without the file makes everything new", () => {
  const repository = join(folder, "repository");
  mkdirSync(join(repository, "spec"), { recursive: true });
  const git = (...args: readonly string[]): void => {
    const who = ["-c", "user.name=A", "-c", "user.email=a@example.invalid", "-c", "init.defaultBranch=main"];
    execFileSync("git", [...who, ...args], { cwd: repository, stdio: "ignore" });
  };
  const command = [join(top, "node_modules/tsx/dist/cli.mjs"), join(top, "scripts/drift.ts")];
  const call = (...args: readonly string[]): { status: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...command, ...args, "--format", "text"],
      { cwd: repository },
    );
    return { status, said: stdout.toString() + stderr.toString() };
  };
  git("init");
  git("commit", "--allow-empty", "--message", "empty");
  git("tag", "before");
  writeFileSync(join(repository, "spec/access-tokens.yaml"), readFileSync(base));
  git("add", ".");
  git("commit", "--message", "contract");
  writeFileSync(join(repository, "spec/access-tokens.yaml"), readFileSync(broken));
  expect(call()).toEqual({ status: 1, said: expect.stringContaining("break constraint.tightened") });
  const fresh = call("--base", "before:spec/access-tokens.yaml", "--fail-on", "any");
  expect(fresh).toEqual({ status: 0, said: expect.stringContaining("operation.added") });
  const shallow = call("--base", "origin/main:spec/access-tokens.yaml");
  expect(shallow).toEqual({ status: 2, said: expect.stringContaining('git does not know "origin/main"') });
});
