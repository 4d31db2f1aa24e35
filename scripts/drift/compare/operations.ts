import { stableJson } from "../../spec/equal.js";
import { template } from "../../spec/operations.js";
import type { Operation } from "../../spec/operations.js";
import { docsOf, othersOf } from "../../spec/schema/keywords.js";
import type { Reader } from "../../spec/schema/reader.js";
import type { Part } from "../../spec/schema/shape.js";
import { compareAnswers } from "./answers.js";
import { readBody } from "../../spec/schema/calls.js";
import type { Body, Members } from "../../spec/schema/calls.js";
import { compareContent, compareMembers } from "./members.js";
import { below } from "./walk.js";
import type { Report } from "./walk.js";
import { compareParameters } from "./parameters.js";
import { changedProse, compareOpaque } from "./prose.js";
import { compareSecurity } from "./security.js";
import { compareServers } from "./servers.js";
import type { Walk } from "./walk.js";

/** Keywords of an operation that are compared one by one; the others are not judged. */
const judged = "operationId tags summary deprecated parameters requestBody responses security servers".split(
  " ",
);

/**
 * Compares two versions of one operation.
 *
 * @param report takes what concerns both its request and its answers.
 */
export function compareOperation(
  { request, response }: { readonly request: Walk; readonly response: Walk },
  base: Operation,
  head: Operation,
  report: Report,
): void {
  const sides = { base: request.base.side, head: request.head.side };
  compareAbout(base, head, report);
  const [old, now] = [othersOf(base.raw, judged), othersOf(head.raw, judged)];
  compareOpaque({ base: request.base, head: request.head, report }, old, now, [base.at, head.at]);
  compareSecurity(sides, base, head, report);
  compareServers(sides, base, head, report);
  compareParameters(request, base, head);
  compareMembers(
    request,
    "body",
    [bodyOf(request.base, base), bodyOf(request.head, head)],
    (walk, from, to) => {
      compareContent(walk, "media-type", from, to);
    },
  );
  compareAnswers(response, partOf(base, "responses"), partOf(head, "responses"));
}

function partOf({ raw, at }: Operation, keyword: string): Part {
  return { raw: raw[keyword], at: `${at}/${keyword}` };
}

/** Returns the request body of an operation, which may be missing. */
function bodyOf(reader: Reader, operation: Operation): Members<Body> {
  const part = partOf(operation, "requestBody");
  return new Map(part.raw === undefined ? [] : [["body", readBody(reader, part)]]);
}

/** Compares where an operation is, what it is called, and what is said of it. */
function compareAbout(base: Operation, head: Operation, report: Report): void {
  const at = [base.at, head.at] as const;
  const [from, to] = [base, head].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  if (base.method !== head.method || template(base.path) !== template(head.path)) {
    report("operation.moved", at, `Moved from ${from} to ${to}.`, { old: from, new: to });
  } else if (base.path !== head.path) {
    const message = `The path is written ${head.path} instead of ${base.path}; the URL is the same.`;
    report("path.template-renamed", at, message, { old: from, new: to });
  }
  if (base.id !== head.id) {
    const message = `The operationId changed from ${base.id ?? "none"} to ${head.id ?? "none"}.`;
    const ts = base.id === undefined ? { ts: "ok" as const } : {};
    report("operation.id-changed", below(at, "operationId"), message, { old: base.id, new: head.id, ...ts });
  }
  const [was, is] = [base, head].map(({ raw }) => raw["deprecated"] === true);
  if (was !== is) {
    const [id, message] = is
      ? (["operation.deprecated", "Deprecated."] as const)
      : (["operation.reactivated", "No longer deprecated."] as const);
    report(id, at, message, { old: was, new: is });
  }
  const [old, now] = [base, head].map(({ tags }) => tags.toSorted());
  if (stableJson(old) !== stableJson(now)) {
    const message = `The tags changed from ${old?.join(", ") || "none"} to ${now?.join(", ") || "none"}.`;
    report("operation.tags", below(at, "tags"), message, { old, new: now });
  }
  const docs = ({ item, raw }: Operation): Map<string, unknown> => new Map([...docsOf(item), ...docsOf(raw)]);
  const { keys, before, after } = changedProse(docs(base), docs(head));
  if (keys.length === 0) return;
  report("operation.docs", at, `Documentation changed: ${keys.join(", ")}.`, { old: before, new: after });
}
