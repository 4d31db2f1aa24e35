import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../generated/constants.js";
import { S2ArgumentError } from "../../src/errors.js";
import { canonical, diffScopes, sameScope } from "../../src/scope/canonical.js";
import { excess } from "../../src/scope/excess/excess.js";
import { can, evaluate } from "../../src/scope/evaluate.js";
import { explain } from "../../src/scope/explain/explain.js";
import { lint } from "../../src/scope/lint/lint.js";
import { permittedOperations } from "../../src/scope/permitted.js";
import type { ScopedToken } from "../../src/scope/subject.js";
import type { AccessTokenScope } from "../../src/types.js";

const anything = fc.anything({ maxDepth: 1 });
const name = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom("a/", "\ud800", "constructor", "__proto__"),
);
const set = fc.oneof(
  fc.record({ exact: name }),
  fc.record({ prefix: name }),
  fc.record({ exact: anything, prefix: anything }, { requiredKeys: [] }),
  anything,
);
const flags = fc.oneof(fc.record({ read: anything, write: fc.boolean() }, { requiredKeys: [] }), anything);
const scopes = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        basins: set,
        streams: set,
        accessTokens: set,
        opGroups: fc.oneof(
          fc.record({ account: flags, basin: flags, stream: flags, records: flags }, { requiredKeys: [] }),
          anything,
        ),
        ops: fc.oneof(fc.array(fc.oneof(fc.constantFrom(...OPERATIONS), name, anything)), anything),
        further: anything,
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: anything },
);
const tokens = fc.oneof(
  fc.record(
    { id: anything, scope: scopes, autoPrefixStreams: anything, expiresAt: anything },
    { requiredKeys: ["scope"] },
  ),
  scopes,
);

/** Runs a function that must succeed or throw an S2ArgumentError. */
function settle<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof S2ArgumentError) return undefined;
    throw error;
  }
}

const read = { operation: "read", basin: "production", stream: "logs/a" } as const;
const run = { seed: 20_261_122, numRuns: 500 };

describe("a scope of any shape", () => {
  it("gets an answer or an S2ArgumentError", () => {
    fc.assert(
      fc.property(scopes, scopes, (one, other) => {
        // Wrong on purpose.
        const [a, b] = [one as AccessTokenScope, other as AccessTokenScope];
        const answer = settle(() => evaluate(a, read))?.answer;
        expect(settle(() => can(a, read))).toBe(answer === undefined ? undefined : answer === "yes");
        settle(() => permittedOperations(a));
        settle(() => canonical(a));
        const same = settle(() => sameScope(a, b));
        expect(settle(() => diffScopes(a, b).length === 0)).toBe(same);
      }),
      run,
    );
  });

  it("is compared with another", () => {
    fc.assert(
      fc.property(tokens, tokens, (one, other) => {
        // Wrong on purpose.
        settle(() => excess(one as ScopedToken, other as ScopedToken));
        const own = settle(() => excess(one as AccessTokenScope, one as AccessTokenScope));
        // A scope never exceeds itself; a token may, by its id.
        if (typeof one === "object" && one !== null && !("scope" in one)) expect(own ?? []).toEqual([]);
      }),
      run,
    );
  });

  it("is explained and linted, with findings that name their rule", () => {
    fc.assert(
      fc.property(tokens, (one) => {
        // Wrong on purpose.
        const token = one as ScopedToken;
        const text = settle(() => explain(token));
        settle(() => explain(token, { format: "markdown" }));
        const rules = lint(token, { now: 0 }).map(({ rule }) => rule);
        if (text === undefined) expect(rules).toEqual(["malformed"]);
      }),
      run,
    );
  });
});
