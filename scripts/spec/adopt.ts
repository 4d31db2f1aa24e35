import { dump } from "js-yaml";
import { selectScope } from "./operations.js";
import type { Side } from "./merge.js";
import { overlay } from "./overlay.js";
import type { Descriptions } from "./overlay.js";
import { prune } from "./prune.js";
import { isRecord, SpecError } from "./yaml.js";

type Json = Readonly<Record<string, unknown>>;

/** Options for adopting a new document. */
export interface AdoptOptions {
  /** Tags of the operations to adopt; when empty, all are adopted. */
  readonly tags: readonly string[];
  readonly descriptions: Descriptions;
}

/** Keywords to adopt besides operations and components; webhooks and extensions are not. */
const about = ["openapi", "jsonSchemaDialect", "servers", "security"];

/**
 * Returns the contract after adopting a new document: pruned to the tags, in the order of ours. What a page does not
 * show stays as it is; `info` and the prose of tags are always ours.
 *
 * @throws {SpecError} when nothing in the new document has such a tag, or a reference in it leads nowhere.
 */
export function adopt(ours: Side, theirs: Side, { tags, descriptions }: AdoptOptions): Json {
  const scope = selectScope(ours, theirs, tags);
  const taken = [...scope.pairs.map(({ head }) => head), ...scope.added];
  if (taken.length === 0)
    throw new SpecError([
      `no operation of the new document${tags.map((tag) => ` is tagged "${tag}"`).join(", or")}`,
    ]);
  const fresh = prune(theirs, taken);
  const kept = prune(
    ours,
    scope.notJudged.map(({ operation }) => operation),
  );
  const document = {
    ...Object.fromEntries(
      about.filter((key) => key in theirs.document).map((key) => [key, theirs.document[key]]),
    ),
    info: ours.document["info"] ?? theirs.document["info"],
    tags: tagsOf(
      [ours, theirs],
      taken.flatMap(({ tags }) => tags),
    ),
    paths: joined(kept.paths, fresh.paths),
    components: joined(kept.components, fresh.components),
  };
  const merged = overlay(ours.document, document, descriptions);
  // Overlaying two mappings gives a mapping.
  return isRecord(merged) ? merged : document;
}

/** Returns a contract as the text of the committed file. */
export function writeContract(document: Json): string {
  return dump(document, { lineWidth: 100, noRefs: true });
}

/** Joins two levels of names; where both have one, the second's counts. */
function joined(
  first: Readonly<Record<string, Json>>,
  second: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = { ...first };
  for (const [name, value] of Object.entries(second)) result[name] = { ...result[name], ...value };
  return result;
}

function tagsOf(sides: readonly Side[], used: readonly string[]): readonly unknown[] {
  return [...new Set(used)].map((name) => {
    const entries = sides.flatMap(({ document }) =>
      Array.isArray(document["tags"]) ? document["tags"] : [],
    );
    return entries.find((entry) => isRecord(entry) && entry["name"] === name) ?? { name };
  });
}
