import { OPERATIONS, type OperationGroup } from "../../../generated/constants.js";
import type { components } from "../../../generated/schema.js";
import type { AccessTokenScope, ListedScope } from "../../types.js";
import { isRecord } from "../keys.js";
import { unknownParts } from "../scopes.js";
import type { WireFields } from "./fields.js";

type Schemas = components["schemas"];

type JsonObject = Readonly<Record<string, unknown>>;

/** A stand-in for a missing part; it inherits nothing. */
const NOTHING: JsonObject = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.create(null));

const operations: ReadonlySet<unknown> = /* @__PURE__ */ new Set(OPERATIONS);

/** Our name of each field of a scope. One that the contract gains does not compile until it has a place here. */
export const SCOPE_FIELDS = {
  basins: "basins",
  streams: "streams",
  access_tokens: "accessTokens",
  op_groups: "opGroups",
  ops: "ops",
} as const satisfies Record<keyof Schemas["AccessTokenScope"], keyof AccessTokenScope>;

/** The wire's name of each part of a scope. */
const WIRE_NAMES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(SCOPE_FIELDS).map(([wire, ours]) => [ours, wire]),
);

/** A listed scope while it is read, with what this version does not know. */
interface ReadScope extends ListedScope {
  [key: string]: unknown;
  [unknownParts]?: readonly string[];
}

/** Reads a listed scope. Everything is kept as parsed, unknown parts included; those are named under a symbol. */
export function readListedScope(wire: unknown): ListedScope | undefined {
  if (!isRecord(wire)) return undefined;
  const fields: WireFields<"AccessTokenScope"> = wire;
  const { basins = null, streams = null, access_tokens: accessTokens = null } = fields;
  const opGroups = readGroups(fields.op_groups);
  const ops = fields.ops ?? [];
  if (opGroups === undefined || !Array.isArray(ops)) return undefined;
  // Every part is checked here or named as unknown below; the types say what this version knows.
  const scope = { basins, streams, accessTokens, opGroups, ops } as unknown as ReadScope;
  let unknown: string[] | undefined;
  for (const op of ops) {
    if (operations.has(op)) continue;
    if (typeof op !== "string") return undefined;
    (unknown ??= []).push(`ops.${op}`);
  }
  if (!isKnownSet(basins)) (unknown ??= []).push("basins");
  if (!isKnownSet(streams)) (unknown ??= []).push("streams");
  if (!isKnownSet(accessTokens)) (unknown ??= []).push("accessTokens");
  for (const group in opGroups)
    if (!isKnownGroup(group, opGroups[group])) (unknown ??= []).push(`opGroups.${group}`);
  if (!holdsNoOther(wire)) {
    for (const key in wire) {
      if (Object.hasOwn(SCOPE_FIELDS, key) || WIRE_NAMES.has(key)) continue;
      (unknown ??= []).push(key);
      put(scope, key, wire[key]);
    }
  }
  if (unknown !== undefined) scope[unknownParts] = unknown;
  return scope;
}

/** Reports whether a scope has only S2's fields, as nearly all do. Counting costs next to nothing. */
function holdsNoOther(wire: WireFields<"AccessTokenScope">): boolean {
  const { basins, streams, access_tokens: accessTokens, op_groups: opGroups, ops } = wire;
  return keysOf(wire) === given(basins) + given(streams) + given(accessTokens) + given(opGroups) + given(ops);
}

function keysOf(object: object): number {
  let keys = 0;
  for (const _ in object) keys++;
  return keys;
}

function given(part: unknown): number {
  return part === undefined ? 0 : 1;
}

function isKnownSet(set: unknown): boolean {
  if (set === null) return true;
  if (!isRecord(set)) return false;
  const { exact, prefix }: WireFields<"ResourceSet"> = set;
  return keysOf(set) === 1 && (typeof exact === "string" || typeof prefix === "string");
}

/** Returns the groups as they came if complete, as S2 lists them; else with omissions filled in. */
function readGroups(wire: unknown): JsonObject | undefined {
  const groups = wire ?? NOTHING;
  if (!isRecord(groups)) return undefined;
  // Spelt out, here and in readFlags, for tokens that leave things out: two fifths of the time of their listing.
  const { account, basin, stream }: WireFields<"PermittedOperationGroups"> = groups;
  const filled = { account: readFlags(account), basin: readFlags(basin), stream: readFlags(stream) };
  if (filled.account === undefined || filled.basin === undefined || filled.stream === undefined)
    return undefined;
  if (filled.account === account && filled.basin === basin && filled.stream === stream) return groups;
  const known = given(account) + given(basin) + given(stream);
  return keysOf(groups) === known ? filled : { ...groups, ...filled };
}

const NO_FLAGS = /* @__PURE__ */ Object.freeze({ read: false, write: false });

/** Returns the flags of a group as they came if both are there; else with omissions filled in. */
function readFlags(wire: unknown): JsonObject | undefined {
  if (wire === undefined || wire === null) return NO_FLAGS;
  if (!isRecord(wire)) return undefined;
  const { read, write }: WireFields<"ReadWritePermissions"> = wire;
  const isWhole = typeof read === "boolean" && typeof write === "boolean";
  if (isWhole) return wire;
  if (
    (typeof read !== "boolean" && read !== undefined) ||
    (typeof write !== "boolean" && write !== undefined)
  )
    return undefined;
  const filled = { read: read ?? false, write: write ?? false };
  return keysOf(wire) === given(read) + given(write) ? filled : { ...wire, ...filled };
}

function isKnownGroup(group: string, flags: unknown): boolean {
  // Any key may occur; typed as a group, so that the compiler reports one that S2 adds, here and in readGroups.
  const known = group as OperationGroup;
  if (known !== "account" && known !== "basin" && known !== "stream") {
    known satisfies never;
    return false;
  }
  return flags === NO_FLAGS || keysOf(flags as object) === 2; // readGroups has seen that it is one
}

/** Returns a scope in wire names. Unknown parts that came with a listing go back as they came. */
export function scopeToWire(scope: AccessTokenScope): Schemas["AccessTokenScope"] {
  const wire: Schemas["AccessTokenScope"] = {};
  for (const [key, value] of Object.entries(scope)) {
    if (value !== undefined) put(wire, WIRE_NAMES.get(key) ?? key, value);
  }
  return wire;
}

/** Sets a key. Plain assignment to `__proto__` would change the object's prototype instead. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key in target)
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
}
