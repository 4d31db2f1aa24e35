// Generated from spec/access-tokens.yaml and spec/operation-groups.yaml by `npm run generate`. Do not edit.
// SHA-256 of spec/access-tokens.yaml: 3b4f3a3a315ade18d1389c5d1e506b0f53ac23e4989aa7085d3ed730c6878999

import type { components, operations } from "./schema.js";

/**
 * SHA-256 of the contract these files were generated from.
 *
 * @internal
 */
export const SPEC_SHA256 = "3b4f3a3a315ade18d1389c5d1e506b0f53ac23e4989aa7085d3ed730c6878999";

/**
 * S2's account endpoint, as the contract names it.
 *
 * @internal
 */
export const BASE_URL = "https://aws.s2.dev/v1";

/** The data by which a request of the API is sent and its answer is read. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** The server it is sent to, if not the document's own. */
  readonly server?: string;
  /** `reads` changes nothing, `repeatable` may be sent twice, `once` may not. Placed by hand. */
  readonly effect: "reads" | "repeatable" | "once";
  /** Success statuses, each with or without a JSON body. */
  readonly success: Readonly<Record<number, "json" | "empty">>;
  /** The paging of a listing: parameters for the cursor and the size, fields for the items and for whether there are more. */
  readonly pages?: {
    readonly after: string;
    readonly size: string;
    readonly items: string;
    readonly more: string;
  };
}

/**
 * Every operation of the contract.
 *
 * @internal
 */
export const ROUTES = {
  list_access_tokens: {
    method: "GET",
    path: "/access-tokens",
    effect: "reads",
    success: {
      "200": "json",
    },
    pages: {
      after: "start_after",
      size: "limit",
      items: "access_tokens",
      more: "has_more",
    },
  },
  issue_access_token: {
    method: "POST",
    path: "/access-tokens",
    effect: "once",
    success: {
      "201": "json",
    },
  },
  revoke_access_token: {
    method: "DELETE",
    path: "/access-tokens/{id}",
    effect: "repeatable",
    success: {
      "204": "empty",
    },
  },
} as const satisfies Record<keyof operations, Route>;

/**
 * Every status that an operation declares.
 *
 * @internal
 */
export const STATUSES = {
  list_access_tokens: [200, 400, 403, 408],
  issue_access_token: [201, 400, 403, 408, 409],
  revoke_access_token: [204, 400, 403, 408],
} as const satisfies Record<keyof operations, readonly number[]>;

/** An error status that some operation declares. */
export type ErrorStatus = 400 | 403 | 408 | 409;

/**
 * A limit of the contract.
 *
 * @internal
 */
export const TOKEN_ID_MIN_BYTES = 1;

/**
 * A limit of the contract.
 *
 * @internal
 */
export const TOKEN_ID_MAX_BYTES = 96;

/**
 * A limit of the contract.
 *
 * @internal
 */
export const PAGE_SIZE_DEFAULT = 1000;

/**
 * A limit of the contract.
 *
 * @internal
 */
export const PAGE_SIZE_MAX = 1000;

/** Every operation that a scope can name, in S2's order. */
export const OPERATIONS = [
  "list-basins",
  "create-basin",
  "delete-basin",
  "reconfigure-basin",
  "get-basin-config",
  "issue-access-token",
  "revoke-access-token",
  "list-access-tokens",
  "list-streams",
  "create-stream",
  "delete-stream",
  "get-stream-config",
  "reconfigure-stream",
  "check-tail",
  "append",
  "read",
  "trim",
  "fence",
  "account-metrics",
  "basin-metrics",
  "stream-metrics",
  "list-locations",
  "get-default-location",
  "set-default-location",
] as const satisfies readonly components["schemas"]["Operation"][];

/** An operation that a scope can name. */
export type Operation =
  | "list-basins"
  | "create-basin"
  | "delete-basin"
  | "reconfigure-basin"
  | "get-basin-config"
  | "issue-access-token"
  | "revoke-access-token"
  | "list-access-tokens"
  | "list-streams"
  | "create-stream"
  | "delete-stream"
  | "get-stream-config"
  | "reconfigure-stream"
  | "check-tail"
  | "append"
  | "read"
  | "trim"
  | "fence"
  | "account-metrics"
  | "basin-metrics"
  | "stream-metrics"
  | "list-locations"
  | "get-default-location"
  | "set-default-location";

/** The operation groups of a scope. */
export const OPERATION_GROUPS = [
  "account",
  "basin",
  "stream",
] as const satisfies readonly (keyof components["schemas"]["PermittedOperationGroups"])[];

/** A named set of operations that a scope can grant as a whole. */
export type OperationGroup = (typeof OPERATION_GROUPS)[number];

/** A reading of one operation's place: the group that holds it and the access it takes. */
export interface OperationPlacement {
  readonly group: OperationGroup;
  readonly access: "read" | "write";
}

/** A reading and its source. */
export interface SourcedPlacement extends OperationPlacement {
  readonly source: string;
}

