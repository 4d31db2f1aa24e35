// Every type of the local account, by equality. A change here is a change for users.
import type { Operation, OperationGroup } from "s2-access-tokens";
import type {
  AccountRequest,
  AccountSnapshot,
  AccountToken,
  Answer,
  BeyondIssuer,
  Decision,
  Denial,
  FAULT_NAMES,
  Fault,
  FaultCall,
  FaultName,
  Faults,
  JournalEntry,
  LocalAccount,
  LocalAccountOptions,
  OperationTable,
  Outcome,
  RefusalCode,
  ResourceKind,
  Served,
  createLocalAccount,
} from "s2-access-tokens/testing";
import type { ListenOptions, LocalServer, listen } from "s2-access-tokens/testing/node";
import type { Equal, Expect } from "./equal.js";

type AccountSet = { readonly exact: string } | { readonly prefix: string } | null;

export type Checked = [
  Expect<
    Equal<
      AccountRequest,
      {
        readonly method: string;
        readonly url: URL;
        readonly headers: Headers;
        readonly body: Uint8Array;
      }
    >
  >,
  Expect<Equal<AccountSnapshot, { readonly kind: "s2-local-account-snapshot" }>>,
  Expect<
    Equal<
      Answer,
      {
        readonly status: number;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string | ReturnType<TextEncoder["encode"]>;
      }
    >
  >,
  Expect<
    Equal<
      BeyondIssuer,
      | { readonly kind: "operation-beyond-issuer"; readonly operation: Operation }
      | {
          readonly kind: "set-beyond-issuer";
          readonly resource: "basin" | "stream" | "access-token";
          readonly set: { readonly exact: string } | { readonly prefix: string } | null;
          readonly issuerSet: { readonly exact: string } | { readonly prefix: string } | null;
        }
    >
  >,
  Expect<
    Equal<
      Decision,
      {
        readonly status: number;
        readonly code: string | undefined;
        readonly reason: string | undefined;
        readonly denial: Denial | undefined;
      }
    >
  >,
  Expect<
    Equal<
      Denial,
      | BeyondIssuer
      | { readonly kind: "operation-not-granted"; readonly operation: Operation }
      | {
          readonly kind: "resource-not-covered";
          readonly operation: Operation;
          readonly resource: "basin" | "stream" | "access-token";
          readonly name: string;
          readonly set: { readonly exact: string } | { readonly prefix: string } | null;
        }
    >
  >,
  Expect<Equal<typeof FAULT_NAMES, readonly FaultName[]>>,
  Expect<
    Equal<
      Fault,
      {
        readonly name: FaultName;
        readonly delayMillis?: number | undefined;
        readonly retryAfterMillis?: number | undefined;
        readonly code?:
          | "bad_json"
          | "bad_query"
          | "bad_path"
          | "bad_header"
          | "authn"
          | "permission_denied"
          | "quota_exhausted"
          | "access_token_not_found"
          | "basin_not_found"
          | "stream_not_found"
          | "not_found"
          | "method_not_allowed"
          | "request_timeout"
          | "resource_already_exists"
          | "transaction_conflict"
          | "invalid"
          | "rate_limited"
          | "client_hangup"
          | "other"
          | "storage"
          | "not_implemented"
          | "hot_server"
          | "server_draining"
          | "unavailable"
          | "upstream_timeout"
          | undefined;
        readonly json?: unknown;
      }
    >
  >,
  Expect<Equal<FaultCall, "list" | "issue" | "revoke" | "any">>,
  Expect<
    Equal<
      FaultName,
      | "none"
      | "slow"
      | "gzip"
      | "408"
      | "500"
      | "500-empty"
      | "502"
      | "503"
      | "504"
      | "reset-before"
      | "html-2xx"
      | "429"
      | "429-retry-after"
      | "409-transaction-conflict"
      | "502-hot-server"
      | "503-draining"
      | "refused"
      | "500-after"
      | "504-after"
      | "reset-after"
      | "hang-after"
      | "drip"
      | "truncated"
      | "cut-body"
      | "empty-2xx"
      | "wrong-shape"
      | "bad-utf8"
      | "400"
      | "401"
      | "403"
      | "404"
      | "409"
      | "422"
      | "501"
      | "quota"
      | "401-echo"
      | "huge-error"
      | "redirect"
      | "redirect-loop"
      | "empty-page"
      | "repeat-page"
      | "backward-page"
    >
  >,
  Expect<
    Equal<
      Faults,
      {
        readonly next: (call: FaultCall, fault: FaultName | Fault) => void;
        readonly script: (faults: readonly (FaultName | Fault)[]) => void;
        readonly always: (call: FaultCall, fault: FaultName | Fault) => void;
        readonly clear: () => void;
        readonly pending: number;
        readonly peek: () => Fault | undefined;
        readonly skip: () => void;
        readonly onChange: (listener: () => void) => () => void;
      }
    >
  >,
  Expect<
    Equal<
      JournalEntry,
      {
        readonly at: number;
        readonly method: string;
        readonly origin: string;
        readonly path: string;
        readonly operation: Operation | undefined;
        readonly caller: string | undefined;
        readonly decision: Decision | undefined;
        readonly fault: FaultName | undefined;
        readonly status: number | undefined;
      }
    >
  >,
  Expect<
    Equal<
      LocalAccount,
      {
        readonly fetch: (input: string | URL | Request, init?: RequestInit | undefined) => Promise<Response>;
        readonly token: string;
        readonly faults: Faults;
        readonly journal: readonly JournalEntry[];
        readonly tokens: () => AccountToken[];
        readonly idOf: (secret: string) => string | undefined;
        readonly snapshot: () => AccountSnapshot;
        readonly restore: (snapshot: AccountSnapshot) => void;
        readonly serve: (request: AccountRequest) => Served;
      }
    >
  >,
  Expect<
    Equal<
      LocalAccountOptions,
      {
        readonly token?: string | undefined;
        readonly now?: (() => number) | undefined;
        readonly newSecret?: (() => string) | undefined;
        readonly revocationDelayMillis?: number | undefined;
        readonly filterListings?: boolean | undefined;
        readonly operationTable?: OperationTable | undefined;
        readonly observe?: ((entry: JournalEntry) => void) | undefined;
      }
    >
  >,
  Expect<
    Equal<
      AccountToken,
      {
        readonly id: string;
        readonly scope: {
          readonly access_tokens: AccountSet;
          readonly basins: AccountSet;
          readonly streams: AccountSet;
          readonly op_groups: Readonly<
            Record<OperationGroup, { readonly read: boolean; readonly write: boolean }>
          >;
          readonly ops: readonly Operation[];
        };
        readonly auto_prefix_streams: boolean;
        readonly expires_at: string | null;
      }
    >
  >,
  Expect<Equal<keyof OperationTable, Operation>>,
  Expect<
    Equal<
      OperationTable["read"],
      {
        readonly group: OperationGroup;
        readonly access: "read" | "write";
        readonly resources: readonly ResourceKind[];
      }
    >
  >,
  Expect<
    Equal<
      Outcome,
      | { readonly kind: "answer"; readonly answer: Answer }
      | { readonly kind: "gzip"; readonly answer: Answer }
      | { readonly kind: "cut"; readonly answer: Answer }
      | { readonly kind: "drip"; readonly answer: Answer; readonly everyMillis: number }
      | { readonly kind: "hang" }
      | { readonly kind: "reset" }
      | { readonly kind: "refused" }
    >
  >,
  Expect<
    Equal<
      RefusalCode,
      | "bad_json"
      | "bad_query"
      | "bad_path"
      | "bad_header"
      | "authn"
      | "permission_denied"
      | "quota_exhausted"
      | "access_token_not_found"
      | "basin_not_found"
      | "stream_not_found"
      | "not_found"
      | "method_not_allowed"
      | "request_timeout"
      | "resource_already_exists"
      | "transaction_conflict"
      | "invalid"
      | "rate_limited"
      | "client_hangup"
      | "other"
      | "storage"
      | "not_implemented"
      | "hot_server"
      | "server_draining"
      | "unavailable"
      | "upstream_timeout"
    >
  >,
  Expect<Equal<ResourceKind, "basin" | "stream" | "access-token">>,
  Expect<Equal<Served, { readonly outcome: Outcome; readonly delayMillis: number }>>,
  Expect<Equal<typeof createLocalAccount, (options?: LocalAccountOptions | undefined) => LocalAccount>>,
  Expect<Equal<ListenOptions, { readonly port?: number | undefined; readonly host?: string | undefined }>>,
  Expect<
    Equal<
      LocalServer,
      {
        readonly port: number;
        readonly accountEndpoint: string;
        readonly basinEndpoint: string;
        readonly refuse: () => void;
        readonly accept: () => Promise<void>;
        readonly close: () => Promise<void>;
      }
    >
  >,
  Expect<
    Equal<typeof listen, (account: LocalAccount, options?: ListenOptions | undefined) => Promise<LocalServer>>
  >,
];
