import { OPERATION_GROUPS, OPERATIONS } from "../../../generated/constants.js";
import { bearer } from "../../check/connection.js";
import { isRecord } from "../../check/keys.js";
import { place, refuse } from "../../check/problems.js";
import { choice, flag, rule, shape, type Fields } from "../../check/values.js";
import { KINDS, type OperationTable } from "../authorise.js";

/** Reads a function. Its parameters and result are not checked. */
export const aFunction = rule((value): value is never => typeof value === "function", "a function");

const millis = rule(
  (value): value is number => typeof value === "number" && value >= 0 && Number.isFinite(value),
  "a number of milliseconds, 0 or more",
  "out_of_range",
);

/** Reports whether a row has the members the account uses. Others, such as its sources, are ignored. */
function isRow(row: unknown): boolean {
  if (!isRecord(row)) return false;
  const { group, access, resources } = row;
  const isKnown = OPERATION_GROUPS.some((one) => one === group) && (access === "read" || access === "write");
  const isKind = (kind: unknown) => KINDS.some((one) => one === kind);
  return isKnown && Array.isArray(resources) && resources.every(isKind);
}

const readTable = rule(
  (value): value is OperationTable =>
    isRecord(value) && OPERATIONS.every((operation) => isRow(value[operation])),
  "an object with a row { group, access, resources } for each operation",
);

/** Throws if a listener is not a function. */
export function checkListener(value: unknown): void {
  const at = place("listener");
  aFunction(value, at);
  refuse(at.issues);
}

/** Reads an options object whose keys are all optional. Throws an error that lists every problem. */
export function readOptions<T extends object>(fields: Fields<T>, options: unknown): T {
  const whole = place();
  const read = shape<T>(fields)(options, whole);
  refuse(whole.issues);
  // Without issues, the readers' types hold.
  return read as T;
}

/** A reader for each of an account's options. */
export const ACCOUNT_OPTIONS = {
  token: bearer,
  now: aFunction,
  newSecret: aFunction,
  startTimer: aFunction,
  revocationDelayMillis: millis,
  deletionDelayMillis: millis,
  filterListings: flag,
  operationTable: readTable,
  deadBearer: choice("authn", "access_token_not_found"),
};
