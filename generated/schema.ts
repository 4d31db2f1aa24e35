// Generated from spec/access-tokens.yaml and spec/operation-groups.yaml by `npm run generate`. Do not edit.
// SHA-256 of spec/access-tokens.yaml: 3b4f3a3a315ade18d1389c5d1e506b0f53ac23e4989aa7085d3ed730c6878999

export interface paths {
  "/access-tokens": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List access tokens.
     * @description One page of the account's tokens, in ascending order of the bytes of their ids. Secrets are never listed.
     */
    get: operations["list_access_tokens"];
    put?: never;
    /**
     * Issue an access token.
     * @description Creates a token with an id, a scope and an expiry. The answer contains its secret, which is shown only once.
     */
    post: operations["issue_access_token"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/access-tokens/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke an access token.
     * @description Removes the token from the listing at once. Its secret can still be accepted for up to ten minutes.
     */
    delete: operations["revoke_access_token"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ListAccessTokensResponse: {
      /** @description The tokens of this page. */
      access_tokens: components["schemas"]["AccessTokenInfo"][];
      /** @description True if at least one more matching token follows this page. */
      has_more: boolean;
    };
    ErrorInfo: {
      /** @description A stable word for the error. */
      code: string;
      /** @description A description of the error, for people. */
      message: string;
    };
    AccessTokenInfo: {
      /**
       * @description Adds the stream prefix of the scope to every stream name in a request, and removes it in listings. The scope's stream set must be a prefix.
       * @default false
       */
      auto_prefix_streams?: boolean;
      /**
       * Format: date-time
       * @description The time the token stops working, in RFC 3339. If left out at issue, the token inherits the expiry of the issuing token. Null in a listing means never.
       */
      expires_at?: string | null;
      /** @description Name of the token, unique in the account. */
      id: components["schemas"]["AccessTokenIdStr"];
      /** @description The permissions of the token. */
      scope: components["schemas"]["AccessTokenScope"];
    };
    AccessTokenIdStr: string;
    AccessTokenScope: {
      access_tokens?: null | components["schemas"]["ResourceSet"];
      basins?: null | components["schemas"]["ResourceSet"];
      op_groups?: null | components["schemas"]["PermittedOperationGroups"];
      /** @description Single operations. Together with the operations of the granted groups they are all the token may do. */
      ops?: components["schemas"]["Operation"][] | null;
      streams?: null | components["schemas"]["ResourceSet"];
    };
    ResourceSet:
      | {
          /** @description This name and no other. Empty matches nothing. */
          exact: string;
          prefix?: never;
        }
      | {
          /** @description Every name that begins with this text. Empty matches everything. */
          prefix: string;
          exact?: never;
        };
    PermittedOperationGroups: {
      account?: null | components["schemas"]["ReadWritePermissions"];
      basin?: null | components["schemas"]["ReadWritePermissions"];
      stream?: null | components["schemas"]["ReadWritePermissions"];
    };
    /** @enum {string} */
    Operation:
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
    ReadWritePermissions: {
      /**
       * @description The group's operations that only look.
       * @default false
       */
      read?: boolean;
      /**
       * @description The group's operations that change something.
       * @default false
       */
      write?: boolean;
    };
    IssueAccessTokenResponse: {
      /** @description The token's secret. It is shown this once. */
      access_token: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type ListAccessTokensResponse = components["schemas"]["ListAccessTokensResponse"];
export type ErrorInfo = components["schemas"]["ErrorInfo"];
export type AccessTokenInfo = components["schemas"]["AccessTokenInfo"];
export type AccessTokenIdStr = components["schemas"]["AccessTokenIdStr"];
export type AccessTokenScope = components["schemas"]["AccessTokenScope"];
export type ResourceSet = components["schemas"]["ResourceSet"];
export type PermittedOperationGroups = components["schemas"]["PermittedOperationGroups"];
export type Operation = components["schemas"]["Operation"];
export type ReadWritePermissions = components["schemas"]["ReadWritePermissions"];
export type IssueAccessTokenResponse = components["schemas"]["IssueAccessTokenResponse"];
export type $defs = Record<string, never>;
export interface operations {
  list_access_tokens: {
    parameters: {
      query?: {
        /** @description Only ids that begin with this text. Empty matches every id. */
        prefix?: string;
        /** @description Only ids that sort after this one, which is itself left out: the last id of the previous page. */
        start_after?: string;
        /** @description The most tokens to return in one page. 0 is read as 1000. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of matching tokens. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ListAccessTokensResponse"];
        };
      };
      /** @description The request could not be understood; nothing was done. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
      /** @description The bearer's scope does not permit this, or a quota is used up; nothing was done. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
      /** @description The server gave up on the request; whether it took effect is not known. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
    };
  };
  issue_access_token: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description The token to create. */
    requestBody: {
      content: {
        "application/json": components["schemas"]["AccessTokenInfo"];
      };
    };
    responses: {
      /** @description The token was created. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["IssueAccessTokenResponse"];
        };
      };
      /** @description The request could not be understood; nothing was done. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
      /** @description The bearer's scope does not permit this, or a quota is used up; nothing was done. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
      /** @description The server gave up on the request; whether it took effect is not known. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
      /** @description A token with this id exists, or the request collided with another; nothing was done. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
    };
  };
  revoke_access_token: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the token to revoke. */
        id: components["schemas"]["AccessTokenIdStr"];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The token was revoked. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The request could not be understood; nothing was done. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
      /** @description The bearer's scope does not permit this, or a quota is used up; nothing was done. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
      /** @description The server gave up on the request; whether it took effect is not known. */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ErrorInfo"];
        };
      };
    };
  };
}
