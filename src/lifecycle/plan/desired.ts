import { isRecord } from "../../check/keys.js";
import { lifetimeMillis } from "../../check/lifetimes.js";
import { compareBytes } from "../../check/names.js";
import { addIssue, below, expected, kindOf, place, refuse, type Place } from "../../check/problems.js";
import { readScopeInput, addAutoPrefixIssue } from "../../check/scopes.js";
import { flag, ownValues, shape, type Reader } from "../../check/values.js";
import { canonical } from "../../scope/canonical.js";
import type { AccessTokenScope, ListedScope, ScopeInput } from "../../types.js";
import { generationNameProblem } from "../ids.js";
import { endsInSeparator } from "../prefixes.js";

/** The desired state of one token. */
export interface DesiredToken {
  readonly scope: ScopeInput;
  /** Defaults to false. */
  readonly autoPrefixStreams?: boolean | undefined;
  /** The lifetime of each generation: milliseconds, or text like `90d` (default: the issuer's own expiry). */
  readonly expiresIn?: number | string | undefined;
  /** The age at which a generation is replaced (default: two thirds of the lifetime granted). */
  readonly rotateAfter?: number | string | undefined;
  /** True if the token must not be rotated, replaced or revoked (default false). */
  readonly protect?: boolean | undefined;
}

/** The tokens that should exist, by name. */
export interface DesiredTokens {
  /** The prefix of every name, ending in a separator: `svc/`. No id outside it is ever touched. */
  readonly owned: string;
  /** The tokens by name, without the owned prefix: `ingest` for `svc/ingest`. */
  readonly tokens: Readonly<Record<string, DesiredToken>>;
}

/** A desired token, parsed. */
export interface Entry {
  readonly key: string;
  readonly name: string;
  readonly scope: ListedScope;
  readonly autoPrefixStreams: boolean;
  readonly expiresIn: number | undefined;
  readonly rotateAfter: number | undefined;
  readonly protect: boolean;
}

/** The desired tokens, parsed: the entries in byte order of their names. */
export interface Desired {
  readonly owned: string;
  readonly entries: readonly Entry[];
}

interface TokenFields {
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams?: boolean;
  readonly expiresIn?: number;
  readonly rotateAfter?: number;
  readonly protect?: boolean;
}

const tokenFields = /* @__PURE__ */ shape<TokenFields>(
  {
    scope: readScopeInput,
    autoPrefixStreams: flag,
    expiresIn: lifetimeMillis,
    rotateAfter: lifetimeMillis,
    protect: flag,
  },
  ["scope"],
  {
    ops: "scope.ops",
    opGroups: "scope.opGroups",
    expiresAt: "expiresIn",
    auto_prefix_streams: "autoPrefixStreams",
  },
);

/** Parses the desired tokens, which may come from a file. Throws `S2ArgumentError` with every problem. */
export function readDesired(value: unknown): Desired {
  const whole = place();
  const read = shape<{ readonly owned: string; readonly tokens: ReadonlyMap<string, unknown> }>(
    { owned: readOwned, tokens: readByName },
    ["owned", "tokens"],
  );
  const { owned = "", tokens = new Map<string, unknown>() } = read(value, whole) ?? {};
  const entries = [...tokens].flatMap(
    ([key, token]) => readEntry(owned, key, token, below(below(whole, "tokens"), key)) ?? [],
  );
  refuse(whole.issues);
  return { owned, entries: entries.sort((a, b) => compareBytes(a.name, b.name)) };
}

const readByName: Reader<ReadonlyMap<string, unknown>> = (value, at) =>
  isRecord(value) ? ownValues(value, at) : expected(at, "an object of tokens by name", kindOf(value));

/** Reads a prefix, which must end in a separator: `svc` would also own `svc2/…`. */
const readOwned: Reader<string> = (value, at) => {
  if (typeof value !== "string") return expected(at, "a string", kindOf(value));
  if (!endsInSeparator(value)) addIssue(at, "no_separator", 'must end in a separator, as "svc/" does.');
  return value;
};

function readEntry(owned: string, key: string, value: unknown, at: Place): Entry | undefined {
  const name = owned + key;
  const rest = key === "" ? "must not be empty" : generationNameProblem(name);
  if (rest !== undefined) addIssue(at, "invalid_name", `${rest}.`);
  const before = at.issues.length;
  const fields = tokenFields(value, at);
  if (fields === undefined || at.issues.length > before) return undefined;
  const { scope, autoPrefixStreams = false, expiresIn, rotateAfter, protect = false } = fields;
  addAutoPrefixIssue(autoPrefixStreams, scope, below(at, "autoPrefixStreams"));
  if (expiresIn !== undefined && rotateAfter !== undefined && rotateAfter >= expiresIn) {
    const rule = "must be less than expiresIn: a token is replaced while it lives.";
    addIssue(below(at, "rotateAfter"), "out_of_range", rule);
  }
  return { key, name, scope: canonical(scope), autoPrefixStreams, expiresIn, rotateAfter, protect };
}
