import { readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { marker } from "../../scripts/drift/tell/markdown.js";
import { isRecord } from "../../scripts/spec/yaml.js";

const folder = new URL("../../.github/workflows/", import.meta.url);

function workflow(name: string): {
  text: string;
  content: Readonly<Record<string, unknown>>;
  steps: readonly string[];
} {
  const text = readFileSync(new URL(name, folder), "utf8");
  const content = load(text);
  if (!isRecord(content)) throw new Error(`${name} is no mapping`);
  const used = [...text.matchAll(/^\s*-?\s*uses: (.*)$/gm)].map(([, action = ""]) => action);
  return { text, content, steps: used };
}

describe.each(readdirSync(folder).filter((name) => name.endsWith(".yml")))("%s", (name) => {
  const { text, content, steps } = workflow(name);

  test("pins every action by its commit", () => {
    expect(steps.length).toBeGreaterThan(0);
    for (const action of steps) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("says what it may do, and never runs a fork's code with our rights", () => {
    expect(content["permissions"]).toBeTypeOf("object");
    expect(text).not.toContain("pull_request_target");
    expect(text).not.toContain("write-all");
  });

  test("puts nothing that a stranger wrote into a shell", () => {
    const scripts = [...text.matchAll(/run: (?:\|\n((?:\s{10,}.*\n|\n)+)|(.*)\n)/g)].map(
      ([, block, line]) => block ?? line,
    );
    for (const script of scripts) expect(script).not.toContain("github.event");
  });
});

describe("the report in a pull request", () => {
  const { text, content } = workflow("drift.yml");

  test("runs on changes under spec/ and may write comments, nothing else", () => {
    expect(content["on"]).toEqual({ pull_request: { paths: ["spec/**"] } });
    expect(content["permissions"]).toEqual({ contents: "read", "pull-requests": "write" });
  });

  test("sees the base branch, and finds its own comment by the marker", () => {
    expect(text).toContain("fetch-depth: 0");
    expect(text).toContain(`startswith("${marker}")`);
    expect(text).toContain("head.repo.full_name == github.repository");
    expect(text).toContain("--accept spec/drift-accept.json");
  });
});

describe("the look at S2's pages", () => {
  const { text, content } = workflow("upstream.yml");

  test("may write issues, and nothing else", () => {
    expect(content["permissions"]).toEqual({ contents: "read", issues: "write" });
  });

  test("is red when a page cannot be fetched", () => {
    expect(text).toContain("curl --fail");
    expect(text).not.toContain("continue-on-error");
  });
});
