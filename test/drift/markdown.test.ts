import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compare } from "../../scripts/drift/tell/compare.js";
import { marker, toMarkdown } from "../../scripts/drift/tell/markdown.js";
import { schemaOptions } from "../../scripts/spec/emit-schema.js";
import { readFragments } from "../../scripts/spec/fragments.js";
import { emptySide, mergeFragments } from "../../scripts/spec/merge.js";
import type { Side } from "../../scripts/spec/merge.js";
import { ownPage } from "../spec/documents.js";
import { contractWith, issue, list, pinned, remove, rename, schemas, set } from "./edits.js";
import type { Edit } from "./edits.js";
import { sideOf } from "./sides.js";

const token = `${schemas}/AccessTokenInfo`;
const whole = mergeFragments(readFragments({ file: pinned, text: readFileSync(pinned, "utf8") }));

function report(base: Side, head: Side, headName = "spec/access-tokens.yaml"): string {
  const source = (name: string, side: Side): { name: string; side: Side; absent: false } => ({
    name,
    side,
    absent: false,
  });
  return toMarkdown(
    compare(source("origin/main:spec/access-tokens.yaml", base), source(headName, head), {
      tag: "access-tokens",
      types: schemaOptions,
      version: "1.2.3",
      accept: [],
      today: "",
    }),
  );
}

function edited(...edits: readonly Edit[]): string {
  return report(sideOf(contractWith()), sideOf(contractWith(...edits)));
}

test("S2 adds an operation, a kind of resource and an error", async () => {
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

test("S2 renames a field, tightens a limit and drops a parameter", async () => {
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

test("one page of S2's is compared with the whole contract", async () => {
  const text = ownPage("/access-tokens", "get").replace("maximum: 1000", "maximum: 500");
  const page = mergeFragments(readFragments({ file: "list.md", text }));
  await expect(report(whole, page, "list.md")).toMatchFileSnapshot("snapshots/one-page.md");
});

test("nothing changed, and everything is new", () => {
  const side = sideOf(contractWith());
  expect(report(side, side)).toContain("**Nothing changed for users.**");
  expect(report(emptySide, side)).toContain("### Safe");
});

test("text of the document stays text", () => {
  const evil = "| <img src=x> @everyone `code` \n## Heading ![x](http://x)";
  const markdown = edited(
    set(`${token}/properties/${evil.replaceAll("/", "~1")}`, { type: "string" }),
    set(`${token}/description`, `${evil} 5`),
  );
  expect(markdown.startsWith(marker)).toBe(true);
  expect(markdown).not.toMatch(/<img|@everyone|^## Heading/m);
});
