import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import type { Operation } from "../../spec/operations.js";
import { isRecord } from "../../spec/yaml.js";
import { list } from "../read/keywords.js";
import type { Change } from "./change.js";

/** Compares the servers of an operation, taken from the nearest level that declares them. */
export function compareServers(
  sides: { readonly base: Side; readonly head: Side },
  base: Operation,
  head: Operation,
  report: (change: Change) => void,
): void {
  const [before, after] = [serversOf(sides.base, base), serversOf(sides.head, head)];
  const added = [...after.urls].filter((url) => !before.urls.has(url));
  const isKept = [...before.urls].every((url) => after.urls.has(url));
  if (isKept && added.length === 0) return;
  const [old, now] = [before, after].map(({ urls }) => [...urls].join(", "));
  report({
    id: isKept ? "server.added" : "server.changed",
    at: [before.at, after.at],
    message: isKept
      ? `A server was added: ${added.join(", ")}.`
      : `The server changed from ${old} to ${now}.`,
    old,
    new: now,
  });
}

function serversOf(side: Side, operation: Operation): { urls: ReadonlySet<string>; at: string } {
  const levels = [
    [operation.raw["servers"], `${operation.at}/servers`],
    [operation.item["servers"], `${operation.itemAt}/servers`],
    [side.document["servers"], "#/servers"],
  ] as const;
  for (const [servers, at] of levels) {
    const found = list(servers).filter(isRecord);
    if (found.length > 0) return { urls: new Set(found.map(urlOf)), at };
  }
  return { urls: new Set(["/"]), at: "#/servers" };
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
