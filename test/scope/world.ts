import {
  OPERATION_TABLE,
  OPERATIONS,
  type OperationPlacement,
  type OperationRow,
} from "../../generated/constants.js";
import type { ScopeRequest } from "../../src/scope/requests.js";
import type { AccessTokenScope, Operation, ResourceSet } from "../../src/types.js";

/**
 * A small world in which every request can be tried, and a slow, simple, independent model of what a scope permits
 * there. It knows S2's table and the semantics of scopes, and nothing of src/scope.
 */

export type Kind = OperationRow["resources"][number];

/** Every string of `letters` of these lengths, after a beginning. */
function words(beginning: string, ...lengths: readonly number[]): string[] {
  const grow = (length: number): string[] =>
    length === 0 ? [""] : grow(length - 1).flatMap((word) => [`${word}a`, `${word}b`]);
  return lengths.flatMap(grow).map((word) => beginning + word);
}

/** All names. They are longer than the sets are deep, so that wider sets show. */
export const NAMES: Readonly<Record<Kind, readonly string[]>> = {
  basin: ["outside-1", ...words("basin-", 2, 3)],
  stream: words("", 1, 2, 3),
  "access-token": words("", 1, 2, 3),
};

const SETS: Readonly<Record<Kind, readonly (ResourceSet | null)[]>> = {
  basin: [...words("basin-", 0, 1, 2), ""].flatMap((prefix) => [{ prefix }, exactly(prefix, 8)]),
  stream: words("", 0, 1, 2).flatMap((prefix) => [{ prefix }, exactly(prefix, 1)]),
  "access-token": words("", 0, 1, 2).flatMap((prefix) => [{ prefix }, exactly(prefix, 1)]),
};

/** Too short for a name of its kind, so it covers nothing. */
function exactly(name: string, least: number): ResourceSet | null {
  return name.length === 0 ? { exact: "" } : name.length < least ? null : { exact: name };
}

const FLAGS = (["account", "basin", "stream"] as const).flatMap((group) => [
  { group, access: "read" } as const,
  { group, access: "write" } as const,
]);
export const SET_KEYS = { basin: "basins", stream: "streams", "access-token": "accessTokens" } as const;

export function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** A scope of the world: sets more often than not, a few operations, a few flags. */
export function anyScope(random: () => number): AccessTokenScope {
  const set = (kind: Kind): ResourceSet | null => (random() < 0.2 ? null : pick(random, SETS[kind]));
  const opGroups: Record<string, Record<string, boolean>> = {};
  for (const { group, access } of FLAGS) {
    if (random() < 0.2) opGroups[group] = { ...opGroups[group], [access]: random() < 0.9 };
  }
  const few = random() * 0.3;
  return {
    basins: set("basin"),
    streams: set("stream"),
    accessTokens: set("access-token"),
    opGroups,
    ops: OPERATIONS.filter(() => random() < few),
  };
}

/** A scope similar to another that sometimes exceeds it. */
export function likeScope(random: () => number, scope: AccessTokenScope): AccessTokenScope {
  const other = anyScope(random);
  const keep = <K extends keyof AccessTokenScope>(key: K): AccessTokenScope[K] =>
    random() < 0.7 ? scope[key] : other[key];
  const fewer = random();
  return {
    basins: keep("basins"),
    streams: keep("streams"),
    accessTokens: keep("accessTokens"),
    opGroups: keep("opGroups"),
    ops: [
      ...(scope.ops ?? []).filter(() => random() < fewer),
      ...(other.ops ?? []).filter(() => random() < 0.05),
    ],
  };
}

/** Every reading of the groups that hold an operation: one if S2's sources agree, else every combination. */
function readings({ group, access, certainty, rivals }: OperationRow): readonly OperationPlacement[][] {
  if (certainty === "sourced") return [[{ group, access }]];
  return [{ group, access }, ...rivals].reduce<OperationPlacement[][]>(
    (sets, place) => sets.flatMap((set) => [set, [...set, place]]),
    [[]],
  );
}

const READINGS = new Map(OPERATIONS.map((operation) => [operation, readings(OPERATION_TABLE[operation])]));

