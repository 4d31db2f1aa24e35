import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import type { Operation } from "../../spec/operations.js";
import { isRecord } from "../../spec/yaml.js";
import { list } from "../../spec/schema/keywords.js";
import type { Report } from "./walk.js";

/** Compares the servers of an operation, taken from the nearest level that declares them. */
export function compareServers(
  sides: { readonly base: Side; readonly head: Side },
  base: Operation,
  head: Operation,
  report: Report,
): void {
  const [before, after] = [serversOf(sides.base, base), serversOf(sides.head, head)];
  const added = [...after.urls].filter((url) => !before.urls.has(url));
  const isKept = [...before.urls].every((url) => after.urls.has(url));
  const at = [before.at, after.at] as const;
  const [old, now] = [before, after].map(({ urls }) => [...urls].join(", "));
  if (!isKept) {
    report("server.changed", at, `The server changed from ${old} to ${now}.`, { old, new: now });
  } else if (added.length > 0) {
    report("server.added", at, `A server was added: ${added.join(", ")}.`, { old, new: now });
  }
}

function serversOf({ document }: Side, operation: Operation): { urls: ReadonlySet<string>; at: string } {
  const levels = [
    { raw: operation.raw["servers"], at: `${operation.at}/servers` },
    { raw: operation.item["servers"], at: `${operation.itemAt}/servers` },
    { raw: document["servers"], at: "#/servers" },
  ].map(({ raw, at }) => ({ urls: new Set(list(raw).filter(isRecord).map(urlOf)), at }));
  return levels.find(({ urls }) => urls.size > 0) ?? { urls: new Set(["/"]), at: "#/servers" };
}

function urlOf(server: Readonly<Record<string, unknown>>): string {
  const url = (typeof server["url"] === "string" ? server["url"] : "/").replace(/(?<=.)\/$/, "");
  const variables = Object.entries(isRecord(server["variables"]) ? server["variables"] : {});
  const values = variables.map(([name, variable]) => [
    name,
    isRecord(variable) ? [variable["default"], { enum: variable["enum"] }] : [],
  ]);
  return values.length === 0 ? url : `${url} ${stableJson(Object.fromEntries(values))}`;
}
