/** A beginner's mistake, and the compiler's whole message about it. */
export interface Mistake {
  readonly name: string;
  readonly program: string;
  readonly told: string;
  /** The message of the oldest compiler if it differs, since it explains a mismatch only once. */
  readonly told54?: string;
  /** The message of the newest compiler if it differs. */
  readonly told7?: string;
}

/** The beginning of each program. */
export const head = `import { all, can, exact, lint, prefix, S2, scope, tenant } from "s2-access-tokens";
import type { IssuedAccessToken, ResourceSet } from "s2-access-tokens";
declare const client: S2;
declare const signal: AbortSignal;
const { accessTokens } = client;
export { all, can, exact, lint, prefix, scope, signal, tenant, type IssuedAccessToken, type ResourceSet };`;

export const mistakes: readonly Mistake[] = [
  {
    name: "no scope",
    program: 'void accessTokens.issue({ id: "a" });',
    told: `Argument of type '{ id: string; }' is not assignable to parameter of type 'IssueAccessTokenInput<unknown>'.
Property 'scope' is missing in type '{ id: string; }' but required in type 'IssueAccessTokenInput<unknown>'.`,
    told7:
      "Property 'scope' is missing in type '{ id: string; }' but required in type 'IssueAccessTokenInput<unknown>'.",
  },
  {
    name: "stream names prefixed where streams are exact",
    program:
      'void accessTokens.issue({ id: "a", scope: { ops: ["read"], streams: { exact: "b" } }, autoPrefixStreams: true });',
    told: "Type 'true' is not assignable to type 'false | OnlyWithAStreamPrefix | undefined'.",
  },
  {
    name: "stream names prefixed where a builder has exact streams",
    program:
      'void accessTokens.issue({ id: "a", scope: scope().basins(all()).streams(exact("b")).ops("read"), autoPrefixStreams: true });',
    told: "Type 'true' is not assignable to type 'false | OnlyWithAStreamPrefix | undefined'.",
  },
  {
    name: "operations in a const object",
    program: `const reader = { ops: ["read"] };
      void accessTokens.issue({ id: "a", scope: reader });`,
    told: `Type '{ ops: string[]; }' is not assignable to type 'AccessTokenScope'.
Types of property 'ops' are incompatible.
Type 'string[]' is not assignable to type 'readonly OperationName[]'.
Type 'string' is not assignable to type 'OperationName'.`,
  },
  {
    name: "operations in a const input",
    program: `const input = { id: "a", scope: { streams: { prefix: "b" }, ops: ["append"] } };
      void accessTokens.issue(input);`,
    told: `Argument of type '{ id: string; scope: { streams: { prefix: string; }; ops: string[]; }; }' is not assignable to parameter of type 'IssueAccessTokenInput<{ streams: { prefix: string; }; ops: string[]; }>'.
The types of 'scope.ops' are incompatible between these types.
Type 'string[]' is not assignable to type 'readonly OperationName[]'.
Type 'string' is not assignable to type 'OperationName'.`,
    told54: `Argument of type '{ id: string; scope: { streams: { prefix: string; }; ops: string[]; }; }' is not assignable to parameter of type 'IssueAccessTokenInput<{ streams: { prefix: string; }; ops: string[]; }>'.
The types of 'scope.ops' are incompatible between these types.
Type 'string[]' is not assignable to type 'readonly OperationName[]'.`,
  },
  {
    name: "operations in a const",
    program: `const ops = ["read"];
      void accessTokens.issue({ id: "a", scope: { ops } });`,
    told: `Type 'string[]' is not assignable to type 'readonly OperationName[]'.
Type 'string' is not assignable to type 'OperationName'.`,
    told54: "Type 'string[]' is not assignable to type 'readonly OperationName[]'.",
  },
  {
    name: "a group in a const input",
    program: `const input = { id: "a", scope: { opGroups: { stream: "read" } } };
      void accessTokens.issue(input);`,
    told: `Argument of type '{ id: string; scope: { opGroups: { stream: string; }; }; }' is not assignable to parameter of type 'IssueAccessTokenInput<{ opGroups: { stream: string; }; }>'.
The types of 'scope.opGroups.stream' are incompatible between these types.
Type 'string' has no properties in common with type 'ReadWritePermissions'.`,
  },
  {
    name: "a bare name in a const input",
    program: `const input = { id: "a", scope: { basins: "b", ops: [] } };
      void accessTokens.issue(input);`,
    told: `Argument of type '{ id: string; scope: { basins: string; ops: never[]; }; }' is not assignable to parameter of type 'IssueAccessTokenInput<{ basins: string; ops: never[]; }>'.
The types of 'scope.basins' are incompatible between these types.
Type 'string' is not assignable to type 'ResourceSet | null | undefined'.`,
  },
  {
    name: "a misspelt operation in a scope",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["raed"] } });',
    told: `Type '"raed"' is not assignable to type 'OperationName'.`,
  },
  {
    name: "a nearly right operation in a scope",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["list-stream"] } });',
    told: `Type '"list-stream"' is not assignable to type 'OperationName'. Did you mean '"list-streams"'?`,
  },
  {
    name: "a misspelt operation in a builder",
    program: 'scope().ops("raed");',
    told: `Argument of type '"raed"' is not assignable to parameter of type 'Operation'.`,
  },
  {
    name: "an array of operations in a builder",
    program: 'scope().ops(["read"]);',
    told: "Argument of type 'string[]' is not assignable to parameter of type 'Operation'.",
  },
  {
    name: "a misspelt operation in can",
    program: 'can({}, { operation: "raed", basin: "b", stream: "s" });',
    told: `Type '"raed"' is not assignable to type 'AccountOperation | BasinOperation | StreamOperation | AccessTokenOperation | UnknownOperation'.`,
    told7: `Type '"raed"' is not assignable to type 'AccessTokenOperation | AccountOperation | BasinOperation | StreamOperation | UnknownOperation'.`,
  },
  {
    name: "a request without its stream",
    program: 'can({}, { operation: "read", basin: "b" });',
    told: `Argument of type '{ operation: "read"; basin: string; }' is not assignable to parameter of type 'ScopeRequest'.
Property 'stream' is missing in type '{ operation: "read"; basin: string; }' but required in type 'StreamRequest'.`,
  },
  {
    name: "a request in a const object",
    program: `const request = { operation: "read", basin: "b", stream: "s" };
      can({}, request);`,
    told: `Argument of type '{ operation: string; basin: string; stream: string; }' is not assignable to parameter of type 'ScopeRequest'.
Type '{ operation: string; basin: string; stream: string; }' is not assignable to type 'UnknownRequest'.
Types of property 'operation' are incompatible.
Type 'string' is not assignable to type 'UnknownOperation'.
Type 'string' is not assignable to type '{ readonly __s2UnknownOperation: true; }'.`,
  },
  {
    name: "both keys in a set",
    program:
      'void accessTokens.issue({ id: "a", scope: { ops: ["read"], basins: { exact: "b", prefix: "c" } } });',
    told: `Type '"c"' is not assignable to type 'EitherExactOrPrefix'.`,
  },
  {
    name: "both keys in a set by itself",
    program: 'export const set: ResourceSet = { exact: "b", prefix: "c" };',
    told: `Type '{ exact: string; prefix: "c"; }' is not assignable to type 'ResourceSet'.
Types of property 'prefix' are incompatible.
Type '"c"' is not assignable to type 'EitherExactOrPrefix'.`,
  },
  {
    name: "both keys in a set of a builder",
    program: 'scope().streams({ exact: "b", prefix: "c" });',
    told: `Argument of type '{ exact: string; prefix: "c"; }' is not assignable to parameter of type 'ResourceSet'.
Types of property 'prefix' are incompatible.
Type '"c"' is not assignable to type 'EitherExactOrPrefix'.`,
  },
  {
    name: "both keys in a const set",
    program: `const basins = { exact: "b", prefix: "c" };
      void accessTokens.issue({ id: "a", scope: { ops: ["read"], basins } });`,
    told: `Type '{ exact: string; prefix: string; }' is not assignable to type 'ResourceSet | null | undefined'.
Type '{ exact: string; prefix: string; }' is not assignable to type 'ExactMatch'.
Types of property 'prefix' are incompatible.
Type 'string' is not assignable to type 'EitherExactOrPrefix'.`,
  },
  {
    name: "a misspelt key in a set",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["read"], basins: { exakt: "b" } } });',
    told: "Object literal may only specify known properties, but 'exakt' does not exist in type 'ResourceSet'. Did you mean to write 'exact'?",
  },
  {
    name: "another key in a set",
    program:
      'void accessTokens.issue({ id: "a", scope: { ops: ["read"], basins: { exact: "b", suffix: "c" } } });',
    told: "Object literal may only specify known properties, and 'suffix' does not exist in type 'ExactMatch'.",
  },
  {
    name: "a misspelt set",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["read"], basin: { exact: "b" } } });',
    told: "Object literal may only specify known properties, but 'basin' does not exist in type 'AccessTokenScope'. Did you mean to write 'basins'?",
  },
  {
    name: "S2's own spelling of a set",
    program:
      'void accessTokens.issue({ id: "a", scope: { ops: ["read"], access_tokens: { prefix: "b" } } });',
    told: "Object literal may only specify known properties, but 'access_tokens' does not exist in type 'AccessTokenScope'. Did you mean to write 'accessTokens'?",
  },
  {
    name: "a misspelt group",
    program:
      'void accessTokens.issue({ id: "a", scope: { opGroups: { streams: { read: true }, basin: { read: true } } } });',
    told: "Object literal may only specify known properties, but 'streams' does not exist in type 'PermittedOperationGroups'. Did you mean to write 'stream'?",
  },
  {
    name: "a misspelt group in a builder",
    program: 'scope().group("streams", "read");',
    told: `Argument of type '"streams"' is not assignable to parameter of type '"account" | "basin" | "stream"'.`,
  },
  {
    name: "a misspelt flag",
    program:
      'void accessTokens.issue({ id: "a", scope: { opGroups: { stream: { read: true, wirte: true } } } });',
    told: "Object literal may only specify known properties, but 'wirte' does not exist in type 'ReadWritePermissions'. Did you mean to write 'write'?",
  },
  {
    name: "a bare name for a set",
    program: 'scope().basins("production");',
    told: "Argument of type 'string' is not assignable to parameter of type 'ResourceSet'.",
  },
  {
    name: "a Date for expiresIn",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["read"] }, expiresIn: new Date() });',
    told: "Type 'Date' is not assignable to type 'string | number | undefined'.",
  },
  {
    name: "a lifetime for expiresAt",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["read"] }, expiresAt: { hours: 1 } });',
    told: "Object literal may only specify known properties, and 'hours' does not exist in type 'Date'.",
  },
  {
    name: "S2's own spelling of the expiry",
    program:
      'void accessTokens.issue({ id: "a", scope: { ops: ["read"] }, expires_at: "2030-01-01T00:00:00Z" });',
    told: `Object literal may only specify known properties, but 'expires_at' does not exist in type 'IssueAccessTokenInput<{ readonly ops: readonly ["read"]; }>'. Did you mean to write 'expiresAt'?`,
  },
  {
    name: "a signal in the input",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["read"] }, signal });',
    told: `Object literal may only specify known properties, and 'signal' does not exist in type 'IssueAccessTokenInput<{ readonly ops: readonly ["read"]; }>'.`,
  },
  {
    name: "limit on listAll",
    program: "accessTokens.listAll({ limit: 10 });",
    told: "Object literal may only specify known properties, and 'limit' does not exist in type 'ListAllAccessTokensInput'.",
  },
  {
    name: "a set missing in a builder",
    program: 'scope().streams(prefix("a/")).ops("read").build();',
    told: `This expression is not callable.
Type '{ readonly lacks: "this scope needs .basins(…)"; }' has no call signatures.`,
  },
  {
    name: "a set missing in a builder that is issued",
    program: 'void accessTokens.issue({ id: "a", scope: scope().streams(prefix("a/")).ops("read") });',
    told: `Type 'ScopeBuilder<PrefixMatch, "streams", "this scope needs .basins(…)">' is not assignable to type 'AccessTokenScope'.
Types of property 'basins' are incompatible.
Type '(set: ResourceSet) => ScopeBuilder<PrefixMatch, "basins" | "streams", never>' is not assignable to type 'ResourceSet | null | undefined'.`,
  },
  {
    name: "a set missing in a builder that is linted",
    program: 'lint(scope().group("stream", "read"));',
    told: `Argument of type 'ScopeBuilder<undefined, never, "this scope needs .basins(…)" | "this scope needs .streams(…)">' is not assignable to parameter of type 'ScopeOrToken'.
Type 'ScopeBuilder<undefined, never, "this scope needs .basins(…)" | "this scope needs .streams(…)">' is not assignable to type 'AccessTokenScope'.
Types of property 'basins' are incompatible.
Type '(set: ResourceSet) => ScopeBuilder<undefined, "basins", "this scope needs .streams(…)">' is not assignable to type 'ResourceSet | null | undefined'.`,
  },
  {
    name: "a builder of nothing",
    program: "scope().build();",
    told: `This expression is not callable.
Type '{ readonly lacks: "this scope needs .ops(…) or .group(…)"; }' has no call signatures.`,
  },
  {
    name: "a builder that was not called",
    program: 'void accessTokens.issue({ id: "a", scope: scope });',
    told: `Type '() => ScopeBuilder<undefined, never, "this scope needs .ops(…) or .group(…)">' has no properties in common with type 'AccessTokenScope'.`,
  },
  {
    name: "a build that was not called",
    program: 'void accessTokens.issue({ id: "a", scope: scope().ops("list-basins").build });',
    told: "Value of type '() => BuiltScope<undefined>' has no properties in common with type 'AccessTokenScope'. Did you mean to call it?",
  },
  {
    name: "a tenant for a scope",
    program: 'void accessTokens.issue({ id: "a", scope: tenant({ prefix: "a/", basins: all() }) });',
    told: "Type 'Tenant' has no properties in common with type 'AccessTokenScope'.",
  },
  {
    name: "a tenant without basins",
    program: 'tenant({ segments: ["users", "a"] });',
    told: `Argument of type '{ segments: [string, string]; }' is not assignable to parameter of type 'TenantPlace'.
Property 'basins' is missing in type '{ segments: [string, string]; }' but required in type 'TenantBySegments'.`,
  },
  {
    name: "a misspelt option of a tenant",
    program: 'tenant({ prefix: "a/", basins: all(), createStream: true });',
    told: "Object literal may only specify known properties, but 'createStream' does not exist in type 'TenantByPrefix'. Did you mean to write 'createStreams'?",
  },
  {
    name: "a bearer that may be missing",
    program: `declare const env: { readonly S2_ACCESS_TOKEN?: string };
      new S2({ accessToken: env.S2_ACCESS_TOKEN });`,
    told: `Type 'string | undefined' is not assignable to type 'BearerSource'.
Type 'undefined' is not assignable to type 'BearerSource'.`,
  },
  {
    name: "an id alone",
    program: 'void accessTokens.revoke("a");',
    told: "Argument of type 'string' is not assignable to parameter of type 'RevokeAccessTokenInput'.",
  },
  {
    name: "text that nobody has parsed",
    program: 'void accessTokens.issue({ id: "a", scope: JSON.stringify({ ops: ["read"] }) });',
    told: "Type 'string' is not assignable to type 'ScopeInput'.",
  },
  {
    name: "a secret read before it is there",
    program:
      'export const secret = accessTokens.issue({ id: "a", scope: { ops: ["list-basins"] } }).accessToken;',
    told: "Property 'accessToken' does not exist on type 'Promise<IssuedAccessToken>'.",
  },
  {
    name: "spreading an issued token for its secret",
    program: "export const stored = (issued: IssuedAccessToken) => ({ ...issued }).accessToken;",
    told: "Property 'accessToken' does not exist on type '{ id: string; expiresAt: Date | undefined; }'.",
  },
];
