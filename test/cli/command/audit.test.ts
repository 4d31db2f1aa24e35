import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeEach, describe, expect, test } from "vitest";
import { LINT_RULES } from "../../../src/index.js";
import { requestsOf } from "../../testing/requests.js";
import { interruptedAfter, staged } from "../harness.js";

const stage = staged();

beforeEach(async () => {
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const tokens = [
    {
      id: "svc/tight",
      scope: { basins: { exact: "production" }, streams: { prefix: "logs/" }, ops: ["read", "check-tail"] },
      expires_at,
    },
    {
      id: "svc/wide|`<b>",
      scope: {
        basins: { prefix: "" },
        streams: { prefix: "" },
        op_groups: { stream: { read: true, write: true } },
      },
    },
    { id: "user/dead", scope: { ops: ["read"] }, expires_at },
  ];
  for (const body of tokens) {
    expect((await requestsOf(stage.account).send("POST", "/access-tokens", { body })).status).toBe(201);
  }
});

describe("audit", () => {
  test("prints findings, most severe first, and a summary", async () => {
    const { code, stdout, stderr } = await stage.s2(["audit"]);
    expect([code, stderr]).toEqual([0, ""]);
    const severities = [...stdout.matchAll(/^(error|warning|info) /gm)].map(([, severity]) => severity);
    const order = severities.map((severity = "") => ["error", "warning", "info"].indexOf(severity));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(stdout).toMatch(/^severity +token +rule +what$/m);
    expect(stdout).toMatch(/^warning +svc\/wide\|`<b> +never-expires +\S/m);
    expect(stdout).toMatch(/\n3 tokens, 2 with findings: \d+ errors?, \d+ warnings?, \d+ infos?\.\n$/);
  });

  test.each([
    { args: ["--fail-on", "warning"], code: 1 },
    { args: ["--fail-on", "warning", "-p", "svc/tight"], code: 0 },
    { args: ["--fail-on", "error", "-p", "svc/"], code: 0 },
    { args: ["--fail-on", "warning", "-s", "user/dead"], code: 0 },
    { args: ["--fail-on", "info", "--ignore", LINT_RULES.join(",")], code: 0 },
  ])("$args ends with $code", async ({ args, code }) => {
    expect((await stage.s2(["audit", ...args])).code).toBe(code);
  });

  test("prints the summary and every token with findings as --json", async () => {
    const { stdout } = await stage.s2(["audit", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      summary: { complete: true, tokens: 3, flagged: 2 },
      tokens: [{ id: "svc/wide|`<b>", findings: expect.any(Array) }, { id: "user/dead" }],
    });
  });

  test("prints a table that ids cannot break as --markdown", async () => {
    const { stdout } = await stage.s2(["audit", "--markdown"]);
    expect(stdout).toContain("### warning\n\n| token | rule | what |\n| --- | --- | --- |\n");
    expect(stdout).toContain("| `` svc/wide\\|`<b> `` | never-expires |");
  });

  test("refuses two formats for one stdout", async () => {
    const { code, stderr } = await stage.s2(["audit", "--sarif", "--markdown"]);
    expect([code, stderr]).toEqual([2, "stdout takes one of --markdown and --sarif.\n"]);
  });

  test("prints no partial report after Ctrl-C, and says how to continue", async () => {
    stage.account.faults.next("list", "hang-after");
    const stop = interruptedAfter(stage.account.journal.length + 1, stage);
    const { code, stdout, stderr } = await stage.s2(["audit"], { stop });
    expect([code, stdout, stderr]).toEqual([8, "", expect.stringContaining("Stopped after 0 tokens")]);
  });
});

describe("--sarif", () => {
  // The requirements of SARIF 2.1.0 and GitHub's code scanning for the parts in use.
  const text = { type: "object", required: ["text"], properties: { text: { type: "string", minLength: 1 } } };
  const schema = {
    type: "object",
    required: ["version", "runs"],
    properties: {
      version: { const: "2.1.0" },
      runs: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          required: ["tool", "results"],
          properties: {
            tool: {
              type: "object",
              required: ["driver"],
              properties: {
                driver: {
                  type: "object",
                  required: ["name", "rules"],
                  properties: {
                    rules: {
                      type: "array",
                      items: {
                        type: "object",
                        required: ["id", "shortDescription"],
                        properties: { id: { type: "string" }, shortDescription: text },
                      },
                    },
                  },
                },
              },
            },
            results: {
              type: "array",
              items: {
                type: "object",
                required: ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
                properties: {
                  ruleIndex: { type: "integer", minimum: 0 },
                  level: { enum: ["none", "note", "warning", "error"] },
                  message: text,
                  locations: {
                    type: "array",
                    minItems: 1,
                    items: {
                      type: "object",
                      required: ["physicalLocation"],
                      properties: {
                        physicalLocation: {
                          type: "object",
                          required: ["artifactLocation", "region"],
                          properties: {
                            artifactLocation: {
                              type: "object",
                              required: ["uri"],
                              properties: { uri: { type: "string", pattern: "^[\\w/.~%!'()*-]+$" } },
                            },
                            region: {
                              type: "object",
                              required: ["startLine"],
                              properties: { startLine: { type: "integer", minimum: 1 } },
                            },
                          },
                        },
                      },
                    },
                  },
                  partialFingerprints: {
                    type: "object",
                    minProperties: 1,
                    additionalProperties: { type: "string" },
                  },
                },
              },
            },
          },
        },
      },
    },
  };

  test("fits code scanning and gives equal findings equal fingerprints", async () => {
    const { stdout } = await stage.s2(["audit", "--sarif"]);
    const sarif = JSON.parse(stdout);
    const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
    expect([validate(sarif), validate.errors]).toEqual([true, null]);
    const { tool, results } = sarif.runs[0];
    expect(results.length).toBeGreaterThan(3);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(JSON.parse((await stage.s2(["audit", "--sarif"])).stdout)).toEqual(sarif);
  });
});

describe("--html", () => {
  test("writes one self-contained page without script, in which ids are text", async () => {
    const file = join(stage.folder, "audit.html");
    const { code, stdout, stderr } = await stage.s2(["audit", "--html", file]);
    expect([code, stdout, stderr]).toEqual([0, "", `Wrote "${file}".\n`]);
    const page = await readFile(file, "utf8");
    expect(page).toContain(
      `Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"`,
    );
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/i);
    expect(page).toContain("svc/wide|`&#60;b&#62;");
    expect(page).not.toContain("<b>&#");
    for (const heading of ["Findings", "Expiry over time", "Who may do what", "Tokens"]) {
      expect(page).toContain(`<h2>${heading}</h2>`);
    }
    expect(await readdir(stage.folder)).toEqual(["audit.html"]);
  });

  test("combines with another format and a threshold", async () => {
    const { code, stdout } = await stage.s2([
      "audit",
      "--html",
      join(stage.folder, "a.html"),
      "--json",
      "--fail-on",
      "error",
    ]);
    expect([code, JSON.parse(stdout).version]).toEqual([expect.any(Number), 1]);
  });

  test("reports a missing folder and writes nothing", async () => {
    const { code, stderr } = await stage.s2(["audit", "--html", join(stage.folder, "no/a.html")]);
    expect([code, stderr]).toEqual([9, expect.stringContaining("could not be written (ENOENT).")]);
  });
});
