import type { ArgumentIssue } from "../../errors.js";
import { isRecord, join } from "../../check/keys.js";
import { lifetimeMillis } from "../../check/lifetimes.js";
import { compareBytes } from "../../check/names.js";
import { kindOf, mustBe, problem, refuse } from "../../check/problems.js";
import { autoPrefixIssues, readScopeInput } from "../../check/scopes.js";
import { flag, ownValues, shape, type Reader } from "../../check/values.js";
import { canonical } from "../../scope/canonical.js";
import type { AccessTokenScope, ListedScope, ScopeInput } from "../../types.js";
import { generationNameProblem } from "../ids.js";
import { endsInSeparator } from "../prefixes.js";

/** How one token should be. */
export interface DesiredToken {
  readonly scope: ScopeInput;
  /** Default false. */
  readonly autoPrefixStreams?: boolean | undefined;
  /** How long each generation lives: milliseconds, or text like `90d`. Left out, the issuer's own expiry. */
  readonly expiresIn?: number | string | undefined;
  /** How old a generation gets before it is replaced (default: two thirds of the life granted). */
  readonly rotateAfter?: number | string | undefined;
  /** Neither rotated, replaced nor revoked (default false). */
  readonly protect?: boolean | undefined;
}

/** Which tokens should be there, by what they are called. */
export interface DesiredTokens {
  /** What every name begins with, up to a separator: `svc/`. No id outside it is ever touched. */
  readonly owned: string;
  /** Each token under its name without what is owned: `ingest` for `svc/ingest`. */
  readonly tokens: Readonly<Record<string, DesiredToken>>;
}

/** A desired token, read. */
export interface Entry {
  readonly key: string;
  readonly name: string;
  readonly scope: ListedScope;
  readonly autoPrefixStreams: boolean;
  readonly expiresIn: number | undefined;
  readonly rotateAfter: number | undefined;
  readonly protect: boolean;
}

/** What was desired, read: the entries in byte order of their names. */
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

/** Reads what is desired, from a file perhaps. Throws `S2ArgumentError` with every problem. */
export function readDesired(value: unknown): Desired {
  const issues: ArgumentIssue[] = [];
  const read = shape<{ readonly owned: string; readonly tokens: ReadonlyMap<string, unknown> }>(
    { owned: readOwned, tokens: readByName },
    ["owned", "tokens"],
  );
  const { owned = "", tokens = new Map<string, unknown>() } = read(value, "", issues) ?? {};
  const entries = [...tokens].flatMap(
    ([key, token]) => readEntry(owned, key, token, join("tokens", key), issues) ?? [],
  );
  refuse(issues);
  return { owned, entries: entries.sort((a, b) => compareBytes(a.name, b.name)) };
}

const readByName: Reader<ReadonlyMap<string, unknown>> = (value, path, issues) => {
  if (isRecord(value)) return ownValues(value, path, issues);
  issues.push(mustBe(path, "wrong_type", "an object of tokens by name", kindOf(value)));
  return undefined;
};

/** Text that ends in a separator: `svc` would own `svc2/…`, too. */
const readOwned: Reader<string> = (value, path, issues) => {
  if (typeof value !== "string") {
    issues.push(mustBe(path, "wrong_type", "a string", kindOf(value)));
    return undefined;
  }
  if (!endsInSeparator(value)) {
    issues.push(problem(path, "no_separator", 'must end in a separator, as "svc/" does.'));
  }
  return value;
};

function readEntry(
  owned: string,
  key: string,
  value: unknown,
  path: string,
  issues: ArgumentIssue[],
): Entry | undefined {
  const name = owned + key;
  const rest = key === "" ? "must not be empty" : generationNameProblem(name);
  if (rest !== undefined) issues.push(problem(path, "invalid_name", `${rest}.`));
  const before = issues.length;
  const fields = tokenFields(value, path, issues);
  if (fields === undefined || issues.length > before) return undefined;
  const { scope, autoPrefixStreams = false, expiresIn, rotateAfter, protect = false } = fields;
  issues.push(...autoPrefixIssues(autoPrefixStreams, scope, join(path, "autoPrefixStreams")));
  if (expiresIn !== undefined && rotateAfter !== undefined && rotateAfter >= expiresIn) {
    const at = join(path, "rotateAfter");
    issues.push(
      problem(at, "out_of_range", "must be less than expiresIn: a token is replaced while it lives."),
    );
  }
  return { key, name, scope: canonical(scope), autoPrefixStreams, expiresIn, rotateAfter, protect };
}
