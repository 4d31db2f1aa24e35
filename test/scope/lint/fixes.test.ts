import { expect, it } from "vitest";
import { S2ApiError, S2ArgumentError } from "../../../src/errors.js";
import { S2 } from "../../../src/s2.js";
import { excess } from "../../../src/scope/excess/excess.js";
import { withGroups } from "../../../src/scope/groups.js";
import { lint, type LintOptions } from "../../../src/scope/lint/lint.js";
import type { ScopedToken } from "../../../src/scope/subject.js";
import { createLocalAccount } from "../../../src/testing/account.js";
import type { IssueAccessTokenInput } from "../../../src/types.js";
import { runs } from "../../runs.js";
import { anyScope, pick } from "../world.js";
import { seeded } from "../../seeded.js";

const DAY = 86_400_000;
const now = Date.UTC(2030, 0, 1);
/** Rules for whose findings S2 refuses a token, whatever else is fixed. */
const REFUSED: ReadonlySet<string> = new Set([
  "malformed",
  "empty-permissions",
  "auto-prefix-without-prefix",
  "expired",
]);
const OPTIONS: readonly LintOptions[] = [
  { now },
  { now },
  { now, maxLifetimeDays: 0.001 },
  { now, maxLifetimeDays: 3650 },
  { now, groups: withGroups({ "get-basin-config": [], append: { group: "basin", access: "write" } }) },
];
const EXPIRIES = [
  undefined,
  null,
  now - DAY,
  now + DAY,
  new Date(now + 400 * DAY),
  "2030-04-01T00:00:00.0000001Z",
  "2039-12-30T00:00:00+02:00",
];
const PREFIXES = [
  "",
  "a",
  "a/",
  "users/1",
  "jos\u00e9",
  "jose\u0301",
  "a\u200d",
  "x".repeat(511),
  "x".repeat(47),
  "x-",
];

function anyToken(random: () => number, id: string): ScopedToken {
  const scope: Record<string, unknown> = { ...anyScope(random) };
  for (const key of ["basins", "streams", "accessTokens"]) {
    if (random() < 0.3) scope[key] = { prefix: pick(random, PREFIXES) };
  }
  if (random() < 0.1) scope["ops"] = [];
  if (random() < 0.3) scope["opGroups"] = null;
  return {
    id: random() < 0.1 ? `x/../${id}` : id,
    scope,
    autoPrefixStreams: random() < 0.3,
    expiresAt: EXPIRIES[Math.floor(random() * EXPIRIES.length)],
  };
}

it("every fix removes its finding, can be issued, and keeps the meaning where it claims to", async () => {
  const random = seeded(20_261_126);
  const account = createLocalAccount({ now: () => now });
  const client = new S2({ accessToken: account.token, fetch: account.fetch, now: () => now });
  const seen = new Map<string, number>();
  let kept = 0;
  for (let run = 0; run < runs(20_000); run++) {
    const token = anyToken(random, `token-${run}`);
    const options = pick(random, OPTIONS);
    const findings = lint(token, options);
    const refused = new Set(findings.map((finding) => finding.rule).filter((name) => REFUSED.has(name)));
    for (const [index, { rule, path, fix }] of findings.entries()) {
      if (fix === undefined) continue;
      const fixed: ScopedToken = { ...token, ...fix.change };
      const at = `${rule} ${path} of ${JSON.stringify(token)}`;
      const left = lint(fixed, options);
      expect(
        left.filter((one) => one.rule === rule && one.path === path),
        at,
      ).toEqual([]);
      if (!fix.changesMeaning) {
        kept += 1;
        expect([...excess(fixed.scope, token.scope, groupsOf(options))], at).toEqual([]);
        expect([...excess(token.scope, fixed.scope, groupsOf(options))], at).toEqual([]);
        expect({ ...fixed, scope: 0 }, at).toEqual({ ...token, scope: 0 });
      }
      const still = left.map((finding) => finding.rule).filter((name) => REFUSED.has(name));
      expect(
        still.filter((name) => !refused.has(name)),
        at,
      ).toEqual([]);
      if (still.length > 0) continue;
      // Not checked by the compiler: S2 decides.
      const input = { ...fixed, id: `${fixed.id}-${index}` } as IssueAccessTokenInput;
      const refusal = await client.accessTokens.issue(input).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof S2ApiError || error instanceof S2ArgumentError) return error.message;
          throw error;
        },
      );
      expect(refusal, at).toBeUndefined();
      seen.set(rule, (seen.get(rule) ?? 0) + 1);
    }
  }
  expect(kept).toBeGreaterThan(10);
  expect([...seen.keys()].sort()).toEqual([
    "auto-prefix-without-prefix",
    "can-mint-tokens",
    "group-covers-future",
    "inert-grant",
    "inherits-expiry",
    "long-lived",
    "never-expires",
    "read-implied-missing",
    "redundant-op",
    "separator-less-prefix",
    "uncertain-group",
    "unused-resource-set",
  ]);
}, 0);

function groupsOf({ groups }: LintOptions): Pick<LintOptions, "groups"> {
  return groups === undefined ? {} : { groups };
}
