import type { Contract } from "../contract.js";
import { routesOf, type Route } from "./routes.js";
import { resolvePointer, SpecError } from "../yaml.js";

/**
 * Returns everything the contract knows at run time, as TypeScript source without a header. What no public declaration
 * names is marked internal, which leaves it out of the published ones.
 */
export function emitConstants(contract: Contract, specSha256: string): string {
  const { document, operations, groups } = contract;
  const routes = routesOf(document, contract.effects);
  // One by one, not in an object: so each is written out where it is used, and none is in a bundle for nothing.
  const limits = Object.entries(limitsOf(routes)).map(
    ([name, limit]) =>
      `/**\n * A limit of the contract.\n *\n * @internal\n */\nexport const ${name} = ${limit};`,
  );
  // Limits are stated below; beside the routes they would be bytes of every bundle, and so would statuses.
  const sent = mapValues(routes, ({ method, path, server, effect, success, pages }) => {
    return { method, path, server, effect, success, pages };
  });
  const statuses = mapValues(routes, ({ statuses }) => statuses);
  const literal = (value: unknown): string => JSON.stringify(value, undefined, 2);
  const rows = [...operations].map(([name, row]) => `${JSON.stringify(name)}: ${JSON.stringify(row)},`);
  const naming = (last?: string): string[] =>
    [...operations].flatMap(([name, { resources }]) => (resources.at(-1) === last ? [name] : []));
  return `
import type { components, operations } from "./schema.js";

/**
 * SHA-256 of the contract these files were generated from.
 *
 * @internal
 */
export const SPEC_SHA256 = ${literal(specSha256)};

/**
 * S2's account endpoint, as the contract names it.
 *
 * @internal
 */
export const BASE_URL = ${literal(baseUrlOf(document))};

/** The data by which a request of the API is sent and its answer is read. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** The server it is sent to, if not the document's own. */
  readonly server?: string;
  /** \`reads\` changes nothing, \`repeatable\` may be sent twice, \`once\` may not. Placed by hand. */
  readonly effect: "reads" | "repeatable" | "once";
  /** Success statuses, each with or without a JSON body. */
  readonly success: Readonly<Record<number, "json" | "empty">>;
  /** The paging of a listing: parameters for the cursor and the size, fields for the items and for whether there are more. */
  readonly pages?: { readonly after: string; readonly size: string; readonly items: string; readonly more: string };
}

/**
 * Every operation of the contract.
 *
 * @internal
 */
export const ROUTES = ${literal(sent)} as const satisfies Record<keyof operations, Route>;

/**
 * Every status that an operation declares.
 *
 * @internal
 */
export const STATUSES = ${literal(statuses)} as const satisfies Record<keyof operations, readonly number[]>;

/** An error status that some operation declares. */
export type ErrorStatus = ${unionOf(errorStatusesOf(routes))};

${limits.join("\n\n")}

/** Every operation that a scope can name, in S2's order. */
export const OPERATIONS = ${literal([...operations.keys()])} as const satisfies readonly components["schemas"]["Operation"][];

/** An operation that a scope can name. */
export type Operation = ${unionOf([...operations.keys()])};

/** The operation groups of a scope. */
export const OPERATION_GROUPS = ${literal(groups)} as const satisfies readonly (keyof components["schemas"]["PermittedOperationGroups"])[];

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
  /** \`sourced\`: sources agree. \`disputed\`: they do not, see \`rivals\`. \`inferred\`: no source names it. */
  readonly certainty: "sourced" | "disputed" | "inferred";
  readonly rivals: readonly SourcedPlacement[];
}

/** An operation that names nothing, or only the account. */
export type AccountOperation = ${unionOf(naming())};

/** An operation that names a basin. */
export type BasinOperation = ${unionOf(naming("basin"))};

/** An operation that names a stream, and so its basin. */
export type StreamOperation = ${unionOf(naming("stream"))};

/** An operation that names an access token. */
export type AccessTokenOperation = ${unionOf(naming("access-token"))};

/**
 * The operations that name something.
 *
 * @internal
 */
export const OPERATIONS_NAMING = {
  basin: ${literal(naming("basin"))},
  stream: ${literal(naming("stream"))},
  accessToken: ${literal(naming("access-token"))},
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
${rows.join("\n")}
} as const satisfies Record<components["schemas"]["Operation"], OperationRow>;
`;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** Returns the type of any of these words. */
function unionOf(words: readonly (string | number)[]): string {
  return words.length === 0 ? "never" : words.map((word) => JSON.stringify(word)).join(" | ");
}

function errorStatusesOf(routes: Readonly<Record<string, Route>>): number[] {
  const errors = Object.values(routes).flatMap(({ statuses, success }) =>
    statuses.filter((status) => !Object.hasOwn(success, status)),
  );
  return [...new Set(errors)].sort((a, b) => a - b);
}

function baseUrlOf(document: unknown): string {
  const url = resolvePointer(document, "#/servers/0/url");
  if (typeof url === "string") return url;
  throw new SpecError(["the contract names no server (#/servers/0/url), which the client relies on"]);
}

/**
 * Returns the limits that the document states, by name: of a token's id in bytes of UTF-8, from the path of revoking, and
 * of a page in items, from the query of the listing. Unstated ones are left out, so that the compiler points at code that
 * relies on them.
 */
function limitsOf(routes: Readonly<Record<string, Route>>): Readonly<Record<string, number>> {
  const id = Object.values(routes["revoke_access_token"]?.pathParameters ?? {})[0] ?? {};
  const list = routes["list_access_tokens"];
  const page = list?.queryParameters[list.pages?.size ?? ""] ?? {};
  const limits = {
    TOKEN_ID_MIN_BYTES: id["minLength"],
    TOKEN_ID_MAX_BYTES: id["maxLength"],
    PAGE_SIZE_DEFAULT: page["default"],
    PAGE_SIZE_MAX: page["maximum"],
  };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, limit]) => (limit === undefined ? [] : [[name, limit]])),
  );
}
