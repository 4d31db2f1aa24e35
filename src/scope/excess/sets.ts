import type { AccessTokenScope } from "../../types.js";
import { same } from "../canonical.js";
import { describeRequest, requestOf, type ScopeRequest } from "../requests.js";
import { describeSet, difference, RESOURCE_KINDS, RESOURCES, setOf, type Resource } from "../resources.js";
import type { HeldOperation, Pair } from "./held.js";
import type { Excess } from "./item.js";

/** Lists what the child's set of a resource covers beyond the parent's. */
export function setExcess(pair: Pair, resource: Resource, operations: readonly HeldOperation[]): Excess[] {
  const [inner, outer] = [setOf(pair.child, resource), setOf(pair.parent, resource)];
  const found = difference(resource, inner, outer);
  if (found.kind === "contained") return [];
  const part = RESOURCES[resource].set;
  const wider = `The child's ${part} ${describeSet(inner)}, the parent's ${describeSet(outer)}`;
  if (found.kind === "unreadable") {
    if (same(pair.child[part], pair.parent[part])) return [];
    return [{ kind: "uncertain", part, sentence: `${wider}.` }];
  }
  const witness =
    found.kind === "wider" ? undefined : separating(pair.child, resource, found.name, operations);
  if (witness !== undefined) {
    return [{ kind: "request", part, witness, sentence: `${wider}: it may ${describeRequest(witness)}.` }];
  }
  return [{ kind: "grant", part, sentence: `${wider}. No request tells them apart, but S2 compares sets.` }];
}

/** Returns a request of the child for this name, if possible one that the parent would permit but for the name. */
function separating(
  child: AccessTokenScope,
  resource: Resource,
  name: string,
  operations: readonly HeldOperation[],
): ScopeRequest | undefined {
  const users = operations.filter(
    ({ sure, facts }) => sure && (facts?.resources ?? RESOURCE_KINDS).includes(resource),
  );
  for (const { operation, facts } of [...users.filter(({ gap }) => gap === "none"), ...users]) {
    const request = requestOf(child, operation, facts, { resource, name });
    if (request !== undefined) return request;
  }
  return undefined;
}
