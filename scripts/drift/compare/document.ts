import { stableJson } from "../../spec/equal.js";
import { carries } from "../../spec/operations.js";
import type { Scope } from "../../spec/operations.js";
import { isRecord } from "../../spec/yaml.js";
import { docsOf, list } from "../../spec/schema/keywords.js";
import type { Readable, Reader } from "../../spec/schema/reader.js";
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

function tagIn({ document }: Readable, tag: string): Json | undefined {
  return list(document["tags"])
    .filter(isRecord)
    .find(({ name }) => name === tag);
}

/** Compares what is not judged: the dialect of all schemas, under no name, and webhooks by name. */
export function compareUnjudged(
  readers: Readers,
  tags: readonly string[],
  reportOf: (webhook: string) => Report,
): void {
  const [old, now] = [readers.base, readers.head].map(({ side: { document } }) => {
    const webhooks = Object.entries(isRecord(document["webhooks"]) ? document["webhooks"] : {});
    const dialect = Object.entries(document).filter(([key]) => key === "jsonSchemaDialect");
    const selected = webhooks.filter(([, item]) => isSelected(item, tags));
    return new Map([
      ["", new Map(dialect)],
      ...selected.map(([name, item]) => [name, new Map([["webhooks", { [name]: item }]])] as const),
    ]);
  });
  for (const name of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
    const [before, after] = [old, now].map((side) => side?.get(name) ?? new Map<string, unknown>());
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
