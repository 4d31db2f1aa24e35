import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dump, load } from "js-yaml";
import { afterAll, describe, expect, test } from "vitest";
import { importSpec } from "../../scripts/import-spec.js";
import type { ImportOptions } from "../../scripts/import-spec.js";
import { committed, pinned, remove, rename, schemas, set, valueAt } from "../drift/edits.js";
import { isRecord } from "../../scripts/spec/yaml.js";
import { ownPage, pageOf, upstreamListing, wholeDocument } from "./documents.js";

const top = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "import-spec-"));
afterAll(() => rmSync(folder, { recursive: true }));

const before = readFileSync(pinned, "utf8");

/** Runs the import on a copy of a contract. */
async function importInto(
  files: Readonly<Record<string, string>>,
  options: Partial<ImportOptions> = {},
  contract = pinned,
): Promise<{ ids: readonly string[]; refused: string; written: string }> {
  const into = join(folder, "access-tokens.yaml");
  copyFileSync(contract, into);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const names = Object.keys(files).map((name) => join(folder, name));
  const outcome = await importSpec({
    files: names,
    descriptions: "ours",
    tags: ["access-tokens"],
    into,
    ...options,
  }).catch((error: unknown) => String(error));
  return {
    ids: typeof outcome === "string" ? [] : outcome.report.findings.map(({ id }) => id),
    refused: typeof outcome === "string" ? outcome : "",
    written: readFileSync(into, "utf8"),
  };
}

const operation = `${schemas}/Operation`;

test("leaves the file byte for byte for the page that S2 publishes", async () => {
  const page = pageOf(upstreamListing(), "get /access-tokens");
  const { ids, refused, written } = await importInto({ "list.md": page }, {}, committed);
  expect([refused, ids]).toEqual(["", []]);
  expect(written).toBe(readFileSync(committed, "utf8"));
});

test("records what S2 says of the listing, byte for byte as it is kept", async () => {
  const record = join(folder, "listing.json");
  await importInto({ "list.md": pageOf(upstreamListing(), "get /access-tokens") }, { record }, committed);
  const fixture = join(top, "test/fixtures/upstream-list-access-tokens.json");
  expect(readFileSync(record, "utf8")).toBe(readFileSync(fixture, "utf8"));
});

test("leaves the record of the listing alone for a page of something else", async () => {
  const record = join(folder, "kept.json");
  writeFileSync(record, "kept");
  const { refused } = await importInto({ "revoke.md": ownPage("/access-tokens/{id}", "delete") }, { record });
  expect([refused, readFileSync(record, "utf8")]).toEqual(["", "kept"]);
});

test.each([
  ["yaml", (document: unknown) => dump(document, { noRefs: true })],
  ["json", (document: unknown) => JSON.stringify(document)],
])("cuts a whole document in %s down to the tag", async (extension, write) => {
  const { written } = await importInto({ [`whole.${extension}`]: write(wholeDocument(60)) });
  expect(written).toBe(before);
});

test("places additions where S2 has them and keeps our prose", async () => {
  const whole = wholeDocument(
    60,
    set(`${operation}/enum/-`, "peek"),
    rename(`${schemas}/AccessTokenInfo/properties/expires_at`, "expires"),
    set(`${schemas}/AccessTokenIdStr/maxLength`, 64),
  );
  const { ids, written } = await importInto({ "whole.json": JSON.stringify(whole) });
  expect(ids.toSorted()).toEqual(["constraint.tightened", "enum.widened", "property.renamed"]);
  const lines = (text: string): Set<string> => new Set(text.split("\n"));
  const known = lines(before);
  expect([...lines(written)].filter((line) => !known.has(line))).toEqual([
    "        expires:",
    "      maxLength: 64",
    "        - peek",
  ]);
  expect(written).toContain("description: Name of the token, unique in the account.");
});

test("takes over S2's prose with --descriptions theirs", async () => {
  const whole = wholeDocument(3, set(`${schemas}/AccessTokenInfo/properties/id/description`, "Theirs."));
  const { written } = await importInto({ "whole.json": JSON.stringify(whole) }, { descriptions: "theirs" });
  expect(written).toContain("description: Theirs.");
  expect(written).not.toContain("Name of the token, unique in the account.");
});

