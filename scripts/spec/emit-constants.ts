import type { Contract } from "./contract.js";
import { operationsOf, resolvePointer } from "./contract.js";
import { isRecord, SpecError } from "./yaml.js";

/** Everything the contract knows at run time, as TypeScript source without a header. */
export function emitConstants(contract: Contract, specSha256: string): string {
  const { document, operations, groups } = contract;
  const limits = limitsOf(document);
  const literal = (value: unknown): string => JSON.stringify(value, undefined, 2);
  const rows = [...operations].map(([name, row]) => `${JSON.stringify(name)}: ${JSON.stringify(row)},`);
  return `
import type { components } from "./schema.js";

/** SHA-256 of the contract these files were generated from. */
export const SPEC_SHA256 = ${literal(specSha256)};

/** S2's account endpoint, as the contract names it. */
export const BASE_URL = ${literal(baseUrlOf(document))};

/** Where each operation of the contract lives, the status of its success and every status it declares. */
export const ROUTES = ${literal(routesOf(document))} as const;

/** Limits of the contract: lengths in bytes of UTF-8, the rest in items. */
export const LIMITS = ${literal(limits)} as const;

/** Every operation that a scope can name, in S2's order. */
export const OPERATIONS = ${literal([...operations.keys()])} as const satisfies readonly components["schemas"]["Operation"][];

/** An operation that a scope can name. */
export type Operation = (typeof OPERATIONS)[number];

/** The operation groups of a scope. */
export const OPERATION_GROUPS = ${literal(groups)} as const satisfies readonly (keyof components["schemas"]["PermittedOperationGroups"])[];

/** A named set of operations that a scope can grant as a whole. */
export type OperationGroup = (typeof OPERATION_GROUPS)[number];

/** A reading of one operation's place: the group that holds it and the access it takes. */
export interface OperationPlacement {
  readonly group: OperationGroup;
  readonly access: "read" | "write";
}

/** A reading, and who says so. */
export interface SourcedPlacement extends OperationPlacement {
  readonly source: string;
}

/** What is known of an operation: its place, the resources it names, and how sure that is. */
export interface OperationRow extends SourcedPlacement {
  readonly resources: readonly ("basin" | "stream" | "access-token")[];
  /** \`sourced\`: sources agree. \`disputed\`: they do not, see \`rivals\`. \`inferred\`: no source names it. */
  readonly certainty: "sourced" | "disputed" | "inferred";
  readonly rivals: readonly SourcedPlacement[];
}

/** The group, access and resources of every operation. */
export const OPERATION_TABLE = {
${rows.join("\n")}
} as const satisfies Record<components["schemas"]["Operation"], OperationRow>;
`;
}

function baseUrlOf(document: unknown): string {
  return need("string", document, "#/servers/0/url");
}

function routesOf(document: unknown): Readonly<Record<string, unknown>> {
  const routes: Record<string, unknown> = {};
  for (const { path, method, operation } of operationsOf(document)) {
    const statuses = Object.keys(isRecord(operation["responses"]) ? operation["responses"] : {}).map(Number);
    const success = statuses.filter((status) => status >= 200 && status < 300);
    if (success.length !== 1) {
      throw new SpecError([`${method.toUpperCase()} ${path} must declare exactly one success status`]);
    }
    const id = String(operation["operationId"]);
    routes[id] = { method: method.toUpperCase(), path, success: success[0], statuses };
  }
  return routes;
}

function limitsOf(document: unknown): Readonly<Record<string, number>> {
  const id = "#/components/schemas/AccessTokenIdStr";
  const parameters = resolvePointer(document, "#/paths/~1access-tokens/get/parameters");
  const index = Array.isArray(parameters)
    ? parameters.findIndex((parameter) => isRecord(parameter) && parameter["name"] === "limit")
    : -1;
  const limit = `#/paths/~1access-tokens/get/parameters/${index}/schema`;
  return {
    tokenIdMinBytes: need("number", document, `${id}/minLength`),
    tokenIdMaxBytes: need("number", document, `${id}/maxLength`),
    pageSizeDefault: need("number", document, `${limit}/default`),
    pageSizeMax: need("number", document, `${limit}/maximum`),
  };
}

function need(type: "string", document: unknown, pointer: string): string;
function need(type: "number", document: unknown, pointer: string): number;
function need(type: "string" | "number", document: unknown, pointer: string): unknown {
  const value = resolvePointer(document, pointer);
  if (typeof value === type) return value;
  throw new SpecError([`the contract has no ${type} at ${pointer}, which the client relies on`]);
}
