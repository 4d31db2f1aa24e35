import { copyState, type State } from "./state.js";

/**
 * Everything an account held at a moment. It stands for secrets and shows none: printed, inspected or turned into JSON,
 * it is this one word. It works with `restore` of any account of this process, and not beyond it.
 */
export interface AccountSnapshot {
  readonly kind: "s2-local-account-snapshot";
}

const states = new WeakMap<AccountSnapshot, State>();

/** Keeps a state as it is now. */
export function takeSnapshot(state: State): AccountSnapshot {
  const snapshot: AccountSnapshot = Object.freeze({ kind: "s2-local-account-snapshot" });
  states.set(snapshot, copyState(state));
  return snapshot;
}

/** A state as it was kept; throws a `TypeError` for anything that `snapshot` did not return. */
export function stateOf(snapshot: AccountSnapshot): State {
  const state = states.get(snapshot);
  if (state === undefined) throw new TypeError("restore takes what snapshot() of a local account returned.");
  return copyState(state);
}
