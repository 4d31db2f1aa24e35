import { stableJson } from "../../spec/equal.js";
import { template } from "../../spec/operations.js";
import type { Operation } from "../../spec/operations.js";
import { docsOf, list, othersOf } from "../../spec/schema/keywords.js";
import type { Part } from "../../spec/schema/shape.js";
import { isRecord } from "../../spec/yaml.js";
import { compareAnswers } from "./answers.js";
import { compareParameters, compareRequestBodies } from "./members.js";
import { changedProse, compareOpaque } from "./prose.js";
import { compareSecurity } from "./security.js";
import { below } from "./walk.js";
import type { Report, Walk } from "./walk.js";

type Json = Readonly<Record<string, unknown>>;

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
  const { base: from, head: to } = request;
  compareAbout(base, head, report);
  const [old, now] = [othersOf(base.raw, judged), othersOf(head.raw, judged)];
  compareOpaque({ base: from, head: to, report }, old, now, [base.at, head.at]);
  compareSecurity([from.side, base], [to.side, head], report);
  compareServers(serversOf(from.side.document, base), serversOf(to.side.document, head), report);
  compareParameters(request, base, head);
  compareRequestBodies(request, partOf(base, "requestBody"), partOf(head, "requestBody"));
  compareAnswers(response, partOf(base, "responses"), partOf(head, "responses"));
}

function partOf({ raw, at }: Operation, keyword: string): Part {
  return { raw: raw[keyword], at: `${at}/${keyword}` };
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

/** The addresses of an operation, from the nearest level that declares some, and the place of that. */
interface Servers {
  readonly urls: ReadonlySet<string>;
  readonly at: string;
}

function compareServers(before: Servers, after: Servers, report: Report): void {
  const added = [...after.urls].filter((url) => !before.urls.has(url));
  const at = [before.at, after.at] as const;
  const [old, now] = [[...before.urls].join(", "), [...after.urls].join(", ")];
  if (![...before.urls].every((url) => after.urls.has(url))) {
    report("server.changed", at, `The server changed from ${old} to ${now}.`, { old, new: now });
  } else if (added.length > 0) {
    report("server.added", at, `A server was added: ${added.join(", ")}.`, { old, new: now });
  }
}

function serversOf(document: Json, { raw, at, item, itemAt }: Operation): Servers {
  const levels = [
    { servers: raw["servers"], at: `${at}/servers` },
    { servers: item["servers"], at: `${itemAt}/servers` },
    { servers: document["servers"], at: "#/servers" },
  ].map(({ servers, at }) => ({ urls: new Set(list(servers).filter(isRecord).map(urlOf)), at }));
  return levels.find(({ urls }) => urls.size > 0) ?? { urls: new Set(["/"]), at: "#/servers" };
}

function urlOf({ url, variables }: Json): string {
  const address = (typeof url === "string" ? url : "/").replace(/(?<=.)\/$/, "");
  const values = Object.entries(isRecord(variables) ? variables : {}).map(([name, variable]) => [
    name,
    isRecord(variable) ? [variable["default"], { enum: variable["enum"] }] : [],
  ]);
  return values.length === 0 ? address : `${address} ${stableJson(Object.fromEntries(values))}`;
}
