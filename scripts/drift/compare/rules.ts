/** Severities of a change for users on one axis, from nothing to a break. */
export const levels = ["none", "docs", "ok", "warn", "break"] as const;
export type Level = (typeof levels)[number];

/** Directions of data: from the client to S2, or back. */
export const directions = ["request", "response"] as const;
export type Direction = (typeof directions)[number];

/** Levels in a request and in a response. */
export type Both = readonly [request: Level, response: Level];

/** Returns the gravest of some levels; `none` for an empty list. */
export function worst(found: Iterable<Level>): Level {
  let gravest = 0;
  for (const level of found) gravest = Math.max(gravest, levels.indexOf(level));
  return levels[gravest] ?? "none";
}

/** Returns the mildest of some levels; a break for an empty list. */
export function mildest(found: readonly Level[]): Level {
  return levels.find((level) => found.includes(level)) ?? "break";
}

/** The levels of one kind of change, before those of its place override them. */
export interface Rule {
  readonly wire: Both;
  readonly ts: Both;
  /** The rule of oasdiff that this one is based on; null where oasdiff has none. */
  readonly oasdiff: string | null;
  /** True if only a name changed, which TypeScript sees but no value on the wire does. */
  readonly nameOnly?: true;
}

const row = (wire: Both, ts: Both, oasdiff: string | null = null): Rule => ({ wire, ts, oasdiff });
const name = (ts: Both, oasdiff: string | null = null): Rule => ({ wire: none, ts, oasdiff, nameOnly: true });

const none: Both = ["none", "none"];
const docs: Both = ["docs", "docs"];
const ok: Both = ["ok", "ok"];
const breaks: Both = ["break", "break"];
/** Levels when a value must satisfy more: old clients fail, old readers do not notice. */
const narrowed: Both = ["break", "ok"];
/** Levels when a value may hold more: old clients still pass, old readers are surprised. */
const widened: Both = ["ok", "break"];
/** Levels of a change to requests only, or to responses only. */
const sent = (level: Level): Both => [level, "none"];
const read = (level: Level): Both => ["none", level];

