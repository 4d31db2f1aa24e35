import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import { carries } from "../../spec/operations.js";
import type { Scope } from "../../spec/operations.js";
import { isRecord } from "../../spec/yaml.js";
import { docsOf, list } from "../read/keywords.js";
import { createReader } from "../read/reader.js";
import type { Change } from "./change.js";
import type { Collected } from "./collected.js";
import { directions } from "./level.js";
import { compareOpaque } from "./limits.js";
import { changedProse } from "./prose.js";
import type { Use } from "./users.js";

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/**
 * Compares everything besides the operations: the prose of the document and its tags, and what the engine does not
 * judge, which is webhooks with one of the tags and the dialect of all schemas.
 */
export function compareDocuments(sides: Sides, scope: Scope, tags: readonly string[]): readonly Collected[] {
  const found: Collected[] = [];
  const names = scope.pairs.map(({ head }) => head.name);
  const requests = names.map((operation): Use => ({ operation, direction: "request" }));
  const tell = (change: Change): void => {
    found.push({ change, operation: null, uses: requests });
  };
  compareInfo(sides, tell);
  const kept = scope.pairs.flatMap(({ base, head }) => base.tags.filter((tag) => head.tags.includes(tag)));
  for (const tag of new Set(kept)) compareTag(sides, tag, tell);

  const readers = { base: createReader(sides.base), head: createReader(sides.head) };
  const everywhere = names.flatMap((operation) => directions.map((direction) => ({ operation, direction })));
  const [old, now] = [sides.base, sides.head].map(({ document }) => {
    const dialect = document["jsonSchemaDialect"];
    return new Map(dialect === undefined ? [] : [["jsonSchemaDialect", dialect]]);
  });
  const note = (change: Change): void => {
    found.push({ change, operation: null, uses: everywhere });
  };
  if (old && now) compareOpaque({ ...readers, report: note }, old, now, ["#", "#"]);
  compareWebhooks(sides, tags, (name, before, after) => {
    const uses = directions.map((direction) => ({ operation: name, direction }));
    const report = (change: Change): void => {
      found.push({ change, operation: name, uses });
    };
    compareOpaque({ ...readers, report }, before, after, ["#", "#"]);
  });
  return found;
}

type Webhook = ReadonlyMap<string, unknown>;

/** Compares webhooks by name. They are not judged, but no change goes unreported. */
function compareWebhooks(
  { base, head }: Sides,
  tags: readonly string[],
  compare: (name: string, before: Webhook, after: Webhook) => void,
): void {
  const [old, now] = [base, head].map(({ document }) => {
    const webhooks = isRecord(document["webhooks"]) ? document["webhooks"] : {};
    return new Map(Object.entries(webhooks).filter(([, item]) => isSelected(item, tags)));
  });
  for (const name of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
    const [before, after] = [old, now].map(
      (side): Webhook => new Map(side?.has(name) ? [["webhooks", { [name]: side.get(name) }]] : []),
    );
    compare(name, before ?? new Map(), after ?? new Map());
  }
}

/** Reports whether a webhook may carry one of the tags; one behind a reference or without operations always may. */
function isSelected(item: unknown, tags: readonly string[]): boolean {
  if (!isRecord(item) || "$ref" in item) return true;
  const operations = Object.values(item).filter(isRecord);
  return operations.length === 0 || operations.some((operation) => carries(operation["tags"], tags));
}

/** Compares `info` without its version, which never changes in S2's documents. */
function compareInfo({ base, head }: Sides, report: (change: Change) => void): void {
  const [old, now] = [base, head].map(({ document }) => {
    const { version: _version, ...info } = isRecord(document["info"]) ? document["info"] : {};
    return new Map([...Object.entries(info), ...docsOf(document)]);
  });
  const { keys, before, after } = changedProse(old ?? new Map(), now ?? new Map());
  if (keys.length === 0) return;
  const message = `What the document says of itself changed: ${keys.join(", ")}.`;
  report({ id: "info.changed", at: ["#/info", "#/info"], message, old: before, new: after });
}

function compareTag({ base, head }: Sides, tag: string, report: (change: Change) => void): void {
  const [old, now] = [base, head].map(({ document }) =>
    list(document["tags"])
      .filter(isRecord)
      .find((entry) => entry["name"] === tag),
  );
  if (!old || !now || stableJson(old) === stableJson(now)) return;
  const message = `The prose of the tag "${tag}" changed.`;
  report({ id: "tag.docs", at: ["#/tags", "#/tags"], message, old, new: now });
}