/** Returns for each reading if the scope holds the operation. */
export function holdings(scope: AccessTokenScope, operation: Operation): boolean[] {
  const named = (scope.ops ?? []).includes(operation);
  return (READINGS.get(operation) ?? []).map(
    (places) => named || places.some(({ group, access }) => scope.opGroups?.[group]?.[access] === true),
  );
}

/** Reports whether a scope covers a name, byte by byte. */
export function isCovered(scope: AccessTokenScope, kind: Kind, name: string): boolean {
  const set = scope[SET_KEYS[kind]];
  if (set === undefined || set === null) return false;
  const bytes = Buffer.from(name);
  if (set.exact !== undefined) return set.exact !== "" && bytes.equals(Buffer.from(set.exact));
  const prefix = Buffer.from(set.prefix);
  return bytes.subarray(0, prefix.length).equals(prefix);
}

/** The independent model: an answer is definite if every reading gives it. */
export function reference(scope: AccessTokenScope, request: ScopeRequest): "yes" | "no" | "unknown" {
  // The worlds contain only operations of the table.
  const operation = request.operation as Operation;
  const names: Readonly<Record<string, unknown>> = { ...request };
  const row: OperationRow = OPERATION_TABLE[operation];
  const covered = row.resources.every((kind) => isCovered(scope, kind, String(names[NAME_KEYS[kind]])));
  const answers = holdings(scope, operation).map((held) => held && covered);
  return answers.every(Boolean) ? "yes" : answers.some(Boolean) ? "unknown" : "no";
}

export const NAME_KEYS = { basin: "basin", stream: "stream", "access-token": "accessTokenId" } as const;

/** Every request of the world. */
export const REQUESTS: readonly ScopeRequest[] = OPERATIONS.flatMap((operation) => {
  const row: OperationRow = OPERATION_TABLE[operation];
  const requests = row.resources.reduce<Record<string, string>[]>(
    (all, kind) => NAMES[kind].flatMap((name) => all.map((one) => changed(one, { [NAME_KEYS[kind]]: name }))),
    [{ operation }],
  );
  // Each was given the names of its operation.
  return requests as unknown as ScopeRequest[];
});

function changed<T extends object>(thing: T, change: object): T {
  return { ...thing, ...change };
}

/** Returns simpler scopes, each with one thing removed. */
export function simpler(scope: AccessTokenScope): AccessTokenScope[] {
  const ops = scope.ops ?? [];
  const flags = FLAGS.filter(({ group, access }) => scope.opGroups?.[group]?.[access] !== undefined);
  return [
    ...Object.values(SET_KEYS)
      .filter((key) => scope[key])
      .map((key) => changed(scope, { [key]: null })),
    ...flags.map(({ group, access }) => {
      const { [access]: _, ...rest } = scope.opGroups?.[group] ?? {};
      return changed(scope, { opGroups: { ...scope.opGroups, [group]: rest } });
    }),
    ...ops.map((_, index) => changed(scope, { ops: ops.filter((_, at) => at !== index) })),
  ];
}

/**
 * Tries a claim on many cases. Fails with the smallest counterexample it can find, and the problem. A claim returns the
 * problem, or nothing.
 */
export function holdFor(
  cases: Iterable<readonly AccessTokenScope[]>,
  claim: (...scopes: readonly AccessTokenScope[]) => string | undefined,
): number {
  let count = 0;
  for (const scopes of cases) {
    count += 1;
    if (claim(...scopes) === undefined) continue;
    const least = shrunk(scopes, claim);
    throw new Error(
      `case ${count}: ${claim(...least)}\n${least.map((scope) => JSON.stringify(scope)).join("\n")}`,
    );
  }
  return count;
}

function shrunk(
  scopes: readonly AccessTokenScope[],
  claim: (...scopes: readonly AccessTokenScope[]) => string | undefined,
): readonly AccessTokenScope[] {
  for (const [index, scope] of scopes.entries()) {
    for (const smaller of simpler(scope)) {
      const candidate = scopes.with(index, smaller);
      if (claim(...candidate) !== undefined) return shrunk(candidate, claim);
    }
  }
  return scopes;
}
