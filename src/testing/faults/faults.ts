import type { RefusalCode } from "../refusal.js";
import { S2ArgumentError } from "../../errors.js";
import type { FaultCall } from "./answers.js";
import { FAULTS, type Fault, type FaultName } from "./table.js";

/**
 * Faults to come. Each request takes the first one that is meant for its call.
 *
 * A fault with a name that does not exist is refused with `S2ArgumentError`.
 */
export interface Faults {
  /** Queues a fault for one request of a call. */
  readonly next: (call: FaultCall, fault: FaultName | Fault) => void;
  /** Queues one fault for each of the requests to come, whatever their calls; `none` lets one through. */
  readonly script: (faults: readonly (FaultName | Fault)[]) => void;
  /** Serves a fault to every request of a call that has none queued, until `clear`. */
  readonly always: (call: FaultCall, fault: FaultName | Fault) => void;
  /** Forgets every fault, queued and standing; bearers that `dead-bearer` has killed live again. */
  readonly clear: () => void;
  /** How many faults are queued. */
  readonly pending: number;
  /** The fault at the head of the queue, else the standing one for any call. */
  readonly peek: () => Fault | undefined;
  /** Takes the fault at the head of the queue, whatever its call. */
  readonly skip: () => void;
  /** Calls back after each change, until the function returned is called. A server's `refused` goes by it. */
  readonly onChange: (listener: () => void) => () => void;
}

/** Faults as the account itself sees them. */
export interface FaultQueue extends Faults {
  /** Takes the fault that is meant for a request. */
  readonly take: (call: Exclude<FaultCall, "any">) => Fault | undefined;
  /** Bearers that a fault has killed, and how each is answered. */
  readonly deadBearers: Map<string, RefusalCode>;
}

interface Meant {
  readonly call: FaultCall;
  readonly fault: Fault;
}

/** A healthy server's faults: none. */
export function createFaults(): FaultQueue {
  const queue: Meant[] = [];
  const standing = new Map<FaultCall, Fault>();
  const listeners = new Set<() => void>();
  const deadBearers = new Map<string, RefusalCode>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const removeAt = (index: number): Fault | undefined => {
    const taken = index < 0 ? undefined : queue.splice(index, 1)[0]?.fault;
    if (taken !== undefined) changed();
    return taken;
  };
  return {
    next(call, fault) {
      queue.push({ call, fault: toFault(fault) });
      changed();
    },
    script(faults) {
      queue.push(...faults.map((fault) => ({ call: "any" as const, fault: toFault(fault) })));
      changed();
    },
    always(call, fault) {
      standing.set(call, toFault(fault));
      changed();
    },
    clear() {
      queue.length = 0;
      standing.clear();
      deadBearers.clear();
      changed();
    },
    get pending() {
      return queue.length;
    },
    peek: () => queue[0]?.fault ?? standing.get("any"),
    take(call) {
      const meant = queue.findIndex((one) => one.call === call || one.call === "any");
      return removeAt(meant) ?? standing.get(call) ?? standing.get("any");
    },
    skip: () => void removeAt(0),
    deadBearers,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function toFault(given: FaultName | Fault): Fault {
  const fault = typeof given === "string" ? { name: given } : given;
  if (Object.hasOwn(FAULTS, fault.name)) return fault;
  const message = `${JSON.stringify(fault.name)} is no fault: FAULT_NAMES has them all.`;
  throw new S2ArgumentError([{ path: "name", code: "unknown_fault", message }]);
}