/** An operation's place, the resources it names, and the certainty of that. */
export interface OperationRow extends SourcedPlacement {
  readonly resources: readonly ("basin" | "stream" | "access-token")[];
  /** `sourced`: sources agree. `disputed`: they do not, see `rivals`. `inferred`: no source names it. */
  readonly certainty: "sourced" | "disputed" | "inferred";
  readonly rivals: readonly SourcedPlacement[];
}

/** An operation that names nothing, or only the account. */
export type AccountOperation =
  | "list-basins"
  | "list-access-tokens"
  | "account-metrics"
  | "list-locations"
  | "get-default-location"
  | "set-default-location";

/** An operation that names a basin. */
export type BasinOperation =
  | "create-basin"
  | "delete-basin"
  | "reconfigure-basin"
  | "get-basin-config"
  | "list-streams"
  | "basin-metrics";

/** An operation that names a stream, and so its basin. */
export type StreamOperation =
  | "create-stream"
  | "delete-stream"
  | "get-stream-config"
  | "reconfigure-stream"
  | "check-tail"
  | "append"
  | "read"
  | "trim"
  | "fence"
  | "stream-metrics";

/** An operation that names an access token. */
export type AccessTokenOperation = "issue-access-token" | "revoke-access-token";

/**
 * The operations that name something.
 *
 * @internal
 */
export const OPERATIONS_NAMING = {
  basin: [
    "create-basin",
    "delete-basin",
    "reconfigure-basin",
    "get-basin-config",
    "list-streams",
    "basin-metrics",
  ],
  stream: [
    "create-stream",
    "delete-stream",
    "get-stream-config",
    "reconfigure-stream",
    "check-tail",
    "append",
    "read",
    "trim",
    "fence",
    "stream-metrics",
  ],
  accessToken: ["issue-access-token", "revoke-access-token"],
} as const satisfies {
  readonly basin: readonly BasinOperation[];
  readonly stream: readonly StreamOperation[];
  readonly accessToken: readonly AccessTokenOperation[];
};

/**
 * The group, access and resources of every operation.
 *
 * @internal
 */
export const OPERATION_TABLE = {
  "list-basins": {
    group: "account",
    access: "read",
    resources: [],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "create-basin": {
    group: "account",
    access: "write",
    resources: ["basin"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "delete-basin": {
    group: "account",
    access: "write",
    resources: ["basin"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "reconfigure-basin": {
    group: "account",
    access: "write",
    resources: ["basin"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "get-basin-config": {
    group: "account",
    access: "read",
    resources: ["basin"],
    certainty: "disputed",
    rivals: [
      {
        group: "basin",
        access: "read",
        source: "S2's Go documentation and its test plan of January 2026, in one place",
      },
      { group: "account", access: "write", source: "the same two, in another place" },
    ],
    source: "the former gRPC services",
  },
  "issue-access-token": {
    group: "account",
    access: "write",
    resources: ["access-token"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "revoke-access-token": {
    group: "account",
    access: "write",
    resources: ["access-token"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "list-access-tokens": {
    group: "account",
    access: "read",
    resources: [],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "list-streams": {
    group: "basin",
    access: "read",
    resources: ["basin"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "create-stream": {
    group: "basin",
    access: "write",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "delete-stream": {
    group: "basin",
    access: "write",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "get-stream-config": {
    group: "basin",
    access: "read",
    resources: ["basin", "stream"],
    certainty: "disputed",
    rivals: [
      {
        group: "stream",
        access: "read",
        source: "S2's Go documentation and its test plan of January 2026, in one place",
      },
      { group: "basin", access: "write", source: "the same two, in another place" },
    ],
    source: "the former gRPC services",
  },
  "reconfigure-stream": {
    group: "basin",
    access: "write",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "check-tail": {
    group: "stream",
    access: "read",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  append: {
    group: "stream",
    access: "write",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  read: {
    group: "stream",
    access: "read",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  trim: {
    group: "stream",
    access: "write",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  fence: {
    group: "stream",
    access: "write",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "account-metrics": {
    group: "account",
    access: "read",
    resources: [],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "basin-metrics": {
    group: "basin",
    access: "read",
    resources: ["basin"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "stream-metrics": {
    group: "stream",
    access: "read",
    resources: ["basin", "stream"],
    certainty: "sourced",
    rivals: [],
    source: "S2 staff's test plan of January 2026 and the former gRPC services agree.",
  },
  "list-locations": {
    group: "account",
    access: "read",
    resources: [],
    certainty: "inferred",
    rivals: [],
    source: "No source; locations belong to the account, as basins do.",
  },
  "get-default-location": {
    group: "account",
    access: "read",
    resources: [],
    certainty: "inferred",
    rivals: [],
    source: "No source; locations belong to the account, as basins do.",
  },
  "set-default-location": {
    group: "account",
    access: "write",
    resources: [],
    certainty: "inferred",
    rivals: [],
    source: "No source; locations belong to the account, as basins do.",
  },
} as const satisfies Record<components["schemas"]["Operation"], OperationRow>;
