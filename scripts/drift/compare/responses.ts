import { isRecord } from "../../spec/yaml.js";
import { compareBodies, readBody } from "./bodies.js";
import type { Body } from "./bodies.js";
import type { Level } from "./level.js";
import type { Operation } from "../../spec/operations.js";
import type { Reader } from "../read/reader.js";
import type { Walk } from "./walk.js";

type Answers = ReadonlyMap<string, Body>;

/** Compares the answers of one operation, by status. */
export function compareResponses(walk: Walk, base: Operation, head: Operation): void {
  const before = answersOf(walk.base, base);
  const after = answersOf(walk.head, head);
  for (const [status, old] of before) {
    const now = after.get(status);
    if (now) compareAnswer(walk, old, now);
    else if (isSuccess(status)) removedSuccess(walk, status, old, after);
    else {
      const covered = after.has(`${status[0]}XX`) || after.has("default");
      const ts: readonly [Level, Level] = ["none", covered ? "none" : "warn"];
      const message = `The error ${status} is no longer declared.`;
      walk.report({ id: "response.error-status.removed", pointer: old.at, message, old: status, ts });
    }
  }
  const stayed = [...before.keys()].some((status) => isSuccess(status) && after.has(status));
  for (const [status, now] of after) {
    if (before.has(status)) continue;
    if (!isSuccess(status)) addedError(walk, status, now, before);
    else if (stayed || ![...before.keys()].some(isSuccess)) {
      const message = `There is now another success, ${status}.`;
      walk.report({ id: "response.success-status.added", pointer: now.at, message, new: status });
    }
  }
}

function compareAnswer(walk: Walk, old: Body, now: Body): void {
  if (old.content.size > 0 || now.content.size === 0) {
    compareBodies(walk, old, now, "response.media-type");
    return;
  }
  const message = `The answer had no body, now it has one: ${[...now.content.keys()].join(", ")}.`;
  walk.report({ id: "response.content.added", pointer: now.at, message });
  compareBodies(walk, old, { ...now, content: new Map() }, "response.media-type");
}

function removedSuccess(walk: Walk, status: string, old: Body, after: Answers): void {
  const successes = [...after].filter(([other]) => isSuccess(other));
  const same = successes.some(([, now]) => sameContent(walk, old, now));
  const instead =
    successes.length > 0 ? ` Success is now ${successes.map(([other]) => other).join(", ")}.` : "";
  walk.report({
    id: "response.success-status.removed",
    pointer: old.at,
    message: `${status} is no longer an answer.${instead}`,
    old: status,
    ...(same ? { ts: ["none", "warn"] as const } : {}),
  });
}

function addedError(walk: Walk, status: string, now: Body, before: Answers): void {
  const known = [...before].some(([other, old]) => !isSuccess(other) && sameContent(walk, old, now));
  walk.report({
    id: "response.error-status.added",
    pointer: now.at,
    message: known
      ? `The error ${status} is now declared.`
      : `The error ${status} is now declared, with a body that no other error had.`,
    new: status,
    ...(known ? {} : { ts: ["none", "warn"] as const }),
  });
}

function sameContent(walk: Walk, old: Body, now: Body): boolean {
  if (old.content.size !== now.content.size) return false;
  return [...old.content].every(([type, schema]) => {
    const other = now.content.get(type);
    return other !== undefined && walk.sameShape(schema, other);
  });
}

function answersOf(reader: Reader, operation: Operation): Answers {
  const responses = operation.raw["responses"];
  const found = new Map<string, Body>();
  if (!isRecord(responses)) return found;
  for (const [status, raw] of Object.entries(responses)) {
    if (status.startsWith("x-")) continue;
    found.set(
      status.toUpperCase().replace("DEFAULT", "default"),
      readBody(reader, { raw, at: `${operation.at}/responses/${status}` }),
    );
  }
  return found;
}

function isSuccess(status: string): boolean {
  return status.startsWith("2");
}
