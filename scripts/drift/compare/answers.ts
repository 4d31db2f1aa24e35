import { answersOf } from "../../spec/schema/calls.js";
import type { Body, Members } from "../../spec/schema/calls.js";
import type { Part } from "../../spec/schema/shape.js";
import { compareContent, compareHeaders, compareTold } from "./members.js";
import { isDocs } from "./walk.js";
import type { Walk } from "./walk.js";

/** Compares the answers of one operation by status; a status covered by a range, with the range. */
export function compareAnswers(walk: Walk, base: Part, head: Part): void {
  const [before, after] = [answersOf(walk.base, base), answersOf(walk.head, head)];
  for (const [status, old] of before) {
    const cover = covering(status, after);
    const now = after.get(cover ?? "");
    if (now) compareAnswer(walk, old, now, cover === status);
    if (cover !== status) tellRemoved(walk, status, old, after);
  }
  const successes = [...before.keys()].filter(isSuccess);
  const isKept = successes.length === 0 || successes.some((status) => covering(status, after));
  for (const [status, now] of after) {
    const cover = covering(status, before);
    const old = before.get(cover ?? "");
    const at = [undefined, now.at] as const;
    if (cover === status) continue;
    if (!isSuccess(status)) {
      const isKnown = [...before].some(([other, body]) => !isSuccess(other) && sameContent(walk, body, now));
      const message = `The error ${status} was added${isKnown ? "" : ", with a body that no other error had"}.`;
      const ts = isKnown ? {} : { ts: "warn" as const };
      walk.report("response.error-status.added", at, message, { new: status, ...ts });
    } else if (old) compareAnswer(walk, old, now, false);
    else if (isKept) {
      const message = `The success ${status} was added.`;
      walk.report("response.success-status.added", at, message, { new: status });
    }
  }
}

/** Reports a status that is no longer declared, or only by a range or the default. */
function tellRemoved(walk: Walk, status: string, old: Body, after: Members<Body>): void {
  const at = [old.at, undefined] as const;
  const within = covering(status, after) ?? [...after.keys()].find((other) => status === rangeOf(other));
  const instead = [...after.keys()].filter(isSuccess).join(", ");
  if (isSuccess(status) && within === undefined) {
    const isSame = [...after].some(([other, now]) => isSuccess(other) && sameContent(walk, old, now));
    const message = `The success ${status} was removed${instead === "" ? "" : `; success is now ${instead}`}.`;
    const ts = isSame ? { ts: "warn" as const } : {};
    walk.report("response.success-status.removed", at, message, { old: status, new: instead, ...ts });
    return;
  }
  const id = isSuccess(status) ? "response.success-status.removed" : "response.error-status.removed";
  const message = `${status} is no longer declared${within === undefined ? "" : `, but ${within} is`}.`;
  const ts = !isSuccess(status) && covering(status, after) !== undefined ? "none" : "warn";
  walk.report(id, at, message, { old: status, new: within, wire: "ok", ts });
}

/** Compares two answers; the prose of a range describes more than one status, and so differs without a change. */
function compareAnswer(walk: Walk, old: Body, now: Body, isSameStatus: boolean): void {
  const [before, after] = isSameStatus ? [old, now] : [old, { ...now, docs: old.docs }];
  compareHeaders(walk, before, after);
  const isNew = before.content.size === 0 && after.content.size > 0;
  if (isNew) {
    const types = [...after.content.keys()].join(", ");
    const message = `The answer had no body, and now has one: ${types}.`;
    walk.report("response.content.added", [old.at, now.at], message);
  }
  compareTold(walk, before, after);
  if (!isNew) compareContent(walk, "response.media-type", before, after);
}

function sameContent(walk: Walk, old: Body, now: Body): boolean {
  if (old.content.size !== now.content.size) return false;
  return [...old.content].every(([type, { schema }]) => {
    const other = now.content.get(type);
    return other !== undefined && isDocs(walk.weigh(schema, other.schema));
  });
}

/** Returns the key of the answer for a status: its own, its range, or for an error the default. */
function covering(status: string, answers: Members<Body>): string | undefined {
  const candidates = [status, rangeOf(status), ...(isSuccess(status) ? [] : ["default"])];
  return candidates.find((candidate) => answers.has(candidate));
}

function rangeOf(status: string): string {
  return `${status[0]}XX`;
}

function isSuccess(status: string): boolean {
  return status.startsWith("2");
}
