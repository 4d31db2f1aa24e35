import type { RefusalCode } from "../refusal.js";
import type { FaultCall } from "./answers.js";
import type { Fault, FaultName } from "./table.js";
import { readMeant, readScript } from "./arguments.js";
import { checkListener } from "../read/options.js";

/**
 * The faults to serve. Each request takes the first one meant for its call.
 *
 * Throws an `S2ArgumentError` that lists every problem if a call, fault or detail does not exist.
 */
export interface Faults {
  /** Queues a fault for one request of a call. */
  readonly next: (call: FaultCall, fault: FaultName | Fault) => void;
  /** Queues one fault for each of the next requests, whatever their calls; `none` lets one through. */
  readonly script: (faults: readonly (FaultName | Fault)[]) => void;
  /** Serves a fault to every request of a call that has none queued, until `clear`. */
  readonly always: (call: FaultCall, fault: FaultName | Fault) => void;
  /** Removes every fault, queued or standing; bearers killed by `dead-bearer` work again. */
  readonly clear: () => void;
  /** The number of faults queued. */
  readonly pending: number;
  /** Returns the fault at the head of the queue, else the standing one for any call. */
  readonly peek: () => Fault | undefined;
  /** Drops the fault at the head of the queue, whatever its call. */
  readonly skip: () => void;
  /** Calls back after each change, until the returned function is called. A server uses it for `refused`. */
  readonly onChange: (listener: () => void) => () => void;
}

/** The faults as the account itself sees them. */
export interface FaultQueue extends Faults {
  /** Takes the fault meant for a request. */
  readonly take: (call: Exclude<FaultCall, "any">) => Fault | undefined;
  /** The bearers that a fault has killed, each with the code it is refused with. */
  readonly deadBearers: Map<string, RefusalCode>;
}

interface Meant {
  readonly call: FaultCall;
  readonly fault: Fault;
}

/** Creates an empty queue of faults. */
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
      queue.push(readMeant(call, fault));
      changed();
    },
    script(faults) {
      for (const fault of readScript(faults)) queue.push({ call: "any", fault });
      changed();
    },
    always(call, fault) {
      const meant = readMeant(call, fault);
      standing.set(meant.call, meant.fault);
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
      checkListener(listener);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
