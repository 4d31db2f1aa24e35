import { stableJson } from "../../spec/equal.js";
import { compareRequestBody } from "./bodies.js";
import type { Change } from "./change.js";
import { docsOf } from "../read/keywords.js";
import type { Direction } from "./level.js";
import { opaque } from "./limits.js";
import type { Operation } from "../../spec/operations.js";
import { template } from "../../spec/operations.js";
import { compareParameters } from "./parameters.js";
import { changedProse } from "./prose.js";
import { compareResponses } from "./responses.js";
import { compareSecurity, compareServers } from "./surroundings.js";
import type { Walk } from "./walk.js";

/** Keywords of an operation that are compared one by one; the rest is opaque. */
const understood = new Set([
  "operationId",
  "tags",
  "summary",
  "deprecated",
  "parameters",
  "requestBody",
  "responses",
  "security",
  "servers",
]);

/** Compares one operation with itself: what is around its values, then what goes out and what comes back. */
export function compareOperation(
  base: Operation,
  head: Operation,
  walkFor: (direction: Direction) => Walk,
  report: (change: Change) => void,
): void {
  comparePlace(base, head, report);
  compareAbout(base, head, report);
  const request = walkFor("request");
  const sides = { base: request.base.side, head: request.head.side };
  compareSecurity(sides, base, head, report);
  compareServers(sides, base, head, report);
  compareParameters(request, base, head);
  compareRequestBody(request, base, head);
  compareResponses(walkFor("response"), base, head);
}

function comparePlace(base: Operation, head: Operation, report: (change: Change) => void): void {
  const [from, to] = [base, head].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const change = { pointer: head.at, old: from, new: to };
  if (base.method !== head.method || template(base.path) !== template(head.path)) {
    report({ ...change, id: "operation.moved", message: `Was ${from}, is now ${to}.` });
  } else if (base.path !== head.path) {
    const message = `The path is written ${head.path} instead of ${base.path}; the URL is the same.`;
    report({ ...change, id: "path.template-renamed", message });
  }
  if (base.id === head.id) return;
  report({
    id: "operation.id-changed",
    pointer: `${head.at}/operationId`,
    message: `The operationId was ${base.id ?? "absent"}, it is now ${head.id ?? "absent"}.`,
    old: base.id,
    new: head.id,
    ...(base.id === undefined ? { ts: ["ok", "ok"] as const } : {}),
  });
}

function compareAbout(base: Operation, head: Operation, report: (change: Change) => void): void {
  const [was, is] = [base.raw["deprecated"] === true, head.raw["deprecated"] === true];
  if (was !== is) {
    const id = is ? "operation.deprecated" : "operation.reactivated";
    report({
      id,
      pointer: head.at,
      message: is ? "Deprecated." : "No longer deprecated.",
      old: was,
      new: is,
    });
  }
  const tags = [base, head].map((operation) => operation.tags.toSorted());
  if (stableJson(tags[0]) !== stableJson(tags[1])) {
    const [old, now] = tags.map((list) => list?.join(", "));
    const message = `Tagged ${now || "nothing"} instead of ${old || "nothing"}.`;
    report({ id: "operation.tags", pointer: `${head.at}/tags`, message, old: tags[0], new: tags[1] });
  }
  const prose = [base, head].map(
    ({ raw, item }) =>
      new Map([...docsOf({ ...item, summary: undefined }), ...docsOf(raw), ["summary", raw["summary"]]]),
  );
  const { keys, before, after } = changedProse(prose[0] ?? new Map(), prose[1] ?? new Map());
  if (keys.length > 0) {
    const message = `Documentation changed: ${keys.join(", ")}.`;
    report({ id: "operation.docs", pointer: head.at, message, old: before, new: after });
  }
  for (const key of new Set([...Object.keys(base.raw), ...Object.keys(head.raw)])) {
    if (understood.has(key) || docsOf({ [key]: true }).size > 0) continue;
    const [old, now] = [base.raw[key], head.raw[key]];
    if (stableJson(old) !== stableJson(now)) report(opaque(key, old, now, head.at));
  }
}
