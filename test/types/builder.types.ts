import { all, exact, prefix, scope, type S2, type S2AccessTokens } from "../../src/index.js";
import type {
  AccessTokenScope,
  IssueAccessTokenInput,
  ListedScope,
  Operation,
  PrefixedScope,
  ResourceSet,
  ScopeInput,
} from "../../src/types.js";

// Compiled by `tsc -p .`, never run: each @ts-expect-error is a promise of the builder that must not compile.

declare const client: S2;
const { accessTokens } = client;

// A scope that grants something and has what that needs builds, and knows whether its streams are a prefix.
const read: AccessTokenScope = scope().basins(exact("production")).streams(exact("a")).ops("read").build();
const tenant: PrefixedScope = scope()
  .streams(prefix("users/1/"))
  .basins(all())
  .group("stream", "read-write")
  .build();
const later: PrefixedScope = scope()
  .group("stream", "read")
  .basins(exact(""))
  .streams(all())
  .ops("read")
  .build();

// Resources named by an operation or group need a set, before or after it; the account group and listings need none.
scope().basins(all()).group("basin", "read").build();
scope().group("account", "write").ops("list-basins", "account-metrics", "list-access-tokens").build();
scope().accessTokens(prefix("a/")).ops("issue-access-token", "revoke-access-token").build();
// @ts-expect-error basins are missing
scope().group("basin", "read").build();
// @ts-expect-error streams are missing
scope().basins(all()).group("stream", "read").build();
// @ts-expect-error basins are missing
scope().ops("list-streams").build();
const reader = scope().ops("read").basins(all()).ops("list-basins");
// @ts-expect-error streams are missing, whatever came after
reader.build();
// @ts-expect-error access tokens are missing
scope().basins(all()).streams(all()).ops("revoke-access-token").build();

// Of a list in a variable the compiler knows only the type.
declare const some: Operation[];
declare const reads: ("read" | "check-tail")[];
declare const one: "list-basins" | "read";
scope()
  .ops(...some)
  .build();
scope().ops(one).build();
const reading = scope().ops(...reads);
reading.basins(all()).streams(all()).build();
// @ts-expect-error whichever it holds, it names a stream
reading.basins(all()).build();

// @ts-expect-error grants nothing
scope().build();
const covers = scope().basins(all()).streams(prefix("a/")).accessTokens(exact("a"));
// @ts-expect-error still grants nothing
covers.build();
// @ts-expect-error names no operation
scope().ops().build();
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
const whole = scope().basins(all()).streams(prefix("a/")).ops("read");
// @ts-expect-error streams are not a prefix any more
const exactAgain: PrefixedScope = whole.streams(exact("a/b")).build();

// Issue takes scopes, built or not; names can be prefixed if the scope may have a stream prefix.
declare const listed: ListedScope;
declare const maybe: boolean;
declare const either: ResourceSet;
void accessTokens.issue({ id: "a", scope: read });
void accessTokens.issue({ id: "a", scope: scope().basins(all()).ops("list-streams") });
void accessTokens.issue({ id: "a", scope: tenant, autoPrefixStreams: true });
void accessTokens.issue({ id: "a", scope: whole, autoPrefixStreams: maybe });
void accessTokens.issue({ id: "a", scope: listed, autoPrefixStreams: maybe });
void accessTokens.issue({
  id: "a",
  scope: { streams: { prefix: "a/" }, ops: ["read"] },
  autoPrefixStreams: maybe,
});
void accessTokens.issue({ id: "a", scope: { streams: either, ops: some }, autoPrefixStreams: maybe });
// @ts-expect-error a builder that grants nothing
void accessTokens.issue({ id: "a", scope: scope().basins(all()) });
// @ts-expect-error a builder without the streams that it needs
void accessTokens.issue({ id: "a", scope: scope().basins(all()).ops("read") });
const exactly = { streams: { exact: "a" }, ops: ["read"] } as const;
// @ts-expect-error streams are exact
void accessTokens.issue({ id: "a", scope: exactly, autoPrefixStreams: true });
// @ts-expect-error streams are null
void accessTokens.issue({ id: "a", scope: { streams: null, ops: ["read"] }, autoPrefixStreams: true });
// @ts-expect-error there are no streams
void accessTokens.issue({ id: "a", scope: { ops: ["read"] }, autoPrefixStreams: maybe });
// @ts-expect-error streams are exact, in a builder
void accessTokens.issue({ id: "a", scope: whole.streams(exact("a")), autoPrefixStreams: true });
// @ts-expect-error there are no streams, in a builder
void accessTokens.issue({ id: "a", scope: scope().ops("list-basins"), autoPrefixStreams: true });

// Anything with a scope type of its own can pass it on: a generic function, a union, the parameter of issue, a test
// double.
export const generic = async <S extends AccessTokenScope>(scope: S) => accessTokens.issue({ id: "a", scope });
export const same = async <S>(input: IssueAccessTokenInput<S>) => accessTokens.issue(input);
export const any = async (input: IssueAccessTokenInput) => accessTokens.issue(input);
export const parameter = async (input: Parameters<S2AccessTokens["issue"]>[0]) => any(input);
export const prefixed = async (input: IssueAccessTokenInput<PrefixedScope>) => parameter(input);
export const input = async (scope: ScopeInput) => any({ id: "a", scope });
export const standIn: Pick<S2AccessTokens, "issue"> = { issue: async (input) => any(input) };
void accessTokens.issue({ id: "a", scope: maybe ? whole : { ops: ["list-basins"] } });
void accessTokens.issue({ id: "a", scope: maybe ? read : tenant, autoPrefixStreams: maybe });
void accessTokens.issue({ id: "a", scope: { build: () => read } });

// A set's name reads as text, and if one key is absent the other is present.
export const nameOf = (set: ResourceSet): string => (set.exact === undefined ? set.prefix : set.exact);

// A listed scope is a scope.
const assignable: AccessTokenScope = listed;

export { assignable, exactAgain, later };
