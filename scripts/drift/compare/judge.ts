import { createHash } from "node:crypto";
import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import { selectScope } from "../../spec/operations.js";
import type { Operation, Scope } from "../../spec/operations.js";
import { reach } from "../../spec/references.js";
import { SpecError } from "../../spec/yaml.js";
import type { Coverage, Finding, Report, UsedBy } from "../tell/report.js";
import { collectChanges } from "./collect.js";
import type { EngineOptions } from "./collect.js";
import type { Found, Use } from "./uses.js";
import { ruleOf, worst } from "./rules.js";
import { levelsOf, together } from "./walk.js";
import type { Change, Levels } from "./walk.js";

/** The result of comparing two sides, before anything is accepted. */
export interface Judgement extends Pick<Report, "coverage" | "findings" | "notJudged"> {
  readonly operations: readonly string[];
}

/**
 * Compares two sides, restricted to some tags.
 *
 * @throws {SpecError} when no operation on either side has such a tag, or a reference within the scope leads nowhere.
 */
export function judge(base: Side, head: Side, options: EngineOptions): Judgement {
  const sides = { base, head };
  const scope = selectScope(base, head, options.tags);
  const before = [...scope.pairs.map((pair) => pair.base), ...scope.removed];
  const after = [...scope.pairs.map((pair) => pair.head), ...scope.added];
  const unjudged = scope.notJudged.map(({ operation }) => operation);
  const operations = namesOf([...after, ...scope.removed, ...unjudged]);
  if (operations.length === 0) {
    const wanted = options.tags.map((tag) => ` is tagged "${tag}"`).join(", or");
    throw new SpecError([`no operation${wanted} on either side`]);
  }
  const found = collectChanges(sides, scope, options);
  return {
    operations,
    coverage: {
      base: coverage("base", base, before, scope),
      head: coverage("head", head, after, scope),
      notes: [...base.warnings, ...head.warnings, ...danglingOutside(base), ...danglingOutside(head)],
    },
    findings: [...merged(found)]
      .map((one) => asFinding(one, sides))
      .toSorted((a, b) => compareText([a.pointer, a.id, a.fingerprint], [b.pointer, b.id, b.fingerprint])),
    notJudged: scope.notJudged.map(({ operation, side }) => ({
      id: "coverage.not-in-fragment",
      operation: operation.name,
      reason: `only ${side} shows it, and the other side is a page that shows some operations`,
    })),
  };
}

function namesOf(operations: readonly Operation[]): string[] {
  return operations.map(({ name }) => name).toSorted();
}

function coverage(
  which: "base" | "head",
  side: Side,
  judged: readonly Operation[],
  { notJudged }: Scope,
): Coverage {
  const others = notJudged.filter((entry) => entry.side === which).map(({ operation }) => operation);
  return { complete: !side.partial, operations: namesOf([...judged, ...others]) };
}

/** A change that may be the same in several operations or directions, with its levels in each. */
interface Merged {
  readonly change: Change;
  readonly uses: Map<string, Use & Levels>;
}

function merged(found: readonly Found[]): Iterable<Merged> {
  const groups = new Map<string, Merged>();
  for (const { change, uses } of found) {
    const { id, at, old, new: now, message } = change;
    const key = stableJson([id, at, old, now, message]);
    const group = groups.get(key) ?? { change, uses: new Map<string, Use & Levels>() };
    groups.set(key, group);
    for (const use of uses) {
      const name = stableJson(use);
      const [one, other] = [levelsOf(change, use.direction), group.uses.get(name)];
      group.uses.set(name, { ...use, ...(other ? together(one, other) : one) });
    }
  }
  return groups.values();
}

function asFinding({ change, uses }: Merged, sides: { readonly base: Side; readonly head: Side }): Finding {
  const { id, message, at, old = null, new: now = null } = change;
  const all = [...uses].toSorted(([a], [b]) => compareText([a], [b])).map(([, use]) => use);
  const matters = all.filter(({ wire, ts }) => worst([wire, ts]) !== "none");
  const touched = matters.length > 0 ? matters : all;
  const usedBy = touched.map(({ wire: verdict, ts: _ts, ...use }): UsedBy => ({ ...use, verdict }));
  const flows = [...new Set(usedBy.map(({ direction }) => direction))];
  const [operation = null, ...others] = new Set(usedBy.map((use) => use.operation));
  const pointer = at[1] ?? at[0] ?? "#";
  const print = stableJson([id, pointer, change.old, change.new]);
  return {
    id,
    fingerprint: createHash("sha256").update(print).digest("hex").slice(0, 16),
    operation: others.length === 0 ? operation : null,
    direction: flows.length > 1 ? "both" : (flows[0] ?? "request"),
    pointer,
    where: {
      old: at[0] === undefined ? null : sides.base.where(at[0]),
      new: at[1] === undefined ? null : sides.head.where(at[1]),
    },
    usedBy,
    wire: worst(usedBy.map(({ verdict }) => verdict)),
    ts: worst(touched.map(({ ts }) => ts)),
    message,
    old,
    new: now,
    oasdiff: ruleOf(id).oasdiff,
  };
}

function compareText(a: readonly string[], b: readonly string[]): number {
  const [one, other] = [a.join("\0"), b.join("\0")];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Lists references that lead nowhere and that nothing in the scope reaches; real documents have them. */
function danglingOutside(side: Side): string[] {
  const { paths, components } = side.document;
  const starts = Object.entries({ paths, components }).map(([key, raw]) => ({ raw, at: `#/${key}` }));
  return reach(side.document, starts).dangling.map(
    ({ ref, at }) => `${side.where(at)}: $ref "${ref}" points at nothing; it is outside the scope`,
  );
}
