import { afterAll, describe, expect, it } from "vitest";
import { OPERATION_TABLE, OPERATIONS, type OperationRow } from "../../generated/constants.js";
import { excess } from "../../src/scope/excess/excess.js";
import { can, evaluate } from "../../src/scope/evaluate.js";
import { permittedOperations } from "../../src/scope/permitted.js";
import type { AccessTokenScope } from "../../src/types.js";
import {
  anyScope,
  holdFor,
  holdings,
  isCovered,
  likeScope,
  NAMES,
  reference,
  REQUESTS,
  SET_KEYS,
  type Kind,
} from "./world.js";
import { seeded } from "../seeded.js";

const SEED = 20_261_122;
let cases = 0;
afterAll(() => expect(cases).toBeGreaterThanOrEqual(100_000));

function* scopes(count: number): Generator<readonly [AccessTokenScope]> {
  const random = seeded(SEED);
  for (let index = 0; index < count; index++) yield [anyScope(random)];
}

function* pairs(count: number): Generator<readonly [AccessTokenScope, AccessTokenScope]> {
  const random = seeded(SEED + 1);
  for (let index = 0; index < count; index++) {
    const parent = anyScope(random);
    yield [random() < 0.7 ? likeScope(random, parent) : anyScope(random), parent];
  }
}

describe("evaluate and can", () => {
  it("agree with an independent model on every request", () => {
    const count = holdFor(scopes(40), (scope) => {
      for (const request of REQUESTS) {
        const want = reference(scope, request);
        const { answer } = evaluate(scope, request);
        if (answer !== want) return `evaluate says ${answer}, not ${want}, to ${JSON.stringify(request)}`;
        if (can(scope, request) !== (want === "yes")) return `can is wrong about ${JSON.stringify(request)}`;
      }
      return undefined;
    });
    cases += count * REQUESTS.length;
  });

  it("agree with permittedOperations, which permits an operation if some request for it is permitted", () => {
    const strength = ["no", "unknown", "yes"] as const;
    cases += holdFor(scopes(20), (scope) => {
      const best = new Map<string, number>();
      for (const request of REQUESTS) {
        const level = strength.indexOf(reference(scope, request));
        best.set(request.operation, Math.max(level, best.get(request.operation) ?? 0));
      }
      const wrong = permittedOperations(scope).find(
        ({ operation, answer }) => strength.indexOf(answer) !== best.get(operation),
      );
      return wrong && `permittedOperations says ${wrong.answer} to ${wrong.operation}`;
    });
  });
});

/** Reports whether a set of names, given as its members, has a name that another lacks. */
const covering = (scope: AccessTokenScope, kind: Kind): readonly boolean[] => {
  const key = `${kind} ${JSON.stringify(scope[SET_KEYS[kind]])}`;
  const known = coverings.get(key);
  if (known !== undefined) return known;
  const covered = NAMES[kind].map((name) => isCovered(scope, kind, name));
  coverings.set(key, covered);
  return covered;
};
const coverings = new Map<string, readonly boolean[]>();

/**
 * Reports whether some request of the world is permitted to the child and refused to the parent: certainly, or by some
 * reading.
 */
function separation(child: AccessTokenScope, parent: AccessTokenScope): "sure" | "by some reading" | "none" {
  let found: "by some reading" | "none" = "none";
  for (const operation of OPERATIONS) {
    const [has, had] = [holdings(child, operation), holdings(parent, operation)];
    if (!has.some(Boolean)) continue;
    const { any, beyond } = reach(child, parent, OPERATION_TABLE[operation]);
    if (has.every(Boolean) && ((any && !had.some(Boolean)) || beyond)) return "sure";
    if (has.some((holds, reading) => holds && ((any && had[reading] === false) || beyond)))
      found = "by some reading";
  }
  return found;
}

/** Reports whether the child covers any names that the operation takes, and any that the parent does not cover. */
function reach(child: AccessTokenScope, parent: AccessTokenScope, { resources }: OperationRow) {
  let [any, within] = [1, 1];
  for (const kind of resources) {
    const [inner, outer] = [covering(child, kind), covering(parent, kind)];
    any *= inner.filter(Boolean).length;
    within *= inner.filter((covered, index) => covered && outer[index]).length;
  }
  return { any: any > 0, beyond: any > within };
}

describe("excess", () => {
  it("finds a request exactly if one separates the scopes, and every witness does", () => {
    cases += holdFor(pairs(60_000), (child, parent) => {
      if (child === undefined || parent === undefined) return "a pair is two";
      const items = excess(child, parent);
      const want = separation(child, parent);
      const requests = items.filter((item) => item.kind === "request");
      if (requests.length > 0 !== (want === "sure"))
        return `${requests.length} requests, but separation is ${want}`;
      if (items.length === 0 && want !== "none") return `nothing found, but separation is ${want}`;
      for (const { witness } of requests) {
        if (reference(child, witness) !== "yes")
          return `the child does not permit ${JSON.stringify(witness)}`;
        if (reference(parent, witness) !== "no")
          return `the parent does not refuse ${JSON.stringify(witness)}`;
      }
      return undefined;
    });
  });

  it("finds nothing between a scope and itself", () => {
    cases += holdFor(scopes(2_000), (scope) => {
      const [item] = excess(scope, structuredClone(scope));
      return item?.sentence;
    });
  });
});

describe("these proofs", () => {
  it("fail with the smallest counterexample", () => {
    const claim = (scope: AccessTokenScope): string | undefined =>
      can(scope, { operation: "read", basin: "basin-aa", stream: "a" }) ? "it reads" : undefined;
    const broken = (): unknown =>
      holdFor(scopes(1_000), (scope) => (scope === undefined ? "" : claim(scope)));
    expect(broken).toThrow(/^case \d+: it reads\n\{[^\n]*\}$/);
    // Three things are needed to read, and only these are left.
    expect(broken).toThrow(/"accessTokens":null/);
    expect(broken).toThrow(/"ops":\["read"\]|"ops":\[\]/);
  });
});
