import { beforeEach, describe, expect, it } from "vitest";
import { S2ArgumentError } from "../../src/errors.js";
import { S2 } from "../../src/s2.js";
import { all, exact, prefix, scope } from "../../src/scope/build.js";
import {
  refuseExcess,
  refuseFindings,
  type ExcessIssue,
  type FindingIssue,
} from "../../src/access-tokens/guards.js";
import type { IssueOptions } from "../../src/options.js";
import type { AccessTokenScope, IssueAccessTokenInput } from "../../src/types.js";
import { createLocalAccount } from "../../src/testing/account.js";

const DAY = 86_400_000;
const now = Date.UTC(2030, 0, 1);
const reader = scope().basins(exact("production")).streams(prefix("logs/")).ops("read");
const account = createLocalAccount({ now: () => now });
const client = new S2({ accessToken: account.token, fetch: account.fetch, now: () => now });
let ids = 0;
beforeEach(() => {
  ids += 1;
});

/** Returns the issues that refuse an issue; none if it succeeds. Fails if anything was sent before a refusal. */
async function refusal(
  input: Omit<IssueAccessTokenInput, "id">,
  before: IssueOptions["before"],
): Promise<readonly (FindingIssue | ExcessIssue)[]> {
  const sent = account.journal.length;
  try {
    await client.accessTokens.issue({ id: `user-${ids}`, ...input }, { before });
    return [];
  } catch (error) {
    if (!(error instanceof S2ArgumentError)) throw error;
    expect(account.journal.length).toBe(sent);
    // Every guard in these tests returns one of the two.
    return error.issues as readonly (FindingIssue | ExcessIssue)[];
  }
}

describe("refuseFindings", () => {
  const writer = {
    scope: scope().basins(all()).streams(all()).ops("append", "check-tail"),
    expiresAt: now + DAY,
  };

  it.each(["warning", "info"] as const)(
    "refuses findings of %s before anything is sent",
    async (severity) => {
      const [issue] = await refusal(writer, [refuseFindings(severity)]);
      expect(issue).toMatchObject({
        path: "scope",
        code: "all-basins-and-streams",
        finding: { rule: "all-basins-and-streams", severity: "warning" },
      });
    },
  );

  it("passes less severe findings and refuses only errors by default", async () => {
    expect(await refusal(writer, [refuseFindings()])).toEqual([]);
  });

  it("skips ignored rules", async () => {
    expect(await refusal(writer, [refuseFindings("info", { ignore: ["all-basins-and-streams"] })])).toEqual(
      [],
    );
  });

  it("uses the client's clock", async () => {
    const expired = { scope: reader, expiresAt: now - 1 };
    expect((await refusal(expired, [refuseFindings("error")])).map(({ code }) => code)).toEqual(["expired"]);
    const long = { scope: reader, expiresAt: now + 8 * DAY };
    const codes = await refusal(long, [refuseFindings("warning", { maxLifetimeDays: 7 })]);
    expect(codes.map(({ code }) => code)).toEqual(["long-lived"]);
  });

  it("treats null as the issuer's expiry, as issue does", async () => {
    const codes = (await refusal({ scope: reader, expiresAt: null }, [refuseFindings("info")])).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(["inherits-expiry"]);
  });

  it("refuses a severity that does not exist", () => {
    // Wrong on purpose.
    expect(() => refuseFindings("fatal" as "error")).toThrow(S2ArgumentError);
  });
});

describe("refuseExcess", () => {
  const parent: AccessTokenScope = {
    basins: { exact: "production" },
    streams: { prefix: "logs/" },
    accessTokens: { prefix: "user-" },
    ops: ["read", "issue-access-token"],
  };

  it("passes a contained token", async () => {
    expect(await refusal({ scope: reader }, [refuseExcess(parent)])).toEqual([]);
  });

  it("passes a token that expires no later than its parent", async () => {
    const timed = { scope: parent, expiresAt: now + DAY };
    expect(await refusal({ scope: reader, expiresAt: now + DAY }, [refuseExcess(timed)])).toEqual([]);
  });

  it("refuses before anything is sent, with the witness in the error", async () => {
    const [issue, ...rest] = await refusal({ scope: reader.ops("append") }, [refuseExcess(parent)]);
    expect(rest).toEqual([]);
    expect(issue).toEqual({
      path: "scope.ops",
      code: "excess_request",
      message:
        'The child holds append, which the parent does not: it may append on stream "logs/any" in basin "production".',
      excess: {
        kind: "request",
        part: "ops",
        witness: { operation: "append", basin: "production", stream: "logs/any" },
        sentence: expect.any(String) as string,
      },
    });
  });

  it("combines the issues of all guards", async () => {
    const input = { scope: reader.streams(all()), expiresAt: now + 100 * DAY };
    const issues = await refusal(input, [
      refuseFindings("warning"),
      refuseExcess({ scope: parent, expiresAt: now + DAY }),
    ]);
    expect(issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "long-lived expiresAt",
      "excess_request scope.streams",
      "excess_grant expiresAt",
    ]);
  });

  it("throws at once for an invalid parent", () => {
    // Wrong on purpose.
    expect(() => refuseExcess(undefined as unknown as AccessTokenScope)).toThrow(S2ArgumentError);
  });
});
