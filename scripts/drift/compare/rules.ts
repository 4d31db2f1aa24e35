import type { Direction, Level } from "./level.js";

/** Levels in a request and in a response. */
type Both = readonly [request: Level, response: Level];

/** What one kind of change means, before the place where it happens has its say. */
export interface Rule {
  readonly wire: Both;
  readonly ts: Both;
  /** The rule of oasdiff that this one leans on; null where oasdiff has none. */
  readonly oasdiff: string | null;
  /** Only a name moved: TypeScript sees it, no value on the wire does. */
  readonly nameOnly?: true;
}

const row = (wire: Both, ts: Both, oasdiff: string | null = null): Rule => ({ wire, ts, oasdiff });
const name = (wire: Both, ts: Both, oasdiff: string | null = null): Rule => ({
  wire,
  ts,
  oasdiff,
  nameOnly: true,
});

const none: Both = ["none", "none"];
const docs: Both = ["docs", "docs"];
const ok: Both = ["ok", "ok"];
const breaks: Both = ["break", "break"];
/** A request must now satisfy more: old clients fail, old readers don't notice. */
const narrowed: Both = ["break", "ok"];
/** A response may now hold more: old clients get through, old readers are surprised. */
const widened: Both = ["ok", "break"];

/** Rules for whole operations. */
const operationRules = {
  "operation.added": row(["ok", "none"], ok, "endpoint-added"),
  "operation.removed": row(["break", "none"], breaks, "api-removed-without-deprecation"),
  "operation.moved": row(["break", "none"], breaks, "api-removed-without-deprecation"),
  "path.template-renamed": name(none, breaks),
  "operation.id-changed": name(none, breaks, "api-operation-id-removed"),
  "operation.deprecated": row(["ok", "none"], ok, "endpoint-deprecated"),
  "operation.reactivated": row(["ok", "none"], ok, "endpoint-reactivated"),
  "operation.tags": row(["docs", "none"], none, "api-tag-removed"),
  "operation.docs": row(["docs", "none"], docs),
} as const satisfies Record<string, Rule>;

/** Rules for parameters and request bodies: a request is the only direction they have. */
const requestRules = {
  "parameter.added-required": row(["break", "none"], ["break", "none"], "new-required-request-parameter"),
  "parameter.added-optional": row(["ok", "none"], ["ok", "none"], "new-optional-request-parameter"),
  "parameter.removed": row(["warn", "none"], ["break", "none"], "request-parameter-removed"),
  "parameter.became-required": row(["break", "none"], ["break", "none"], "request-parameter-became-required"),
  "parameter.became-optional": row(["ok", "none"], ["ok", "none"], "request-parameter-became-optional"),
  "parameter.path-renamed": name(none, ["break", "none"]),
  "parameter.serialization": row(["break", "none"], none),
  "parameter.implicit-declared": row(["docs", "none"], ["ok", "none"]),
  "body.added-required": row(["break", "none"], ["break", "none"], "request-body-added-required"),
  "body.added-optional": row(["ok", "none"], ["ok", "none"], "request-body-added-optional"),
  "body.removed": row(["warn", "none"], ["break", "none"], "request-body-removed"),
  "body.became-required": row(["break", "none"], ["break", "none"], "request-body-became-required"),
  "body.became-optional": row(["ok", "none"], ["ok", "none"], "request-body-became-optional"),
  "media-type.removed": row(["break", "none"], ["break", "none"], "request-body-media-type-removed"),
  "media-type.added": row(["ok", "none"], ["ok", "none"], "request-body-media-type-added"),
} as const satisfies Record<string, Rule>;

