import type { Level } from "../../../scripts/drift/compare/rules.js";
import { contractWith, schemas, set, valueAt } from "../edits.js";
import { between, read, ref, sent } from "./case.js";
import type { Case } from "./case.js";

const text = { type: "string" };
const needs = (...names: readonly string[]): unknown => ({
  type: "object",
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, text])),
});
const typed = (type: string): unknown => ({
  type: "object",
  properties: { type: { type: "string", enum: [type] }, x: text },
});
const tagged = { schemas: { A: needs("a"), B: needs("b") } };
const needing = (schema: unknown, ...required: readonly string[]): unknown => ({
  ...Object(schema),
  required,
});

/** A component of our contract that became a choice of itself and another. */
function wrapped(
  response: Level,
  name: string,
  component: string,
  other: (itself: Record<string, unknown>) => unknown,
): Case {
  const base = contractWith();
  const itself = valueAt(base, `${schemas}/${component}`);
  const head = contractWith(
    set(`${schemas}/${component}`, { oneOf: [itself, other(structuredClone(Object(itself)))] }),
  );
  return { name, base, head, want: ["break", response] };
}

export const unions: readonly Case[] = [
  read(
    "a second choice in an answer",
    { oneOf: [ref("A")] },
    { oneOf: [ref("A"), ref("B")] },
    "break",
    tagged,
  ),
  sent(
    "a listed value, or a number that no list can hold",
    { type: "string", enum: ["a", "b"] },
    { oneOf: [{ type: "string", enum: ["a", "b"] }, { type: "integer" }] },
    "ok",
  ),
  sent("a second choice in a request", { oneOf: [ref("A")] }, { oneOf: [ref("A"), ref("B")] }, "ok", tagged),
  between(
    "what the only choice requires",
    { response: { oneOf: [ref("P")] }, components: { schemas: { P: needs("c") } } },
    { response: { oneOf: [ref("P")] }, components: { schemas: { P: needing(needs("c")) } } },
    "none",
    "break",
  ),
  sent(
    "another choice whose kind tells it from the others, though nothing is required",
    { oneOf: [typed("a"), typed("b")] },
    { oneOf: [typed("a"), typed("b"), typed("c")] },
    "ok",
  ),
  sent(
    "another choice that takes what one of the others takes",
    { oneOf: [needs("a"), needs("b")] },
    { oneOf: [needs("a"), needs("b"), needing(needs("a", "z"), "a")] },
    "break",
  ),
  sent(
    "a choice of which both take what was sent",
    needs("foo", "bar"),
    { oneOf: [needing(needs("foo", "bar"), "foo"), needing(needs("foo", "bar"), "bar")] },
    "break",
  ),
  sent(
    "any of which may take what was sent",
    needs("foo", "bar"),
    { anyOf: [needing(needs("foo", "bar"), "foo"), needing(needs("foo", "bar"), "bar")] },
    "ok",
  ),
  sent("a choice of itself and a text", needs("a"), { oneOf: [needs("a"), text] }, "ok"),
  read("a choice that repeats what could be", needs("a"), { anyOf: [needs("a"), needs("a", "b")] }, "ok"),
  sent(
    "a choice of which one is left that takes both",
    { anyOf: [needs("a"), needs("a", "b")] },
    needs("a"),
    "ok",
  ),
  sent("a choice of which one is left", { oneOf: [needs("a"), needs("b")] }, needs("a"), "break"),
  read("an answer of which one is left", { oneOf: [needs("a"), needs("b")] }, needs("a"), "ok"),
  sent(
    "any becomes exactly one",
    { anyOf: [needs("a"), needs("b")] },
    { oneOf: [needs("a"), needs("b")] },
    "none",
  ),
  sent(
    "any becomes exactly one, and both take the same",
    { anyOf: [text, { type: "string", maxLength: 3 }] },
    { oneOf: [text, { type: "string", maxLength: 3 }] },
    "break",
  ),
  wrapped("break", "our token, or one that requires less", "AccessTokenInfo", (itself) => ({
    ...itself,
    required: ["id"],
  })),
  wrapped("warn", "our permissions, or others that an open object takes too", "ReadWritePermissions", () => ({
    type: "object",
    required: ["admin"],
    properties: { admin: { type: "boolean" }, read: { type: "boolean" } },
  })),
  wrapped("warn", "our scope, or one with a note", "AccessTokenScope", (itself) => ({
    ...itself,
    properties: { ...Object(itself["properties"]), note: text },
  })),
  unionBecameObject(),
];

function unionBecameObject(): Case {
  const kind = (...kinds: readonly string[]): unknown => ({ enum: kinds });
  const components = {
    schemas: {
      F: { type: "object", properties: { type: kind("file"), name: text } },
      W: { type: "object", properties: { type: kind("web"), url: text, etag: text } },
    },
  };
  const object = { type: "object", required: ["type"], properties: { type: kind("file", "web", "user") } };
  const [base, head] = [{ oneOf: [ref("F"), ref("W")] }, object].map((item) => ({
    response: { type: "object", properties: { item } },
    components,
  }));
  const item = "#/paths/~1x/post/responses/200/content/application~1json/schema/properties/item";
  return {
    ...between("a choice that became one object", base ?? {}, head ?? {}, "none", "break"),
    blame: [item],
  };
}
