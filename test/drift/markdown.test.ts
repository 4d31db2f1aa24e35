import { readFileSync } from "node:fs";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { compare } from "../../scripts/drift/tell/compare.js";
import { marker, toMarkdown } from "../../scripts/drift/tell/markdown.js";
import { readFragments } from "../../scripts/spec/read/fragments.js";
import { emptySide, mergeFragments } from "../../scripts/spec/merge.js";
import type { Side } from "../../scripts/spec/merge.js";
import { ownPage } from "../spec/documents.js";
import { contractWith, issue, list, pinned, remove, rename, schemas, set } from "./edits.js";
import type { Edit } from "./edits.js";
import { asTheCommandDoes, sideOf } from "./sides.js";

const token = `${schemas}/AccessTokenInfo`;
const whole = mergeFragments(
  readFragments({ file: "spec/access-tokens.yaml", text: readFileSync(pinned, "utf8") }),
);

function report(base: Side, head: Side, headName = "spec/access-tokens.yaml"): string {
  const source = (name: string, side: Side): { name: string; side: Side; absent: false } => ({
    name,
    side,
    absent: false,
  });
  return toMarkdown(
    compare(source("origin/main:spec/access-tokens.yaml", base), source(headName, head), {
      ...asTheCommandDoes,
      version: "1.2.3",
      accept: [],
      today: "",
    }),
  );
}

/** The contract as a file has it, so that the report can name its lines. */
function written(...edits: readonly Edit[]): Side {
  const text = dump(contractWith(...edits), { noRefs: true });
  return mergeFragments(readFragments({ file: "spec/access-tokens.yaml", text }));
}

function edited(...edits: readonly Edit[]): string {
  return report(written(), written(...edits));
}

test("reports a new operation, kind of resource and error", async () => {
  const error = {
    description: "",
    content: { "application/json": { schema: { $ref: `${schemas}/ErrorInfo` } } },
  };
  const resources = { oneOf: [{ type: "null" }, { $ref: `${schemas}/ResourceSet` }] };
  const markdown = edited(
    set(`${schemas}/Operation/enum/-`, "list-locations-of-basin"),
    set(`${schemas}/AccessTokenScope/properties/locations`, resources),
    set(`${issue}/responses/429`, error),
    set(`${token}/properties/id/description`, "Name of the token: at most 96 bytes, letters and digits."),
    set(`${token}/properties/scope/description`, "What the token may do."),
  );
  await expect(markdown).toMatchFileSnapshot("snapshots/additions.md");
});

test("reports a renamed field, a tighter limit and a removed parameter", async () => {
  const markdown = edited(
    rename(`${token}/properties/expires_at`, "expires"),
    set(`${schemas}/AccessTokenIdStr/maxLength`, 64),
    remove(`${list}/parameters/1`),
    set(`${list}/parameters/1/schema/default`, 100),
    remove(`${schemas}/AccessTokenScope/properties/op_groups`),
    set("#/servers/0/url", "https://a.s2.dev/v1"),
  );
  await expect(markdown).toMatchFileSnapshot("snapshots/breaking.md");
});

test("reports one page against the whole contract", async () => {
  const text = ownPage("/access-tokens", "get").replace("maximum: 1000", "maximum: 500");
  const page = mergeFragments(readFragments({ file: "list.md", text }));
  await expect(report(whole, page, "list.md")).toMatchFileSnapshot("snapshots/one-page.md");
});

test("reports a resource set split into kinds, and weaker promises about answers", async () => {
  const kind = { type: "string", enum: ["exact", "prefix"] };
  const markdown = edited(
    set(`${schemas}/ResourceSet`, { type: "object", required: ["kind"], properties: { kind } }),
    remove(`${schemas}/ListAccessTokensResponse/required/0`),
    set(`${schemas}/Operation/enum/3`, "configure-basin"),
  );
  await expect(markdown).toMatchFileSnapshot("snapshots/union.md");
});

test("reports a move to OAuth and prose beyond the schema", async () => {
  const oauth = {
    type: "oauth2",
    flows: { clientCredentials: { tokenUrl: "https://s2.dev/t", scopes: {} } },
  };
  const markdown = edited(
    set("#/components/securitySchemes/access_token", oauth),
    set(`${schemas}/AccessTokenIdStr/not`, { enum: [".", ".."] }),
    set(`${token}/if`, { required: ["expires_at"] }),
    set(`${issue}/callbacks`, { expired: { "{$request.body#/id}": { post: { responses: {} } } } }),
  );
  await expect(markdown).toMatchFileSnapshot("snapshots/not-judged.md");
});

test("reports a clean-up that breaks nobody", async () => {
  const markdown = edited(
    set(`${list}/parameters/2/schema/format`, "int32"),
    set(`${issue}/responses/4XX`, {
      description: "Refused.",
      content: { "application/json": { schema: { $ref: `${schemas}/ErrorInfo` } } },
    }),
    set(`${list}/responses/200/headers`, { "retry-after-ms": { schema: { type: "integer" } } }),
    set(`${token}/properties/created_at`, { type: "string", format: "date-time", readOnly: true }),
    set(`${list}/summary`, "List the tokens of an account."),
    set("#/info/version", "2.0.0"),
  );
  await expect(markdown).toMatchFileSnapshot("snapshots/safe.md");
});

test("reports no change, and everything as new", () => {
  const side = sideOf(contractWith());
  expect(report(side, side)).toContain("**Nothing changed for users.**");
  expect(report(emptySide, side)).toContain("<summary>Safe (");
});

test("escapes text from the documents", () => {
  const evil = "| <img src=x> @everyone `code` \n## Heading ![x](http://x)";
  const markdown = edited(
    set(`${token}/properties/${evil.replaceAll("/", "~1")}`, { type: "string" }),
    set(`${token}/description`, `${evil} 5`),
  );
  expect(markdown.startsWith(marker)).toBe(true);
  expect(markdown).not.toMatch(/<img|@everyone|^## Heading/m);
});
