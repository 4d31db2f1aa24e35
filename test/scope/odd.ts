import type { AccessTokenScope } from "../../src/types.js";
import { anyScope, pick, SET_KEYS } from "./world.js";

/** A scope of the world with parts that S2 may add one day or that are invalid. */
export interface OddScope {
  readonly scope: AccessTokenScope;
  /** True if `ops` or `opGroups` contains something unreadable. */
  readonly unreadableGrant: boolean;
  /** Keys that no scope has. */
  readonly further: readonly string[];
}

const ODD_SETS = [{ regex: "a.*" }, { prefix: "a", suffix: "b" }, { exact: "a", prefix: "a" }, 7, ["a"]];
const ODD_GROUPS = [
  { tokens: { read: true } },
  { stream: "rw" },
  { basin: { read: 1 } },
  { stream: { admin: true } },
];

/** Creates such scopes, half of them odd in at least one way. */
export function oddScope(random: () => number): OddScope {
  const scope: Record<string, unknown> = { ...anyScope(random) };
  let unreadableGrant = false;
  if (random() < 0.5) return { scope, unreadableGrant, further: [] };
  for (const key of Object.values(SET_KEYS)) if (random() < 0.2) scope[key] = pick(random, ODD_SETS);
  if (random() < 0.2) {
    scope["opGroups"] = { ...(scope["opGroups"] as object), ...pick(random, ODD_GROUPS) };
    unreadableGrant = true;
  }
  const ops = scope["ops"] as readonly string[];
  if (random() < 0.2) scope["ops"] = [...ops, "teleport"];
  if (random() < 0.1) {
    scope["ops"] = random() < 0.5 ? [...ops, 7] : "read";
    unreadableGrant = true;
  }
  const further = random() < 0.05 ? ["limits"] : [];
  for (const key of further) scope[key] = { rate: 1 };
  return { scope, unreadableGrant, further };
}
