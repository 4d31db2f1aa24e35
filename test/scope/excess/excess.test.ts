import { describe, expect, it } from "vitest";
import { excess } from "../../../src/scope/excess/excess.js";
import type { Excess } from "../../../src/scope/excess/item.js";
import { withGroups } from "../../../src/scope/groups.js";
import type { AccessTokenScope } from "../../../src/types.js";

const everywhere = { basins: { prefix: "" }, streams: { prefix: "" } } as const;
const summary = (items: readonly Excess[]): string[] =>
  items.map((item) =>
    `${item.kind} ${item.part} ${item.kind === "request" ? JSON.stringify(item.witness) : ""}`.trim(),
  );

const table: readonly { name: string; child: unknown; parent: unknown; want: readonly string[] }[] = [
  {
    name: "itself",
    child: { ...everywhere, ops: ["read"] },
    parent: { ...everywhere, ops: ["read"] },
    want: [],
  },
  {
    name: "named, where the parent has the group",
    child: { ...everywhere, ops: ["read"] },
    parent: { ...everywhere, opGroups: { stream: { read: true } } },
    want: [],
  },
  {
    name: "one more operation",
    child: { ...everywhere, ops: ["read", "append"] },
    parent: { ...everywhere, ops: ["read"] },
    want: ['request ops {"operation":"append","basin":"any-basin","stream":"any"}'],
  },
  {
    name: "an operation that can never succeed",
    child: { ops: ["read"] },
    parent: { ops: ["append"] },
    want: ["grant ops"],
  },
  {
    name: "users/1 without the slash",
    child: { ...everywhere, streams: { prefix: "users/1" }, ops: ["read"] },
    parent: { ...everywhere, streams: { prefix: "users/1/" }, ops: ["read"] },
    want: ['request streams {"operation":"read","basin":"any-basin","stream":"users/1any"}'],
  },
  {
    name: "a name outside the parent's prefix",
    child: { basins: { prefix: "prod-" }, ops: ["list-streams"] },
    parent: { basins: { prefix: "prod-any" }, ops: ["list-streams"] },
    want: ['request basins {"operation":"list-streams","basin":"prod-other-basin"}'],
  },
  {
    name: "a prefix under an exact name",
    child: { basins: { prefix: "production" }, ops: ["list-streams"] },
    parent: { basins: { exact: "production" }, ops: ["list-streams"] },
    want: ['request basins {"operation":"list-streams","basin":"productionany-basin"}'],
  },
  {
    name: "a set that no operation uses",
    child: { streams: { prefix: "" }, ops: ["list-basins"] },
    parent: { ops: ["list-basins"] },
    want: ["grant streams"],
  },
  {
    name: "a prefix of the maximum length is its one name",
    child: { basins: { prefix: "b".repeat(48) }, ops: ["list-streams"] },
    parent: { basins: { exact: "b".repeat(48) }, ops: ["list-streams"] },
    want: ["grant basins"],
  },
  {
    name: "disputed, both through the same flag",
    child: { ...everywhere, opGroups: { basin: { read: true } } },
    parent: { ...everywhere, opGroups: { basin: { read: true } } },
    want: [],
  },
  {
    name: "disputed, the parent through the rival",
    child: { ...everywhere, ops: ["get-basin-config"] },
    parent: { ...everywhere, opGroups: { basin: { read: true } } },
    want: ["uncertain ops"],
  },
  {
    name: "a group where the parent names what is in it",
    child: { ...everywhere, opGroups: { stream: { write: true } } },
    parent: { ...everywhere, ops: ["append", "trim", "fence"] },
    want: ["uncertain opGroups"],
  },
  {
    name: "the same unreadable part in both",
    child: { basins: { suffix: "a" }, opGroups: { records: { read: true } }, ops: ["list-streams"] },
    parent: { basins: { suffix: "a" }, opGroups: { records: { read: true } }, ops: ["list-streams"] },
    want: [],
  },
  {
    name: "an unreadable part in the child only",
    child: { basins: { suffix: "a" }, opGroups: { records: { read: true } }, ops: ["list-streams"] },
    parent: { basins: { prefix: "a" }, ops: ["list-streams"] },
    want: ["uncertain opGroups", "uncertain basins"],
  },
  {
    name: "an operation of tomorrow",
    child: { ...everywhere, ops: ["compact"] },
    parent: { ...everywhere, ops: ["read"] },
    want: ["grant ops"],
  },
  {
    name: "an id outside",
    child: { id: "admin", scope: { ops: ["list-basins"] } },
    parent: { accessTokens: { prefix: "user-" }, ops: ["list-basins"] },
    want: ["grant id"],
  },
  {
    name: "an id within, a builder for a scope",
    child: { id: "user-7", scope: { build: () => ({ ops: ["list-basins"] }) } },
    parent: { scope: { accessTokens: { prefix: "user-" }, ops: ["list-basins"] } },
    want: [],
  },
  {
    name: "a later expiry",
    child: { scope: {}, expiresAt: "2030-01-02T00:00:00Z" },
    parent: { scope: {}, expiresAt: new Date("2030-01-01T00:00:00Z") },
    want: ["grant expiresAt"],
  },
  {
    name: "no end, as in a listing",
    child: { scope: {}, expiresAt: null },
    parent: { scope: {}, expiresAt: 1 },
    want: ["grant expiresAt"],
  },
  { name: "the parent's expiry", child: { scope: {} }, parent: { scope: {}, expiresAt: 1 }, want: [] },
  {
    name: "an invalid expiry",
    child: { scope: {}, expiresAt: "soon" },
    parent: { scope: {}, expiresAt: 1 },
    want: ["uncertain expiresAt"],
  },
];

describe("excess", () => {
  it.each(table)("$name", ({ child, parent, want }) => {
    // Some are wrong on purpose.
    const items = excess(child as AccessTokenScope, parent as AccessTokenScope);
    expect(summary(items)).toEqual(want);
    for (const { sentence } of items) expect(sentence).toMatch(/^The child|^An|^The parent.*\.$/);
  });

  it("lists certain excesses first", () => {
    const child = {
      ...everywhere,
      streams: { prefix: "" },
      accessTokens: { prefix: "" },
      opGroups: { account: { read: true } },
    };
    const kinds = excess(child, { basins: { prefix: "" } }).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(["request", "grant", "uncertain"]));
    expect(kinds).toEqual([...kinds].sort((a, b) => "rgu".indexOf(a.charAt(0)) - "rgu".indexOf(b.charAt(0))));
  });

  it("is definite with a definite table", () => {
    const groups = withGroups({ "get-basin-config": { group: "basin", access: "read" } });
    const child: AccessTokenScope = { ...everywhere, ops: ["get-basin-config"] };
    expect(excess(child, { ...everywhere, opGroups: { basin: { read: true } } }, { groups })).toEqual([]);
    expect(
      summary(excess(child, { ...everywhere, opGroups: { account: { read: true } } }, { groups })),
    ).toEqual(['request ops {"operation":"get-basin-config","basin":"any-basin"}']);
  });

  it("describes the witness in a sentence", () => {
    const [item] = excess({ ...everywhere, ops: ["append"] }, { ...everywhere, ops: ["read"] });
    expect(item?.sentence).toBe(
      'The child holds append, which the parent does not: it may append on stream "any" in basin "any-basin".',
    );
  });
});
