import { all, exact, none, prefix, scope } from "../../src/scope/build.js";
import type { AccessTokenScope, IssueAccessTokenInput, ListedScope, PrefixedScope } from "../../src/types.js";

// Compiled by `tsc -p .`, never run: each @ts-expect-error is a promise of the builder that must not compile.

// A scope that grants something builds, and knows whether its streams are a prefix.
const read: AccessTokenScope = scope().basins(exact("production")).streams(exact("a")).ops("read").build();
const tenant: PrefixedScope = scope()
  .streams(prefix("users/1/"))
  .basins(all())
  .group("stream", "read-write")
  .build();
const later: PrefixedScope = scope()
  .group("stream", "read")
  .basins(none())
  .streams(all())
  .ops("read")
  .build();

// @ts-expect-error grants nothing
scope().build();
// @ts-expect-error still grants nothing
scope().basins(all()).streams(prefix("a/")).accessTokens(none()).build();
// @ts-expect-error names no operation
scope().ops();
// @ts-expect-error no such operation
scope().ops("raed");
// @ts-expect-error no such group
scope().group("streams", "read");
// @ts-expect-error no such access
scope().group("stream", "rw");
// @ts-expect-error both keys
scope().basins({ exact: "production", prefix: "prod-" });
// @ts-expect-error neither key
scope().basins({});
// @ts-expect-error a bare name does not say whether it is exact
scope().basins("production");
// @ts-expect-error streams are not a prefix any more
const exactAgain: PrefixedScope = scope().streams(prefix("a/")).streams(exact("a/b")).ops("read").build();

// Built or not, a scope goes into issue; prefixed names need a prefix.
const issued: IssueAccessTokenInput[] = [
  { id: "a", scope: read },
  { id: "a", scope: scope().basins(all()).ops("list-streams") },
  { id: "a", scope: tenant, autoPrefixStreams: true },
  { id: "a", scope: scope().streams(prefix("a/")).ops("read"), autoPrefixStreams: true },
];
// @ts-expect-error a builder that grants nothing
const nothing: IssueAccessTokenInput = { id: "a", scope: scope().basins(all()) };
// @ts-expect-error streams are exact
const unprefixed: IssueAccessTokenInput = { id: "a", scope: read, autoPrefixStreams: true };
const exactInBuilder = scope().streams(exact("a")).ops("read");
// @ts-expect-error streams are exact, in a builder
const unprefixedBuilder: IssueAccessTokenInput = { id: "a", scope: exactInBuilder, autoPrefixStreams: true };

// A listed scope is a scope.
declare const listed: ListedScope;
const assignable: AccessTokenScope = listed;

export { assignable, exactAgain, issued, later, nothing, unprefixed, unprefixedBuilder };
