import { reach } from "../../scripts/spec/references.js";
import { isRecord, pointerSegment, resolvePointer } from "../../scripts/spec/yaml.js";
import {
  below,
  contractWith,
  inlineComponent,
  issue,
  list,
  remove,
  rename,
  renameComponent,
  reorder,
  revoke,
  schemas,
  set,
} from "./edits.js";
import type { Edit } from "./edits.js";
import { seeded } from "../seeded.js";

type Json = Readonly<Record<string, unknown>>;

/** An edit with a name that says what it does, for when a judge disagrees. */
export interface NamedEdit {
  readonly name: string;
  readonly edit: Edit;
}

/** A version of our contract, and what was done to it. */
export interface RandomCase {
  readonly name: string;
  readonly document: Record<string, unknown>;
}

/** Makes versions of our contract with one or two edits each. */
export function randomCases(seed: number, count: number): readonly RandomCase[] {
  const random = seeded(seed);
  const edits = allEdits();
  const pick = (): NamedEdit =>
    edits[Math.floor(random() * edits.length)] ?? { name: "", edit: () => undefined };
  const cases: RandomCase[] = [];
  while (cases.length < count) {
    const chosen = random() < 0.5 ? [pick()] : [pick(), pick()];
    const [first, second] = chosen.map(({ name }) => name.slice(name.lastIndexOf(" ") + 1));
    // An edit within what another moved or wrapped meets something else than it was made for.
    if (first?.startsWith("#") && second?.startsWith(first)) continue;
    try {
      const document = contractWith(...chosen.map(({ edit }) => edit));
      // A schema that was put elsewhere may refer to a component that another edit renamed.
      if (reach(document, [{ raw: document, at: "#" }]).dangling.length > 0) continue;
      cases.push({ name: chosen.map(({ name }) => name).join(" and "), document });
    } catch {
      // The second edit can lose its place to the first; then another pair is drawn.
    }
  }
  return cases;
}

/** Every single edit that is tried: at each schema of the contract, each change that it can take. */
export function allEdits(): readonly NamedEdit[] {
  const document = contractWith();
  const found: NamedEdit[] = [...contractEdits(), ...operationEdits()];
  for (const { at, node } of schemasOf(document)) {
    for (const [what, edit] of schemaEdits(at, node)) found.push({ name: `${what} at ${at}`, edit });
  }
  return found;
}

function contractEdits(): NamedEdit[] {
  return [
    { name: "reorder", edit: reorder },
    { name: "rename Operation", edit: renameComponent("Operation", "Op") },
    { name: "rename ResourceSet", edit: renameComponent("ResourceSet", "Resources") },
    { name: "inline ReadWritePermissions", edit: inlineComponent("ReadWritePermissions") },
    { name: "inline AccessTokenIdStr", edit: inlineComponent("AccessTokenIdStr") },
    { name: "deprecate", edit: set(`${list}/deprecated`, true) },
    { name: "server", edit: set("#/servers/0/url", "https://a.s2.dev/v1") },
  ];
}

function operationEdits(): NamedEdit[] {
  const query = { name: "order", in: "query", schema: { type: "string" } };
  const error = {
    description: "",
    content: { "application/json": { schema: { $ref: `${schemas}/ErrorInfo` } } },
  };
  return [
    { name: "parameter added", edit: set(`${list}/parameters/-`, query) },
    { name: "required parameter added", edit: set(`${list}/parameters/-`, { ...query, required: true }) },
    { name: "parameter removed", edit: remove(`${list}/parameters/0`) },
    { name: "parameter required", edit: set(`${list}/parameters/1/required`, true) },
    { name: "body optional", edit: set(`${issue}/requestBody/required`, false) },
    { name: "error added", edit: set(`${list}/responses/429`, error) },
    { name: "error removed", edit: remove(`${revoke}/responses/408`) },
    { name: "operation removed", edit: remove(revoke) },
    { name: "operation renamed", edit: set(`${revoke}/operationId`, "delete_access_token") },
  ];
}

