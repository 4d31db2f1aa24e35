import { stableJson } from "../../spec/equal.js";
import { template } from "../../spec/operations.js";
import type { Operation } from "../../spec/operations.js";
import { docsOf, othersOf } from "../read/keywords.js";
import { compareRequestBody } from "./bodies.js";
import { below } from "./change.js";
import type { Change } from "./change.js";
import type { Direction } from "./level.js";
import { compareOpaque } from "./limits.js";
import { compareParameters } from "./parameters.js";
import { changedProse } from "./prose.js";
import { compareResponses } from "./responses.js";
import { compareSecurity } from "./security.js";
import { compareServers } from "./servers.js";
import type { Walk } from "./walk.js";

/** Keywords of an operation that are compared one by one; the others are not judged. */
const judged = "operationId tags summary deprecated parameters requestBody responses security servers".split(
  " ",
);

/** Compares two versions of one operation: first its metadata, then its request, then its responses. */
export function compareOperation(
  base: Operation,
  head: Operation,
  walkFor: (direction: Direction) => Walk,
  report: (change: Change) => void,
): void {
  const request = walkFor("request");
  const sides = { base: request.base.side, head: request.head.side };
  comparePlace(base, head, report);
  compareAbout(base, head, report);
  const [old, now] = [base, head].map(({ raw }) => othersOf(raw, judged));
  if (old && now) {
    compareOpaque({ base: request.base, head: request.head, report }, old, now, [base.at, head.at]);
  }
  compareSecurity(sides, base, head, report);
  compareServers(sides, base, head, report);
  compareParameters(request, base, head);
  compareRequestBody(request, base, head);
  compareResponses(walkFor("response"), base, head);
}

function comparePlace(base: Operation, head: Operation, report: (change: Change) => void): void {
  const [old, now] = [base, head].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const at = [base.at, head.at] as const;
  if (base.method !== head.method || template(base.path) !== template(head.path)) {
    report({ id: "operation.moved", at, message: `Moved from ${old} to ${now}.`, old, new: now });
  } else if (base.path !== head.path) {
    const message = `The path is written ${head.path} instead of ${base.path}; the URL is the same.`;
    report({ id: "path.template-renamed", at, message, old, new: now });
  }
  if (base.id === head.id) return;
  report({
    id: "operation.id-changed",
    at: below(at, "operationId"),
    message: `The operationId changed from ${base.id ?? "none"} to ${head.id ?? "none"}.`,
    old: base.id,
    new: head.id,
    ...(base.id === undefined ? { ts: ["ok", "ok"] as const } : {}),
  });
}

function compareAbout(base: Operation, head: Operation, report: (change: Change) => void): void {
  const at = [base.at, head.at] as const;
  const [was, is] = [base, head].map(({ raw }) => raw["deprecated"] === true);
  if (was !== is) {
    const id = is ? "operation.deprecated" : "operation.reactivated";
    report({ id, at, message: is ? "Deprecated." : "No longer deprecated.", old: was, new: is });
  }
  const [old, now] = [base, head].map(({ tags }) => tags.toSorted());
  if (stableJson(old) !== stableJson(now)) {
    const message = `The tags changed from ${old?.join(", ") || "none"} to ${now?.join(", ") || "none"}.`;
    report({ id: "operation.tags", at: below(at, "tags"), message, old, new: now });
  }
  const [before, after] = [base, head].map(({ raw, item }) => new Map([...docsOf(item), ...docsOf(raw)]));
  const prose = changedProse(before ?? new Map(), after ?? new Map());
  if (prose.keys.length === 0) return;
  const message = `Documentation changed: ${prose.keys.join(", ")}.`;
  report({ id: "operation.docs", at, message, old: prose.before, new: prose.after });
}
