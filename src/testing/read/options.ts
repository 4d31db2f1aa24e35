import { OPERATION_GROUPS, OPERATIONS } from "../../../generated/constants.js";
import { bearer } from "../../check/bearer.js";
import { isRecord } from "../../check/keys.js";
import { kindOf, mustBe, refuse } from "../../check/problems.js";
import { choice, flag, listOf, rule, shape, type Fields, type Reader } from "../../check/values.js";
import type { ArgumentIssue } from "../../errors.js";
import type { OperationTable, ResourceKind } from "../authorise.js";

/** Reads a function. What it takes and gives back is not checked. */
export const aFunction = rule((value): value is never => typeof value === "function", "a function");

const millis = rule(
  (value): value is number => typeof value === "number" && value >= 0 && Number.isFinite(value),
  "a number of milliseconds, 0 or more",
  "out_of_range",
);

type Row = OperationTable[keyof OperationTable];

const readRow = shape<Row>(
  {
    group: choice(...OPERATION_GROUPS),
    access: choice("read", "write"),
    resources: listOf(choice<ResourceKind>("basin", "stream", "access-token")),
  },
  ["group", "access", "resources"],
);

/** Reads the rows of every operation. What else a row says, of its sources for one, is none of the account's. */
const readTable: Reader<OperationTable> = (value, path, issues) => {
  if (!isRecord(value)) {
    issues.push(mustBe(path, "wrong_type", "an object with a row for each operation", kindOf(value)));
    return undefined;
  }
  const rows = OPERATIONS.map((operation) => {
    const row = value[operation];
    const { group, access, resources } = isRecord(row) ? row : {};
    const given = isRecord(row) ? { group, access, resources } : row;
    return [operation, readRow(given, `${path}.${operation}`, issues)];
  });
  // Every operation has its row, or there is an issue.
  return Object.fromEntries(rows) as OperationTable;
};

/** Throws what is wrong with a function that the account is given to call. */
export function checkListener(value: unknown): void {
  const issues: ArgumentIssue[] = [];
  aFunction(value, "listener", issues);
  refuse(issues);
}

/** Reads an options object whose every key is optional. Throws all that is wrong with it. */
export function readOptions<T extends object>(fields: Fields<T>, options: unknown): T {
  const issues: ArgumentIssue[] = [];
  const read = shape<T>(fields)(options, "", issues);
  refuse(issues);
  // With no issue it is what its readers say.
  return read as T;
}

/** A reader for each of an account's options. */
export const ACCOUNT_OPTIONS = {
  token: bearer,
  now: aFunction,
  newSecret: aFunction,
  startTimer: aFunction,
  revocationDelayMillis: millis,
  filterListings: flag,
  operationTable: readTable,
  deadBearer: choice("authn", "access_token_not_found"),
};