test("writes out a referenced path item, without other operations or orphans", async () => {
  const whole = wholeDocument(3);
  const other = (name: string): unknown => ({
    operationId: name,
    tags: ["things"],
    responses: {
      200: { description: "", content: { "application/json": { schema: { $ref: `${schemas}/Orphan` } } } },
    },
  });
  const paths = valueAt(whole, "#/paths/~1access-tokens");
  set(`${schemas}/Orphan`, { type: "string" })(whole);
  set("#/components/pathItems/Tokens", {
    ...Object(paths),
    put: other("a"),
    additionalOperations: { COPY: other("b") },
  })(whole);
  set("#/paths/~1access-tokens", { $ref: "#/components/pathItems/Tokens" })(whole);
  const { written, refused } = await importInto({ "whole.json": JSON.stringify(whole) });
  expect(refused).toBe("");
  expect(written).toBe(before);
});

test("leaves no orphan in an empty contract", async () => {
  const empty = join(folder, "empty.yaml");
  writeFileSync(empty, "openapi: 3.1.0\ninfo:\n  title: S2\n  version: 1.0.0\npaths: {}\n");
  const { written } = await importInto({ "whole.json": JSON.stringify(wholeDocument(3)) }, {}, empty);
  const names = (text: string): string[] => {
    const document = load(text);
    const found = isRecord(document) ? valueAt({ ...document }, schemas) : {};
    return Object.keys(Object(found)).toSorted();
  };
  expect(names(written)).toEqual(names(before));
});

test("removes an operation missing from a whole document, with what only it used", async () => {
  const whole = wholeDocument(3, remove("#/paths/~1access-tokens/post"));
  const { written, ids } = await importInto({ "whole.json": JSON.stringify(whole) });
  expect(ids).toContain("operation.removed");
  expect(load(written)).not.toHaveProperty(["components", "schemas", "IssueAccessTokenResponse"]);
});

describe("refuses by line and leaves the file alone", () => {
  const list = (...edits: Parameters<typeof ownPage>[2][]): string =>
    ownPage("/access-tokens", "get", ...edits);
  test.each<[string, Record<string, string>, RegExp]>([
    [
      "two pages that disagree",
      {
        "list.md": list(),
        "issue.md": ownPage("/access-tokens", "post", set(`${schemas}/AccessTokenIdStr/maxLength`, 64)),
      },
      /issue\.md:\d+: conflict at #\/components\/schemas\/AccessTokenIdStr\/maxLength: another file says 96, this one 64/,
    ],
    ["a document that cannot be parsed", { "a.yaml": "openapi: 3.1.0\npaths: {\n" }, /a\.yaml:\d+: /],
    [
      "a fence that says another operation",
      { "list.md": list().replace("yaml get /", "yaml post /") },
      /list\.md:9: the fence says POST \/access-tokens, its content has GET/,
    ],
    [
      "a page that was cut off",
      { "list.md": list().replace(/````\n$/, "") },
      /list\.md:9: the fence is never closed/,
    ],
    [
      "a reference that leads nowhere",
      { "list.md": list(remove(`${schemas}/ResourceSet`)) },
      /list\.md:\d+: \$ref "#\/components\/schemas\/ResourceSet" points at nothing/,
    ],
    ["the same key twice", { "a.yaml": "openapi: 3.1.0\npaths: {}\npaths: {}\n" }, /a\.yaml:3: /],
  ])("%s", async (_name, files, message) => {
    const { refused, written } = await importInto(files);
    expect(refused).toMatch(message);
    expect(written).toBe(before);
  });

  test("a document without the tag", async () => {
    const { refused, written } = await importInto({ "list.md": list() }, { tags: ["metrics"] });
    expect(refused).toContain('no operation of the new document is tagged "metrics"');
    expect(written).toBe(before);
  });

  test("and ends with exit code 2 in a shell", () => {
    const script = join(top, "scripts/import-spec.ts");
    const { status, stderr } = spawnSync("node", ["--import", "tsx", script, "nowhere.md"], { cwd: top });
    expect(stderr.toString()).toBe("nowhere.md: there is no such file\n");
    expect(status).toBe(2);
  });
});
