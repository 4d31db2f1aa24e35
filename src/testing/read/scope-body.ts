import {
  OPERATION_GROUPS,
  OPERATIONS,
  type Operation,
  type OperationGroup,
} from "../../../generated/constants.js";
import type { WireFields } from "../../check/wire/fields.js";
import type { Access, FullScope, NameSet } from "../authorise.js";
import { arrayOf, booleanOf, fail, objectOf, optional, stringOf, type Reader } from "./json.js";
import {
  basinNameProblem,
  basinPrefixProblem,
  streamNameProblem,
  streamPrefixProblem,
  tokenIdPrefixProblem,
  tokenIdProblem,
  type NameCheck,
} from "./names.js";

/** Reads the scope of a token to issue. */
export const readScope: Reader<FullScope> = (value, path) => {
  const scope: WireFields<"AccessTokenScope"> = objectOf(value, path);
  const groups = optional(objectOf)(scope.op_groups, `${path}.op_groups`) ?? {};
  const ops = new Set(optional(arrayOf(readOperation))(scope.ops, `${path}.ops`));
  const accessTo = (group: OperationGroup) => readAccess(groups[group], `${path}.op_groups.${group}`);
  return {
    access_tokens: readSet(
      scope.access_tokens,
      `${path}.access_tokens`,
      tokenIdProblem,
      tokenIdPrefixProblem,
    ),
    basins: readSet(scope.basins, `${path}.basins`, basinNameProblem, basinPrefixProblem),
    streams: readSet(scope.streams, `${path}.streams`, streamNameProblem, streamPrefixProblem),
    op_groups: { account: accessTo("account"), basin: accessTo("basin"), stream: accessTo("stream") },
    ops: OPERATIONS.filter((operation) => ops.has(operation)),
  };
};

/** Reports whether a scope grants any operation at all. */
export function grantsAnything({ ops, op_groups }: FullScope): boolean {
  return ops.length > 0 || OPERATION_GROUPS.some((group) => op_groups[group].read || op_groups[group].write);
}

const readOperation: Reader<Operation> = (value, path) => {
  const name = stringOf(value, path);
  return OPERATIONS.find((operation) => operation === name) ?? fail(path, "is not an operation S2 knows");
};

function readAccess(value: unknown, path: string): Access {
  const access: WireFields<"ReadWritePermissions"> = optional(objectOf)(value, path) ?? {};
  const flag = (name: "read" | "write") => optional(booleanOf)(access[name], `${path}.${name}`) ?? false;
  return { read: flag("read"), write: flag("write") };
}

function readSet(value: unknown, path: string, exactProblem: NameCheck, prefixProblem: NameCheck): NameSet {
  const set: WireFields<"ResourceSet"> | undefined = optional(objectOf)(value, path);
  if (set === undefined) return null;
  const hasExact = Object.hasOwn(set, "exact");
  if (Object.keys(set).length !== 1 || hasExact === Object.hasOwn(set, "prefix")) {
    return fail(path, "must have either exact or prefix, and nothing else");
  }
  const key = hasExact ? "exact" : "prefix";
  const name = stringOf(set[key], `${path}.${key}`);
  // In a scope, the empty name means "none" and the empty prefix means "all".
  const problem = name === "" ? undefined : (hasExact ? exactProblem : prefixProblem)(name);
  if (problem !== undefined) return fail(`${path}.${key}`, problem);
  return hasExact ? { exact: name } : { prefix: name };
}