/** Rules for values, wherever they flow. */
const schemaRules = {
  "type.narrowed": row(narrowed, narrowed, "request-property-type-changed"),
  "type.widened": row(widened, widened, "response-property-type-changed"),
  "type.changed": row(breaks, breaks, "response-property-type-changed"),
  "nullable.narrowed": row(narrowed, narrowed, "request-property-became-not-nullable"),
  "nullable.widened": row(widened, widened, "response-property-became-nullable"),
  "nullable.ambiguous": row(narrowed, none),
  "enum.widened": row(["ok", "warn"], ["ok", "warn"], "response-property-enum-value-added"),
  "enum.narrowed": row(narrowed, narrowed, "request-property-enum-value-removed"),
  "enum.became": row(narrowed, narrowed, "request-property-became-enum"),
  "enum.dropped": row(widened, widened),
  "property.added-required": row(narrowed, narrowed, "new-required-request-property"),
  "property.added-optional": row(ok, ok, "new-optional-request-property"),
  "property.removed": row(["warn", "warn"], breaks, "request-property-removed"),
  "property.renamed": row(["break", "warn"], breaks),
  "property.became-required": row(narrowed, narrowed, "request-property-became-required"),
  "property.became-optional": row(widened, widened, "response-property-became-optional"),
  "property.ts-became-required": row(none, ["break", "ok"]),
  "property.ts-became-optional": row(none, ["ok", "break"]),
  "default.changed": row(["warn", "docs"], none, "request-property-default-value-changed"),
  "default.corrected": row(docs, docs, "request-parameter-default-value-changed"),
  "constraint.max-set": row(["warn", "ok"], none, "request-property-max-set"),
  "constraint.tightened": row(narrowed, none, "request-property-max-decreased"),
  "constraint.loosened": row(["ok", "warn"], none, "response-property-max-increased"),
  "constraint.trivial": row(none, none),
  "format.added": row(["warn", "ok"], none, "request-property-type-changed"),
  "format.removed": row(["ok", "warn"], none, "response-property-type-changed"),
  "format.changed": row(breaks, none, "response-property-type-changed"),
  "pattern.added": row(narrowed, none, "request-property-pattern-added"),
  "pattern.changed": row(["warn", "warn"], none, "request-property-pattern-changed"),
  "pattern.removed": row(["ok", "warn"], none, "request-property-pattern-removed"),
  "oneOf.widened": row(widened, widened, "response-property-one-of-added"),
  "oneOf.narrowed": row(narrowed, narrowed, "request-property-one-of-removed"),
  "oneOf.became": row(widened, widened, "request-body-wrapped-in-one-of"),
  "oneOf.dropped": row(narrowed, narrowed, "request-body-wrapped-in-one-of"),
  "oneOf.became-ambiguous": row(["break", "warn"], none),
  "additionalProperties.closed": row(narrowed, none),
  "additionalProperties.opened": row(ok, none),
  "schema.deprecated": row(ok, ok, "request-property-deprecated"),
  "schema.docs": row(docs, docs),
  "schema.docs-suspect": row(docs, docs),
} as const satisfies Record<string, Rule>;

/** Rules for answers, for what stands around a call, and for names. */
const contractRules = {
  "response.success-status.removed": row(
    ["none", "break"],
    ["none", "break"],
    "response-success-status-removed",
  ),
  "response.success-status.added": row(["none", "warn"], ["none", "ok"], "response-success-status-added"),
  "response.error-status.removed": row(
    ["none", "ok"],
    ["none", "warn"],
    "response-non-success-status-removed",
  ),
  "response.error-status.added": row(["none", "ok"], ["none", "ok"], "response-non-success-status-added"),
  "response.media-type.removed": row(["none", "break"], ["none", "break"], "response-media-type-removed"),
  "response.media-type.added": row(["none", "ok"], ["none", "ok"], "response-media-type-added"),
  "response.content.added": row(["none", "warn"], ["none", "break"], "response-body-media-type-schema-added"),
  "security.changed": row(["break", "none"], none, "api-security-removed"),
  "security.alternative-added": row(["ok", "none"], none, "api-security-added"),
  "security.scheme-renamed": row(["docs", "none"], none, "api-security-component-removed"),
  "security.scheme-docs": row(["docs", "none"], none),
  "server.changed": row(["warn", "none"], none),
  "server.added": row(["ok", "none"], none),
  "component.removed": name(none, breaks, "api-schema-removed"),
  "component.renamed": name(none, breaks),
  "component.added": row(none, ok),
  "info.changed": row(["docs", "none"], none),
  "tag.docs": row(["docs", "none"], none),
} as const satisfies Record<string, Rule>;

/** Every rule that has a name of its own, as `drift-rules.md` lists them. */
export const rules = { ...operationRules, ...requestRules, ...schemaRules, ...contractRules } as const;

/** A keyword the engine does not judge: what it is called follows the dot. */
export type OpaqueId = `opaque.${string}`;

/** Names a rule; part of the public JSON, and so under semver. */
export type RuleId = keyof typeof rules | OpaqueId;

/** Keywords left to `opaque.<keyword>` whose coming or going changes a generated type. */
const typed = new Set(["prefixItems"]);

/** The rule of an id. What `opaque` means depends on whether the keyword came or went. */
export function ruleOf(id: RuleId): Rule {
  return isNamed(id)
    ? rules[id]
    : row(["break", "warn"], typed.has(id.slice("opaque.".length)) ? breaks : none);
}

/** The level of a pair in one direction. */
export function inDirection(both: Both, direction: Direction): Level {
  return direction === "request" ? both[0] : both[1];
}

function isNamed(id: RuleId): id is keyof typeof rules {
  return Object.hasOwn(rules, id);
}
