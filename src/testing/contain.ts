import { OPERATIONS } from "../../generated/constants.js";
import {
  covers,
  grants,
  setFor,
  type BeyondIssuer,
  type OperationTable,
  type ResourceKind,
  type Scoped,
} from "./authorise.js";
import type { NameSet } from "./scope-body.js";

const KINDS = ["basin", "stream", "access-token"] as const satisfies readonly ResourceKind[];

/**
 * What a token would have beyond its issuer; undefined where it is contained.
 *
 * Operations are compared as the union of single ones and groups, sets whether or not an operation uses them.
 */
export function beyondIssuer(child: Scoped, issuer: Scoped, table: OperationTable): BeyondIssuer | undefined {
  const operation = OPERATIONS.find((one) => grants(child, one, table) && !grants(issuer, one, table));
  if (operation !== undefined) return { kind: "operation-beyond-issuer", operation };
  for (const resource of KINDS) {
    const set = setFor(child, resource);
    const issuerSet = setFor(issuer, resource);
    if (!contains(issuerSet, set)) return { kind: "set-beyond-issuer", resource, set, issuerSet };
  }
  return undefined;
}

function contains(outer: NameSet, inner: NameSet): boolean {
  if (inner === null) return true;
  if ("exact" in inner) return inner.exact === "" || covers(outer, inner.exact);
  return outer !== null && "prefix" in outer && inner.prefix.startsWith(outer.prefix);
}
