import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import { carries } from "../../spec/operations.js";
import type { Scope } from "../../spec/operations.js";
import { isRecord } from "../../spec/yaml.js";
import { docsOf, list } from "../../spec/schema/keywords.js";
import type { Reader } from "../../spec/schema/reader.js";
import type { Report } from "./walk.js";
import { changedProse, compareOpaque } from "./prose.js";

interface Readers {
  readonly base: Reader;
  readonly head: Reader;
}

type Json = Readonly<Record<string, unknown>>;

/** Compares the prose of the document and of its tags, which is for whoever sends requests. */
export function compareInfo({ base, head }: Readers, scope: Scope, report: Report): void {
  const [old, now] = [base.side, head.side].map(({ document }) => {
    // S2's version never changes.
    const { version: _version, ...info } = isRecord(document["info"]) ? document["info"] : {};
    return new Map([...Object.entries(info), ...docsOf(document)]);
  });
  const { keys, before, after } = changedProse(old ?? new Map(), now ?? new Map());
  if (keys.length > 0) {
    const message = `What the document says of itself changed: ${keys.join(", ")}.`;
    report("info.changed", ["#/info", "#/info"], message, { old: before, new: after });
  }
  const kept = scope.pairs.flatMap((pair) => pair.base.tags.filter((tag) => pair.head.tags.includes(tag)));
  for (const tag of new Set(kept)) {
    const [was, is] = [tagIn(base.side, tag), tagIn(head.side, tag)];
    if (!was || !is || stableJson(was) === stableJson(is)) continue;
    report("tag.docs", ["#/tags", "#/tags"], `The prose of the tag "${tag}" changed.`, { old: was, new: is });
  }
}

function tagIn({ document }: Side, tag: string): Json | undefined {
  return list(document["tags"])
    .filter(isRecord)
    .find(({ name }) => name === tag);
}

/** Compares what applies to every schema and is not judged. */
export function compareDialect(readers: Readers, report: Report): void {
  const [old, now] = [readers.base, readers.head].map(({ side: { document } }) => {
    const { jsonSchemaDialect: dialect } = document;
    return new Map(dialect === undefined ? [] : [["jsonSchemaDialect", dialect]]);
  });
  compareOpaque({ ...readers, report }, old ?? new Map(), now ?? new Map(), ["#", "#"]);
}

/** Compares webhooks by name. They are not judged, but no change goes unreported. */
export function compareWebhooks(
  readers: Readers,
  tags: readonly string[],
  reportOf: (name: string) => Report,
): void {
  const [old, now] = [readers.base, readers.head].map(({ side: { document } }): Json => {
    const webhooks = Object.entries(isRecord(document["webhooks"]) ? document["webhooks"] : {});
    return Object.fromEntries(webhooks.filter(([, item]) => isSelected(item, tags)));
  });
  for (const name of Object.keys({ ...old, ...now })) {
    const [before, after] = [old, now].map((side) => {
      const webhook = side?.[name];
      return new Map(webhook === undefined ? [] : [["webhooks", { [name]: webhook }]]);
    });
    const walk = { ...readers, report: reportOf(name) };
    compareOpaque(walk, before ?? new Map(), after ?? new Map(), ["#", "#"]);
  }
}

/** Reports whether a webhook may carry one of the tags; one behind a reference or without operations always may. */
function isSelected(item: unknown, tags: readonly string[]): boolean {
  if (!isRecord(item) || "$ref" in item) return true;
  const operations = Object.values(item).filter(isRecord);
  return operations.length === 0 || operations.some((operation) => carries(operation["tags"], tags));
}
