import { describe, expect, it } from "vitest";
import type { Operation } from "../../src/types.js";
import { S2ArgumentError } from "../../src/errors.js";
import { all, exact, prefix, scope } from "../../src/scope/build.js";

describe("scope()", () => {
  it("builds plain data", () => {
    const built = scope()
      .basins(exact("production"))
      .streams(prefix("logs/"))
      .group("stream", "read")
      .group("basin", "read-write")
      .ops("list-basins", "read")
      .ops("read", "account-metrics")
      .build();
    expect(built).toEqual({
      basins: { exact: "production" },
      streams: { prefix: "logs/" },
      opGroups: { stream: { read: true }, basin: { read: true, write: true } },
      ops: ["list-basins", "read", "account-metrics"],
    });
    expect(structuredClone(built)).toEqual(built);
  });

  it("adds access to a group already named", () => {
    const { opGroups } = scope()
      .basins(all())
      .streams(all())
      .group("stream", "read")
      .group("stream", "write")
      .build();
    expect(opGroups).toEqual({ stream: { read: true, write: true } });
  });

  it("never changes a builder: branches stay separate", () => {
    const base = scope().basins(all()).ops("list-basins");
    const [one, other] = [base.ops("list-streams").build(), base.group("basin", "read").build()];
    expect(one).toEqual({ basins: { prefix: "" }, ops: ["list-basins", "list-streams"] });
    expect(other).toEqual({
      basins: { prefix: "" },
      ops: ["list-basins"],
      opGroups: { basin: { read: true } },
    });
    expect(base.build()).toEqual({ basins: { prefix: "" }, ops: ["list-basins"] });
  });

  it("returns a new scope from each build", () => {
    const builder = scope().basins(exact("production")).ops("list-streams");
    const [one, other] = [builder.build(), builder.build()];
    expect(one).toEqual(other);
    expect(one.basins).not.toBe(other.basins);
  });

  it("reports every problem at once", () => {
    const builder = scope()
      .basins(exact("Prod"))
      .streams(prefix("\ud800"))
      .accessTokens(exact(".."))
      .ops("read");
    expect(pathsOf(() => builder.build())).toEqual(["basins.exact", "streams.prefix", "accessTokens.exact"]);
  });

  it("refuses at run time what the compiler would reject", () => {
    // JavaScript allows such calls.
    const untyped = scope() as unknown as Record<
      "basins" | "ops" | "group" | "build",
      (...args: unknown[]) => typeof untyped
    >;
    expect(pathsOf(() => untyped.build())).toEqual([""]);
    const wrong = untyped.basins("production").ops("raed").group("streams", "read").group("stream", "reed");
    expect(pathsOf(() => wrong.build())).toEqual([
      "basins",
      "opGroups.streams",
      "opGroups.stream.reed",
      "ops[0]",
      "streams",
    ]);
  });

  it("accepts operations in a variable and checks their sets at run time", () => {
    const list: Operation[] = ["read", "list-basins"];
    expect(
      scope()
        .basins(all())
        .streams(all())
        .ops(...list)
        .build().ops,
    ).toEqual(list);
    expect(() =>
      scope()
        .ops(...list)
        .build(),
    ).toThrow(
      "basins must be set for read: this scope needs .basins(…).\nstreams must be set for read: this scope needs .streams(…).",
    );
    // The compiler sees that no resource is named here.
    const nothing = scope().ops() as unknown as { build(): unknown };
    expect(() => nothing.build()).toThrow("The scope permits nothing");
  });

  it.each<["account" | "basin" | "stream", string[]]>([
    ["account", []],
    ["basin", ["basins"]],
    ["stream", ["basins", "streams"]],
  ])("the %s group needs the sets %j", (group, want) => {
    const built = () => scope().group(group, "read").build();
    expect(want.length === 0 ? built() : pathsOf(built)).toEqual(
      want.length === 0 ? { opGroups: { [group]: { read: true } } } : want,
    );
  });
});

function pathsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof S2ArgumentError) return error.issues.map(({ path }) => path);
    throw error;
  }
  throw new Error("nothing was thrown");
}
