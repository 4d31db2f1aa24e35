import { isProse } from "../../spec/prose.js";
import { isRecord } from "../../spec/yaml.js";
import type { Operation } from "../../spec/operations.js";
import type { Reader } from "../read/reader.js";
import { compareBodies, readBody } from "./bodies.js";
import type { Body } from "./bodies.js";
import type { Both } from "./rules.js";
import { compareContent, headersOf } from "./parameters.js";
import type { Walk } from "./walk.js";
import { isSame } from "./weight.js";

type Answers = ReadonlyMap<string, Body>;

/** Compares the answers of one operation by status; a status covered by a range, with the range. */
export function compareResponses(walk: Walk, base: Operation, head: Operation): void {
  const [before, after] = [answersOf(walk.base, base), answersOf(walk.head, head)];
  for (const [status, old] of before) {
    const cover = covering(status, after);
    if (cover !== undefined)
      compareAnswer(walk, old, described(after.get(cover) ?? old, cover === status, old));
    if (cover === status) continue;
    const within = cover ?? [...after.keys()].find((other) => status === rangeOf(other));
    if (isSuccess(status) && within === undefined) removedSuccess(walk, status, old, after);
    else {
      const message = `${status} is no longer declared${within === undefined ? "" : `, but ${within} is`}.`;
      const ts: Both = ["none", !isSuccess(status) && cover !== undefined ? "none" : "warn"];
      const id = isSuccess(status) ? "response.success-status.removed" : "response.error-status.removed";
      const change = { at: [old.at, undefined], message, old: status, new: within } as const;
      walk.report({ id, ...change, ts, wire: ["none", "ok"] });
    }
  }
  const stayed = [...before.keys()].some((status) => isSuccess(status) && covering(status, after));
  const hadSuccess = [...before.keys()].some(isSuccess);
  for (const [status, now] of after) {
    const cover = covering(status, before);
    if (cover === status) continue;
    if (!isSuccess(status)) addedError(walk, status, now, before);
    else if (cover !== undefined) {
      compareAnswer(walk, described(before.get(cover) ?? now, false, now), now);
    } else if (stayed || !hadSuccess) {
      const message = `The success ${status} was added.`;
      walk.report({ id: "response.success-status.added", at: [undefined, now.at], message, new: status });
    }
  }
}

/** Returns the key of the answer for a status: its own, its range, or for an error the default. */
function covering(status: string, answers: Answers): string | undefined {
  const candidates = [status, rangeOf(status), ...(isSuccess(status) ? [] : ["default"])];
  return candidates.find((candidate) => answers.has(candidate));
}

/** Ignores the prose of a range, which describes more than one status: that is no change. */
function described(answer: Body, isSame: boolean, as: Body): Body {
  return isSame ? answer : { ...answer, docs: as.docs };
}

function rangeOf(status: string): string {
  return `${status[0]}XX`;
}

function compareAnswer(walk: Walk, old: Body, now: Body): void {
  compareHeaders(walk, old, now);
  if (old.content.size > 0 || now.content.size === 0) {
    compareBodies(walk, old, now, "response.media-type");
    return;
  }
  const message = `The answer had no body, and now has one: ${[...now.content.keys()].join(", ")}.`;
  walk.report({ id: "response.content.added", at: [old.at, now.at], message });
  compareBodies(walk, old, { ...now, content: new Map() }, "response.media-type");
}

function compareHeaders(walk: Walk, before: Body, after: Body): void {
  const [olds, nows] = [headersOf(walk.base, before), headersOf(walk.head, after)];
  for (const [key, old] of olds) {
    const now = nows.get(key);
    if (!now) {
      const wire: Both = ["none", old.required ? "break" : "warn"];
      const message = `The header ${old.name} was removed.`;
      walk.report({ id: "response.header.removed", at: [old.at, undefined], message, old: old.name, wire });
      continue;
    }
    if (old.required !== now.required) {
      const need = now.required ? "required" : "optional";
      const message = `The header ${now.name} became ${need}.`;
      walk.report({ id: `response.header.became-${need}`, at: [old.at, now.at], message });
    }
    compareContent(walk, old, now);
  }
  for (const [key, now] of nows) {
    if (olds.has(key)) continue;
    const message = `The header ${now.name} was added.`;
    walk.report({ id: "response.header.added", at: [undefined, now.at], message, new: now.name });
  }
}

function removedSuccess(walk: Walk, status: string, old: Body, after: Answers): void {
  const successes = [...after].filter(([other]) => isSuccess(other));
  const same = successes.some(([, now]) => sameContent(walk, old, now));
  const instead = successes.map(([other]) => other).join(", ");
  walk.report({
    id: "response.success-status.removed",
    at: [old.at, undefined],
    message: `The success ${status} was removed${instead === "" ? "" : `; success is now ${instead}`}.`,
    old: status,
    new: instead,
    ...(same ? { ts: ["none", "warn"] as const } : {}),
  });
}

function addedError(walk: Walk, status: string, now: Body, before: Answers): void {
  const known = [...before].some(([other, old]) => !isSuccess(other) && sameContent(walk, old, now));
  walk.report({
    id: "response.error-status.added",
    at: [undefined, now.at],
    message: `The error ${status} was added${known ? "" : ", with a body that no other error had"}.`,
    new: status,
    ...(known ? {} : { ts: ["none", "warn"] as const }),
  });
}

function sameContent(walk: Walk, old: Body, now: Body): boolean {
  if (old.content.size !== now.content.size) return false;
  return [...old.content].every(([type, schema]) => {
    const other = now.content.get(type);
    return other !== undefined && isSame(walk.weigh(schema, other));
  });
}

function answersOf(reader: Reader, operation: Operation): Answers {
  const responses = operation.raw["responses"];
  const statuses = isRecord(responses) ? Object.entries(responses) : [];
  return new Map(
    statuses
      .filter(([status]) => !isProse(status))
      .map(([status, raw]) => [
        status.toUpperCase().replace("DEFAULT", "default"),
        readBody(reader, { raw, at: `${operation.at}/responses/${status}` }),
      ]),
  );
}

function isSuccess(status: string): boolean {
  return status.startsWith("2");
}
