import { isRecord, nearest } from "../../check/keys.js";
import { below, expected, kindOf, place, refuse } from "../../check/problems.js";
import { choice, listOf, rule, shape, type Reader } from "../../check/values.js";
import { STATUS, type RefusalCode } from "../refusal.js";
import type { FaultCall } from "./answers.js";
import { FAULT_NAMES, type Fault, type FaultName } from "./table.js";

/** The longest delay of a timer. */
const MOST_MILLIS = 2 ** 31 - 1;

const readCall: Reader<FaultCall> = choice<FaultCall>("list", "issue", "revoke", "any");

const readName: Reader<FaultName> = (value, at) => {
  const name = FAULT_NAMES.find((one) => one === value);
  if (name !== undefined) return name;
  const meant = typeof value === "string" ? nearest(value, FAULT_NAMES) : undefined;
  const hint = meant === undefined ? "" : `; the nearest is "${meant}"`;
  return expected(at, "one of FAULT_NAMES", kindOf(value) + hint, "unknown_fault");
};

const millis: Reader<number> = rule(
  (value): value is number => typeof value === "number" && value >= 0 && value <= MOST_MILLIS,
  `a number of milliseconds from 0 to ${MOST_MILLIS}`,
  "out_of_range",
);

// The keys of a literal are its codes.
const CODES = Object.keys(STATUS) as readonly RefusalCode[];

const readDetails = shape<Fault>(
  {
    name: readName,
    delayMillis: millis,
    retryAfterMillis: millis,
    code: rule(
      (value): value is RefusalCode => CODES.some((code) => code === value),
      "one of the codes of S2's errors",
      "unknown_code",
    ),
    json: rule((value): value is unknown => isJson(value), "data that JSON can carry"),
  },
  ["name"],
);

/** Reads a fault, given as its name or as an object. */
const readFault: Reader<Fault> = (value, at) => {
  if (isRecord(value)) return readDetails(value, at);
  const name = readName(value, at);
  return name === undefined ? undefined : { name };
};

/** Reads the arguments of a method of `faults`. Throws an error that lists every problem. */
export function readMeant(call: unknown, fault: unknown) {
  const whole = place();
  const read = { call: readCall(call, below(whole, "call")), fault: readFault(fault, below(whole, "fault")) };
  refuse(whole.issues);
  return read as { readonly call: FaultCall; readonly fault: Fault }; // Without issues, the readers' types hold.
}

/** Reads a script of faults. Throws an error that lists every problem. */
export function readScript(faults: unknown): readonly Fault[] {
  const at = place("faults");
  const script = listOf(readFault)(faults, at) ?? [];
  refuse(at.issues);
  return script;
}

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}