function schemaEdits(at: string, node: Json): (readonly [string, Edit])[] {
  const types = [node["type"]].flat().filter((type) => typeof type === "string");
  const edits: (readonly [string, Edit])[] = [
    ["prose", set(`${at}/description`, "Something else.")],
    ["allOf", set(at, { allOf: [node] })],
    ["single oneOf", set(at, { oneOf: [node] })],
  ];
  if (typeof node["$ref"] !== "string") edits.push(...opaqueEdits(at));
  edits.push(...choiceEdits(at, node), ...referenceEdits(at, node));
  if (!types.includes("null") && !isRecord(node["oneOf"])) {
    edits.push(["or null", set(at, { oneOf: [{ type: "null" }, node] })]);
  } else if (types.includes("null")) {
    edits.push([
      "never null",
      set(
        `${at}/type`,
        types.find((type) => type !== "null"),
      ),
    ]);
    edits.push(["null twice", set(at, { oneOf: [{ type: "null" }, node] })]);
  }
  if (types.includes("string")) edits.push(...stringEdits(at, node));
  if (types.includes("integer")) edits.push(...numberEdits(at));
  if (types.includes("boolean"))
    edits.push(["text", set(`${at}/type`, "string")], ["only true", set(`${at}/enum`, [true])]);
  if (types.includes("array"))
    edits.push(
      ["one item", set(`${at}/maxItems`, 1)],
      ["some items", set(`${at}/minItems`, 1)],
      ["any items", remove(`${at}/items`)],
    );
  if (types.includes("object")) edits.push(...objectEdits(at, node));
  if (Array.isArray(node["oneOf"])) edits.push(...unionEdits(at, node["oneOf"]));
  return edits;
}

/** Keywords that are not judged: some that a validator knows and values trip over, some that it does not. */
function opaqueEdits(at: string): (readonly [string, Edit])[] {
  return [
    ["unknown keyword", set(`${at}/rhymesWith`, "orange")],
    ["not", set(`${at}/not`, { type: "string", minLength: 2 })],
    ["some keys", set(`${at}/minProperties`, 1)],
    ["a condition", set(`${at}/if`, { required: ["id"] })],
    ["names of keys", set(`${at}/propertyNames`, { maxLength: 5 })],
    ["what contains", set(`${at}/contains`, { type: "string" })],
  ];
}

/** Wraps a schema in a choice: of itself twice, of itself and something that it takes too, or that it does not. */
function choiceEdits(at: string, node: Json): (readonly [string, Edit])[] {
  const own = { type: "object", required: ["suffix"], properties: { suffix: { type: "string" } } };
  // The parameters' schemas are stand-ins, and one of two integers is none.
  if (at.includes("/parameters/")) return [];
  return [
    ["one of itself and a number", set(at, { oneOf: [node, { type: "integer" }] })],
    ["any of itself and a number", set(at, { anyOf: [node, { type: "integer" }] })],
    ["one of itself and an object", set(at, { oneOf: [node, own] })],
    ["any of itself and an object", set(at, { anyOf: [node, own] })],
    ["any of itself twice", set(at, { anyOf: [node, node] })],
    ...(Array.isArray(node["required"])
      ? [["one of itself and a looser one", set(at, { oneOf: [node, { ...node, required: [] }] })] as const]
      : []),
  ];
}

/** Moves a schema behind a reference, or behind two. */
function referenceEdits(at: string, node: Json): (readonly [string, Edit])[] {
  const moved = `${schemas}/Moved`;
  return [
    [
      "behind a reference",
      (document) => {
        set(moved, node)(document);
        set(at, { $ref: moved })(document);
      },
    ],
    [
      "behind two references",
      (document) => {
        set(moved, { $ref: `${schemas}/MovedOn` })(document);
        set(`${schemas}/MovedOn`, node)(document);
        set(at, { allOf: [{ $ref: moved }] })(document);
      },
    ],
  ];
}

