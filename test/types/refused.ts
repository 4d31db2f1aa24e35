// Code that must not compile: each line is correct except for one thing. A line that compiles fails this file.
import { exact, prefix, S2, S2Error, scope } from "s2-access-tokens";
import type {
  AccessTokenScope,
  ListedScope,
  ResourceSet,
  S2IssueOutcomeUnknownError,
} from "s2-access-tokens";

declare const client: S2;
declare const listed: ListedScope;
declare const lost: S2IssueOutcomeUnknownError;
const { accessTokens } = client;

// An operation that does not exist, by hand and in the builder.
// @ts-expect-error
const unknownOperation: AccessTokenScope = { ops: ["paint-basin"] };
// @ts-expect-error
scope().ops("paint-basin");
// @ts-expect-error
scope().group("streams", "read");
// @ts-expect-error
scope().group("stream", "readwrite");

// Both keys of a resource set, neither, and another.
// @ts-expect-error
const both: ResourceSet = { exact: "a", prefix: "b" };
// @ts-expect-error
const neither: ResourceSet = {};
// @ts-expect-error
const other: ResourceSet = { suffix: "a" };
// @ts-expect-error
scope().basins("production");

// Auto-prefixing without a stream prefix: absent, exact, and from a builder.
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: { ops: ["read"] }, autoPrefixStreams: true });
const exactStreams = { ops: ["read"], streams: { exact: "b" } } as const;
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: exactStreams, autoPrefixStreams: true });
const account = scope().ops("list-basins");
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: account.build(), autoPrefixStreams: true });
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: account.streams(exact("b")), autoPrefixStreams: true });
const exactAfterAll = account.streams(prefix("b/")).streams(exact("b"));
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: exactAfterAll, autoPrefixStreams: true });

// A builder that granted nothing.
// @ts-expect-error
scope().build();
// @ts-expect-error
scope().basins(prefix("")).streams(prefix("logs/")).build();
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: scope().basins(prefix("")) });
// @ts-expect-error
scope().ops().build();

// A misspelt option, a wrong one, and one of another call.
// @ts-expect-error
new S2({ accessToken: "x", requestTimeout: 1000 });
// @ts-expect-error
new S2({ accessToken: "x", retry: { attempts: 3 } });
// @ts-expect-error
new S2({ token: "x" });
// @ts-expect-error
new S2({});
// @ts-expect-error
void accessTokens.list({ start_after: "a" });
// @ts-expect-error
void accessTokens.list({ pageSize: 10 });
// @ts-expect-error
accessTokens.listAll({ limit: 10 });
// @ts-expect-error
void accessTokens.list({}, { ifOutcomeUnknown: "throw" });
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: listed }, { ifOutcomeUnknown: "again" });
// @ts-expect-error
void accessTokens.issue({ id: "a" });
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: listed, expires_at: "x" });
// @ts-expect-error
void accessTokens.revoke("a");
// @ts-expect-error
void accessTokens.revoke({ id: "a", missingOk: true });

// The result of a call has no more than its declared type.
// @ts-expect-error
void accessTokens.get({ id: "a" }).then(({ id }) => id);
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: listed }).then(({ access_token }) => access_token);
// @ts-expect-error
void accessTokens.list().then((page) => (page.accessTokens[0] = undefined));
// A spread loses the secret, of an issued token and of a recovered one.
/* eslint-disable typescript/no-misused-spread -- the rule says the same; not everybody has it */
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: listed }).then((issued) => ({ ...issued }).accessToken);
// @ts-expect-error
void lost.recover({ newId: "b" }).then((recovered) => ({ ...recovered }).accessToken);
// @ts-expect-error
void lost.recover({ newId: "b" }).then(({ ...rest }) => rest.accessToken);
/* eslint-enable typescript/no-misused-spread */
declare const thrown: unknown;
// @ts-expect-error
if (thrown instanceof S2Error) thrown.effect satisfies "none";

export { both, neither, other, unknownOperation };

// A guard that answers later.
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: { ops: ["read"] } }, { before: [async () => undefined] });
// @ts-expect-error
void accessTokens.issue({ id: "a", scope: { ops: ["read"] } }, { before: [async () => []] });