/** Every rule with a name of its own. */
export const rules = {
  // Whole operations.
  "operation.added": row(sent("ok"), ok, "endpoint-added"),
  "operation.removed": row(sent("break"), breaks, "api-removed-without-deprecation"),
  "operation.moved": row(sent("break"), breaks, "api-removed-without-deprecation"),
  "path.template-renamed": name(breaks),
  "operation.id-changed": name(breaks, "api-operation-id-removed"),
  "operation.deprecated": row(sent("ok"), ok, "endpoint-deprecated"),
  "operation.reactivated": row(sent("ok"), ok, "endpoint-reactivated"),
  "operation.tags": row(sent("docs"), none, "api-tag-removed"),
  "operation.docs": row(sent("docs"), docs),
  // Parameters and request bodies, which flow in requests only.
  "parameter.added-required": row(sent("break"), sent("break"), "new-required-request-parameter"),
  "parameter.added-optional": row(sent("ok"), sent("ok"), "new-optional-request-parameter"),
  "parameter.removed": row(sent("warn"), sent("break"), "request-parameter-removed"),
  "parameter.became-required": row(sent("break"), sent("break"), "request-parameter-became-required"),
  "parameter.became-optional": row(sent("ok"), sent("ok"), "request-parameter-became-optional"),
  "parameter.became-list": row(sent("ok"), sent("break"), "request-parameter-type-changed"),
  "parameter.path-renamed": name(sent("break")),
  "parameter.serialization": row(breaks, none),
  "parameter.implicit-declared": row(sent("docs"), sent("ok")),
  "body.added-required": row(sent("break"), sent("break"), "request-body-added-required"),
  "body.added-optional": row(sent("ok"), sent("ok"), "request-body-added-optional"),
  "body.removed": row(sent("warn"), sent("break"), "request-body-removed"),
  "body.became-required": row(sent("break"), sent("break"), "request-body-became-required"),
  "body.became-optional": row(sent("ok"), sent("ok"), "request-body-became-optional"),
  "media-type.removed": row(sent("break"), sent("break"), "request-body-media-type-removed"),
  "media-type.added": row(sent("ok"), sent("ok"), "request-body-media-type-added"),
  // Values, in either direction.
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
  "property.flow-changed": row(["warn", "warn"], none, "request-property-became-read-only"),
  "property.ts-became-required": row(none, narrowed),
  "property.ts-became-optional": row(none, widened),
  "items.ts-tuple": row(none, breaks),
  "default.changed": row(["warn", "docs"], none, "request-property-default-value-changed"),
  "default.corrected": row(docs, docs, "request-parameter-default-value-changed"),
  "constraint.max-set": row(["warn", "ok"], none, "request-property-max-set"),
  "constraint.tightened": row(narrowed, none, "request-property-max-decreased"),
  "constraint.loosened": row(["ok", "warn"], none, "response-property-max-increased"),
  "format.added": row(["warn", "ok"], none, "request-property-type-changed"),
  "format.removed": row(["ok", "warn"], none, "response-property-type-changed"),
  "format.changed": row(breaks, none, "response-property-type-changed"),
  "format.narrowed": row(narrowed, none, "request-property-type-changed"),
  "format.widened": row(["ok", "warn"], none, "response-property-type-changed"),
  "pattern.added": row(narrowed, none, "request-property-pattern-added"),
  "pattern.changed": row(["warn", "warn"], none, "request-property-pattern-changed"),
  "pattern.removed": row(["ok", "warn"], none, "request-property-pattern-removed"),
  "oneOf.widened": row(widened, widened, "response-property-one-of-added"),
  "oneOf.narrowed": row(narrowed, narrowed, "request-property-one-of-removed"),
  "oneOf.became": row(widened, widened, "request-body-wrapped-in-one-of"),
  "oneOf.dropped": row(narrowed, narrowed, "request-body-wrapped-in-one-of"),
  "oneOf.became-ambiguous": row(["break", "warn"], none),
  "oneOf.disambiguated": row(["ok", "warn"], none),
  "additionalProperties.closed": row(narrowed, none),
  "additionalProperties.opened": row(ok, none),
  "additionalProperties.narrowed": row(narrowed, breaks),
  "additionalProperties.widened": row(widened, breaks),
  "schema.deprecated": row(ok, ok, "request-property-deprecated"),
  "schema.docs": row(docs, docs),
  "schema.docs-suspect": row(docs, docs),
  // Answers, for the context of a call, and for names.
  "response.success-status.removed": row(read("break"), read("break"), "response-success-status-removed"),
  "response.success-status.added": row(read("warn"), read("ok"), "response-success-status-added"),
  "response.error-status.removed": row(read("ok"), read("warn"), "response-non-success-status-removed"),
  "response.error-status.added": row(read("ok"), read("ok"), "response-non-success-status-added"),
  "response.media-type.removed": row(read("break"), read("break"), "response-media-type-removed"),
  "response.media-type.added": row(read("ok"), read("ok"), "response-media-type-added"),
  "response.content.added": row(read("warn"), read("break"), "response-body-media-type-schema-added"),
  "response.header.added-optional": row(read("ok"), read("ok")),
  "response.header.added-required": row(read("ok"), read("ok")),
  "response.header.removed": row(read("warn"), read("break"), "optional-response-header-removed"),
  "response.header.became-optional": row(read("break"), read("break"), "response-header-became-optional"),
  "response.header.became-required": row(read("ok"), read("ok")),
  "security.tightened": row(sent("break"), none, "api-security-removed"),
  "security.relaxed": row(sent("ok"), none, "api-security-removed"),
  "security.alternative-added": row(sent("ok"), none, "api-security-added"),
  "security.scheme-renamed": row(sent("docs"), none, "api-security-component-removed"),
  "security.scheme-docs": row(sent("docs"), none),
  "server.changed": row(sent("warn"), none),
  "server.added": row(sent("ok"), none),
  "component.removed": name(breaks, "api-schema-removed"),
  "component.renamed": name(breaks),
  "component.added": row(none, ok),
  "info.changed": row(sent("docs"), none),
  "tag.docs": row(sent("docs"), none),
} as const satisfies Record<string, Rule>;

/** The name of a rule; part of the public JSON, and so under semver. That of a keyword that is not judged has it. */
export type RuleId = keyof typeof rules | `opaque.${string}`;

/** Returns the rule of an id. Keywords that are not judged break in both directions. */
export function ruleOf(id: RuleId): Rule {
  const named: Readonly<Record<string, Rule>> = rules;
  return named[id] ?? row(breaks, none);
}