function stringEdits(at: string, node: Json): (readonly [string, Edit])[] {
  const edits: (readonly [string, Edit])[] = [["number instead", set(at, { type: "integer" })]];
  if (Array.isArray(node["enum"])) {
    return [
      ...edits,
      ["value added", set(`${at}/enum/-`, "peek")],
      ["value removed", remove(`${at}/enum/3`)],
    ];
  }
  return [
    ...edits,
    ["shorter", set(`${at}/maxLength`, 5)],
    ["longer", set(`${at}/maxLength`, 200)],
    ["least length", set(`${at}/minLength`, 25)],
    ["pattern", set(`${at}/pattern`, "^[a-c]*$")],
    ["format", set(`${at}/format`, "date")],
    ["enum", set(`${at}/enum`, ["a", "b"])],
    ["default", set(`${at}/default`, "x")],
  ];
}

function numberEdits(at: string): (readonly [string, Edit])[] {
  return [
    ["any number", set(`${at}/type`, "number")],
    ["lower maximum", set(`${at}/maximum`, 10)],
    ["higher minimum", set(`${at}/minimum`, 5)],
    ["no maximum", remove(`${at}/maximum`)],
    ["text instead", set(at, { type: "string" })],
  ];
}

function objectEdits(at: string, node: Json): (readonly [string, Edit])[] {
  const edits: (readonly [string, Edit])[] = [
    ["closed", set(`${at}/additionalProperties`, false)],
    ["property added", set(`${at}/properties/note`, { type: "string" })],
    [
      "required property added",
      (document) => {
        set(`${at}/properties/note`, { type: "string" })(document);
        set(`${at}/required/-`, "note")(document);
      },
    ],
  ];
  const required = Array.isArray(node["required"]) ? node["required"] : [];
  if (required.length === 0) edits.pop();
  for (const name of Object.keys(isRecord(node["properties"]) ? node["properties"] : {})) {
    const index = required.indexOf(name);
    const forget = index < 0 ? (): void => undefined : remove(`${at}/required/${index}`);
    edits.push([
      `${name} removed`,
      (document) => {
        remove(below(`${at}/properties`, name))(document);
        forget(document);
      },
    ]);
    if (index >= 0) edits.push([`${name} optional`, forget]);
    else if (required.length > 0) edits.push([`${name} required`, set(`${at}/required/-`, name)]);
    if (index < 0) edits.push([`${name} renamed`, rename(below(`${at}/properties`, name), `${name}_new`)]);
  }
  return edits;
}

function unionEdits(at: string, variants: readonly unknown[]): (readonly [string, Edit])[] {
  const variant = { type: "object", required: ["suffix"], properties: { suffix: { type: "string" } } };
  const edits: (readonly [string, Edit])[] = [["choice added", set(`${at}/oneOf/-`, variant)]];
  if (variants.length > 1) edits.push(["choice removed", remove(`${at}/oneOf/${variants.length - 1}`)]);
  return edits;
}

/** Every schema of a document: those of components and parameters, and those within them. */
function schemasOf(document: Json): { at: string; node: Json }[] {
  const found: { at: string; node: Json }[] = [];
  const visit = (node: unknown, at: string): void => {
    if (!isRecord(node)) return;
    if (!at.endsWith("/oneOf/0") || node["type"] !== "null") found.push({ at, node });
    const properties = isRecord(node["properties"]) ? node["properties"] : {};
    for (const [name, child] of Object.entries(properties))
      visit(child, `${at}/properties/${pointerSegment(name)}`);
    visit(node["items"], `${at}/items`);
    if (Array.isArray(node["oneOf"]))
      for (const [index, child] of node["oneOf"].entries()) visit(child, `${at}/oneOf/${index}`);
  };
  const { components } = document;
  const named = isRecord(components) && isRecord(components["schemas"]) ? components["schemas"] : {};
  for (const [name, node] of Object.entries(named)) visit(node, `${schemas}/${name}`);
  const parameters = resolvePointer(document, `${list}/parameters`);
  for (const [index, parameter] of (Array.isArray(parameters) ? parameters : []).entries()) {
    // A stand-in: its type alone, so that each edit of it changes something.
    const type = resolvePointer(parameter, "#/schema/type");
    visit({ type }, `${list}/parameters/${index}/schema`);
  }
  return found;
}
