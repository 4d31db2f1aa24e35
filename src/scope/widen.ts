import { nameProblem } from "../check/names.js";
import { quoted, shown } from "../check/text.js";
import type { AccessTokenScope, ResourceSet } from "../types.js";
import { changesBetween, type ScopeChange } from "./canonical.js";
import { unreadReason } from "./evaluate.js";
import { hasUnreadableNames, held } from "./grants.js";
import { readTable, type GroupOptions } from "./groups.js";
import { describeRequest, readRequest, type ScopeRequest } from "./requests.js";
import {
  covers,
  coversAll,
  describeSet,
  RESOURCES,
  setOf,
  type Resource,
  type SetReading,
} from "./resources.js";
import { list } from "./sentences.js";
import { readSubject, type ScopeOrToken, type Subject } from "./subject.js";

/** The least change under which a scope permits a request, or why there is none. */
export type Widening =
  | {
      /** The scope with the change made; as it was if it permits the request already. */
      readonly scope: AccessTokenScope;
      /** The change, as `diffScopes` lists it; empty if there was nothing to change. */
      readonly changes: readonly ScopeChange[];
      readonly sentence: string;
    }
  | {
      readonly scope: undefined;
      readonly changes: readonly [];
      /** Everything that stands in the way. */
      readonly sentence: string;
    };

/**
 * Finds the least change of a scope under which `can(scope, request)` is true. It still permits everything that the
 * scope permits.
 *
 * - An operation that is not surely held is added to `ops`: one name, never a group.
 * - A set that covers nothing becomes exactly the name.
 * - Another set that does not cover the name becomes a prefix, the longest that old and new have in common, to the
 *   character: S2 knows no set of two names. Between `users/1` and `users/27` that is `users/`. Where they have nothing in
 *   common it is the empty prefix, which covers everything: look at `changes` before using it, or issue a second token.
 *
 * There is no such change where S2 could not take a name, where this version does not know the operation, where the part
 * to change cannot be read, and for a stream outside the prefix of a token that prefixes stream names: it cannot be named
 * under that token.
 *
 * @throws S2ArgumentError if there is no scope, or the request leaves out a resource that its operation names.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const { scope, sentence } = widen(token, { operation: "append", basin: "production", stream: "logs/a" });
 * console.log(sentence);
 * if (scope !== undefined) await client.accessTokens.issue({ id: "reader-2", scope });
 * ```
 */
export function widen(scope: ScopeOrToken, request: ScopeRequest, options?: GroupOptions): Widening {
  const subject = readSubject(scope, "scope");
  const { operation, facts, named } = readRequest(request, readTable(options));
  const obstacles: string[] = [];
  if (subject.unread.length > 0) obstacles.push(unreadReason(subject.unread).sentence);

  const wider: { -readonly [K in keyof AccessTokenScope]: AccessTokenScope[K] } = { ...subject.scope };
  if (held(subject.scope, operation, facts) !== "yes") {
    if (facts === undefined) obstacles.push(`This version does not know ${shown(operation)}.`);
    else if (hasUnreadableNames(subject.scope)) obstacles.push("This version cannot read ops.");
    else wider.ops = [...(subject.scope.ops ?? []), operation];
  }
  for (const { resource, name } of named) {
    const set = setOf(subject.scope, resource);
    const { set: key, noun } = RESOURCES[resource];
    if (name === undefined) {
      if (!coversAll(set))
        obstacles.push(`The request does not name ${noun}; this version cannot tell whether it should.`);
    } else if (covers(set, name) !== "yes") {
      const obstacle = obstacleTo(subject, resource, set, name);
      if (obstacle === undefined) wider[key] = widened(set, name);
      else obstacles.push(obstacle);
    }
  }
  if (obstacles.length > 0) return { scope: undefined, changes: [], sentence: obstacles.join(" ") };
  const changes = changesBetween(subject.scope, wider);
  return { scope: wider, changes, sentence: sentenceOf(request, changes) };
}

/** Returns the reason that a set cannot be made to cover a name, if there is one. */
function obstacleTo(
  { token }: Subject,
  resource: Resource,
  set: SetReading,
  name: string,
): string | undefined {
  const { set: key, noun, name: kind } = RESOURCES[resource];
  if (set.kind === "unreadable") return `${key} ${describeSet(set)}.`;
  const wrong = nameProblem(kind, name);
  if (wrong !== undefined) return `No scope covers ${quoted(name)}: the name of ${noun} ${wrong}`;
  if (resource !== "stream" || token?.autoPrefixStreams !== true) return undefined;
  return `The token prefixes stream names, and ${quoted(name)} is outside its prefix.`;
}

/** Returns the smallest set that covers a name and everything a set covers. */
function widened(set: SetReading, name: string): ResourceSet {
  if (set.kind === "exact") return { prefix: commonBeginning(set.name, name) };
  return set.kind === "prefix" ? { prefix: commonBeginning(set.prefix, name) } : { exact: name };
}

/**
 * Returns the longest text that both begin with, in whole characters: half a surrogate pair has no bytes of its own.
 */
function commonBeginning(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a.charCodeAt(end) === b.charCodeAt(end)) end += 1;
  return a.slice(0, end).replace(/[\ud800-\udbff]$/, "");
}

function sentenceOf(request: ScopeRequest, changes: readonly ScopeChange[]): string {
  const wanted = describeRequest(request);
  if (changes.length === 0) return `The scope already permits ${wanted}.`;
  const steps = changes.map((change) => {
    if (change.part === "ops" && change.change === "added") return `add ${change.operation} to ops`;
    const after = change.change === "changed" ? change.after : null;
    if (after?.exact !== undefined) return `let ${change.part} cover ${quoted(after.exact)}`;
    const beginning = after?.prefix ?? "";
    if (beginning === "") return `let ${change.part} cover everything`;
    return `let ${change.part} cover names that begin with ${quoted(beginning)}`;
  });
  return `To permit ${wanted}, ${list(steps)}.`;
}
