import { describe, expect, it } from "vitest";
import { ROUTES } from "../../../generated/constants.js";
import { skim } from "../../../src/transport/walks/skim.js";
import { runs } from "../../runs.js";
import { seeded } from "../../seeded.js";

/** Returns the ids and whether more follow, as skimmed. */
function skimmed(text: string) {
  const outline = skim(new TextEncoder().encode(text), ROUTES.list_access_tokens.pages, "id");
  if (outline === undefined) return undefined;
  const { size, hasMore, idAt } = outline;
  return { ids: Array.from({ length: size }, (_, index) => idAt(index)), hasMore };
}

const pageOf = (...items: unknown[]): string => JSON.stringify({ access_tokens: items, has_more: true });

describe("skimming a page", () => {
  it.each([
    ["an empty list", pageOf(), []],
    ["one item", pageOf({ id: "a", scope: {} }), ["a"]],
    [
      "ids that are not the first field",
      pageOf({ scope: { ops: ["read"] }, id: "a" }, { id: "b" }),
      ["a", "b"],
    ],
    ["ids beyond ASCII", pageOf({ id: "é日😀" }), ["é日😀"]],
    ["ids that begin with a byte order mark", pageOf({ id: "\uFEFFa" }), ["\uFEFFa"]],
    ["an id called id", pageOf({ id: "id", name: "id" }), ["id"]],
    ["brackets and quotes in texts below the item", pageOf({ id: "a", scope: { x: ']}"\\[{' } }), ["a"]],
    ["ids below the item", pageOf({ scope: { id: "x", list: [{ id: "y" }] }, id: "a" }), ["a"]],
    ["blanks between items", '{"access_tokens": [ {"id":"a"} , {"id":"b"} ], "has_more": true}', ["a", "b"]],
    ["a byte order mark", `\uFEFF${pageOf({ id: "a" })}`, ["a"]],
    [
      "other fields of the page",
      '{"total":1,"has_more":true,"access_tokens":[{"id":"a"}],"note":"[{"}',
      ["a"],
    ],
  ])("finds %s", (_name, text, ids) => expect(skimmed(text)).toEqual({ ids, hasMore: true }));

  it.each([
    ["no list", '{"has_more":true}'],
    ["another list", '{"tokens":[{"id":"a"}],"has_more":true}'],
    ["a second list", '{"access_tokens":[],"access_tokens":[{"id":"a"}],"has_more":true}'],
    ["an object beside the list", '{"access_tokens":[],"page":{"id":"a"},"has_more":true}'],
    ["a list alone", '[[{"id":"a"}]]'],
    ["no word on whether more follow", '{"access_tokens":[{"id":"a"}]}'],
    ["a text instead of that word", '{"access_tokens":[{"id":"a"}],"has_more":"true"}'],
    ["an item without an id", pageOf({ id: "a" }, { name: "b" })],
    ["an id that is not text", pageOf({ id: 5 })],
    ["an id given twice", '{"access_tokens":[{"id":"a","id":"b"}],"has_more":true}'],
    ["an id given twice, once not as text", '{"access_tokens":[{"id":"a","id":null}],"has_more":true}'],
    ["blanks around a second id", '{"access_tokens":[{"id":"a","id" :"b"}],"has_more":true}'],
    ["an id with an escape", pageOf({ id: 'a"b' })],
    ["an escape in the name of a field", '{"access_tokens":[{"id":"a","\\u0069d":"b"}],"has_more":true}'],
    ["blanks around an id", '{"access_tokens":[{"id" : "a"}],"has_more":true}'],
    ["a cut text", pageOf({ id: "a" }).slice(0, 25)],
    ["a cut page", pageOf({ id: "a" }).slice(0, -1)],
    ["more than a page", `${pageOf({ id: "a" })}]`],
    ["two pages", pageOf({ id: "a" }) + pageOf({ id: "b" })],
    ["no JSON around the list", '{"access_tokens":[{"id":"a"}],has_more:true}'],
    ["nothing", ""],
    ["HTML", "<html></html>"],
  ])("leaves %s to be parsed", (_name, text) => expect(skimmed(text)).toBeUndefined());

  it("finds what parsing finds, or nothing", () => {
    let found = 0;
    for (let run = 0; run < runs(20_000); run++) {
      const draw = seeded(run + 1);
      const pick = (of: readonly string[]): string => of[Math.floor(draw() * of.length)] ?? "";
      const value = (depth: number): string => {
        const kind = depth > 2 ? 0 : Math.floor(draw() * 4);
        if (kind === 2) return `[${value(depth + 1)},${value(depth + 1)}]`;
        if (kind === 3) return `{${field(depth + 1)},${field(depth + 1)}}`;
        return pick(['"a"', '"id"', '"é"', '"\\\\"', '"]"', '"{\\""', "5", "true", "null", "[]", "{}"]);
      };
      const field = (depth: number): string =>
        `${pick(['"scope"', '"id "', '"i"', depth === 0 ? '"d"' : '"id"'])}:${value(depth)}`;
      const item = (): string => `{"id":"${pick(["a", "é", "id", "[", "b"])}",${field(0)}}`;
      const text = `{"access_tokens":[${item()},${pick([item(), value(0)])}],"has_more":false}`;
      const seen = skimmed(text);
      if (seen === undefined) continue;
      found++;
      const { access_tokens: items }: { access_tokens: readonly { id: unknown }[] } = JSON.parse(text);
      const ids = items.map((each) => Object(each).id).filter((id) => id !== undefined);
      expect(seen, text).toEqual({ ids, hasMore: false });
    }
    expect(found).toBeGreaterThan(0);
  });
});
