import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import { isRecord } from "../../spec/yaml.js";
import type { Change } from "./change.js";
import { changedProse } from "./prose.js";
import { docsOf } from "../read/keywords.js";
import type { Operation } from "../../spec/operations.js";

type Json = Readonly<Record<string, unknown>>;
type Report = (change: Change) => void;

interface Ends {
  readonly base: Side;
  readonly head: Side;
}

/** Compares what an operation asks of the bearer, by what the schemes are and not by what they are called. */
export function compareSecurity(sides: Ends, base: Operation, head: Operation, report: Report): void {
  const before = requirements(sides.base, base);
  const after = requirements(sides.head, head);
  const pointer = head.raw["security"] === undefined ? "#/security" : `${head.at}/security`;
  const kept = [...before.keys()].every((key) => after.has(key));
  const change = { pointer, old: [...before.values()], new: [...after.values()] };
  if (!kept) {
    const message = `What a request must carry changed: ${say(before)} was wanted, now it is ${say(after)}.`;
    report({ ...change, id: "security.changed", message });
  } else if (after.size > before.size) {
    const message = `Another way to be let in: ${say(after)}.`;
    report({ ...change, id: "security.alternative-added", message });
  }
  if (!kept) return;
  const names = [before, after].map((side) => [...side.values()].toSorted().join(" or "));
  if (after.size === before.size && names[0] !== names[1]) {
    const message = `A security scheme is called otherwise: ${names[0]} is now ${names[1]}.`;
    report({ ...change, id: "security.scheme-renamed", message });
  }
  const prose = [sides.base, sides.head].map((side, index) => schemeProse(side, index === 0 ? base : head));
  if (after.size === before.size && stableJson(prose[0]) !== stableJson(prose[1])) {
    const message = "The prose of a security scheme changed.";
    report({
      id: "security.scheme-docs",
      pointer: "#/components/securitySchemes",
      message,
      old: prose[0],
      new: prose[1],
    });
  }
}

/** The alternatives of an operation: what each wants by content, and what it calls it. No alternative wants nothing. */
function requirements(side: Side, operation: Operation): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const alternative of alternatives(side, operation)) {
    const wanted = Object.entries(alternative).map(([name, scopes]) => [
      stableJson(contentOf(scheme(side, name), name)),
      Array.isArray(scopes) ? scopes.map(String).toSorted() : [],
    ]);
    const key = wanted
      .map((part) => stableJson(part))
      .toSorted()
      .join();
    if (!found.has(key)) found.set(key, Object.keys(alternative).toSorted().join(" and "));
  }
  return found;
}

function alternatives(side: Side, operation: Operation): readonly Json[] {
  const security = operation.raw["security"] ?? side.document["security"];
  const list = Array.isArray(security) ? security.filter(isRecord) : [];
  return list.length === 0 ? [{}] : list;
}

function scheme(side: Side, name: string): unknown {
  const { components } = side.document;
  const schemes = isRecord(components) ? components["securitySchemes"] : undefined;
  return isRecord(schemes) && Object.hasOwn(schemes, name) ? schemes[name] : undefined;
}

/** A scheme without its prose; `bearerFormat` is a hint that nobody checks. */
function contentOf(raw: unknown, name: string): Json {
  if (!isRecord(raw)) return { undeclared: name };
  const docs = docsOf(raw);
  const entries = Object.entries(raw).filter(([key]) => !docs.has(key) && key !== "bearerFormat");
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === "scheme" ? String(value).toLowerCase() : value]),
  );
}

function schemeProse(side: Side, operation: Operation): readonly string[] {
  const names = new Set(alternatives(side, operation).flatMap((alternative) => Object.keys(alternative)));
  return [...names]
    .map((name) => scheme(side, name))
    .filter(isRecord)
    .map((raw) => stableJson([Object.fromEntries(docsOf(raw)), raw["bearerFormat"]]))
    .toSorted();
}

function say(side: ReadonlyMap<string, string>): string {
  return [...side.values()].map((name) => name || "nothing").join(" or ");
}

/** Compares the servers that an operation is sent to, those of the nearest level. */
export function compareServers(sides: Ends, base: Operation, head: Operation, report: Report): void {
  const [before, after] = [serversOf(sides.base, base), serversOf(sides.head, head)];
  const same = before.urls.size === after.urls.size && [...before.urls].every((url) => after.urls.has(url));
  if (same) return;
  const kept = [...before.urls].every((url) => after.urls.has(url));
  const [old, now] = [[...before.urls], [...after.urls]];
  report({
    id: kept ? "server.added" : "server.changed",
    pointer: after.at,
    message: kept
      ? `Another server: ${now.filter((url) => !before.urls.has(url)).join(", ")}.`
      : `The server was ${old.join(", ")}, it is now ${now.join(", ")}.`,
    old,
    new: now,
  });
}

function serversOf(side: Side, operation: Operation): { urls: ReadonlySet<string>; at: string } {
  const levels: readonly (readonly [unknown, string])[] = [
    [operation.raw["servers"], `${operation.at}/servers`],
    [operation.item["servers"], `${operation.at.slice(0, operation.at.lastIndexOf("/"))}/servers`],
    [side.document["servers"], "#/servers"],
  ];
  for (const [servers, at] of levels) {
    const list = Array.isArray(servers) ? servers.filter(isRecord) : [];
    if (list.length > 0) return { urls: new Set(list.map(urlOf)), at };
  }
  return { urls: new Set(["/"]), at: "#/servers" };
}

function urlOf(server: Json): string {
  const url = (typeof server["url"] === "string" ? server["url"] : "/").replace(/(?<=.)\/$/, "");
  const variables = isRecord(server["variables"]) ? server["variables"] : {};
  const values = Object.entries(variables)
    .filter(([, variable]) => isRecord(variable))
    .map(([name, variable]) => [name, isRecord(variable) ? [variable["default"], variable["enum"]] : []]);
  return values.length === 0 ? url : `${url} ${stableJson(Object.fromEntries(values))}`;
}

/** Compares the prose of the document: its `info` without the version, which never moves, and its tags. */
export function compareDocumentProse({ base, head }: Ends, tags: ReadonlySet<string>, report: Report): void {
  const info = [base, head].map(({ document }) => {
    const entries = Object.entries(isRecord(document["info"]) ? document["info"] : {});
    return new Map(entries.filter(([key]) => key !== "version"));
  });
  const { keys, before, after } = changedProse(info[0] ?? new Map(), info[1] ?? new Map());
  if (keys.length > 0) {
    const message = `The document's info changed: ${keys.join(", ")}.`;
    report({ id: "info.changed", pointer: "#/info", message, old: before, new: after });
  }
  for (const tag of tags) {
    const [old, now] = [base, head].map(({ document }) => {
      const list = Array.isArray(document["tags"]) ? document["tags"].filter(isRecord) : [];
      return list.find((entry) => entry["name"] === tag);
    });
    if (!old || !now || stableJson(old) === stableJson(now)) continue;
    report({
      id: "tag.docs",
      pointer: "#/tags",
      message: `The prose of the tag "${tag}" changed.`,
      old,
      new: now,
    });
  }
}
