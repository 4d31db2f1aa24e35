import { isClosed, typedRest } from "../../../spec/schema/shape.js";
import type { Part, Shape } from "../../../spec/schema/shape.js";
import { below } from "../walk.js";
import { needOf } from "../members.js";
import { renamedProperties } from "../renames.js";
import type { Pair, Walk } from "../walk.js";

/** Compares the contents of objects and arrays. */
export function compareObjects(walk: Walk, pair: Pair): void {
  const { old, now } = pair;
  compareItems(walk, pair);
  const renamed = renamedProperties(walk, old, now);
  for (const [from, to] of renamed) {
    const at = [old.properties.get(from)?.at, now.properties.get(to)?.at] as const;
    const wire = walk.isSent || old.required.has(from) ? "break" : "warn";
    walk.report("property.renamed", at, `"${from}" was renamed to "${to}".`, { old: from, new: to, wire });
  }
  const taken = new Set([...renamed.keys(), ...renamed.values()]);
  const names = [old.properties.keys(), old.required, now.properties.keys(), now.required];
  for (const name of new Set(names.flatMap((some) => Array.from(some)))) {
    if (!taken.has(name)) compareProperty(walk, pair, name);
  }
  compareRest(walk, pair);
}

function compareProperty(walk: Walk, { old, now, at }: Pair, name: string): void {
  const { isSent, report } = walk;
  const [before, after] = [old.properties.get(name), now.properties.get(name)];
  const [needed, needs] = [old.required.has(name), now.required.has(name)];
  // Read-only properties are never sent, write-only ones never read.
  const flows = ({ readOnly, writeOnly }: Shape): boolean => !(isSent ? readOnly : writeOnly);
  const [was, is] = [before && flows(walk.base.shape(before)), after && flows(walk.head.shape(after))];
  const need = needOf(needs);
  if (was === false || is === false) {
    if (!was && !is) return;
    const lost = !isSent && needed ? "break" : "warn";
    const gained = isSent && needs ? "break" : "ok";
    const message = `"${name}" is ${was ? "no longer" : "now"} ${isSent ? "sent" : "read"}.`;
    report("property.flow-changed", [before?.at, after?.at], message, { wire: was ? lost : gained });
  } else if (after && !before) {
    const [sent, read] = [needs && !needed ? "break" : "ok", isClosed(old) ? "warn" : "ok"] as const;
    // The type of an object without keys takes none.
    const isEmpty = old.properties.size === 0 && old.rest === undefined;
    const ts = !isEmpty ? {} : { ts: isSent && !needs ? ("ok" as const) : ("break" as const) };
    const change = { new: name, wire: isSent ? sent : read, ...ts };
    report(`property.added-${need}`, [undefined, after.at], `"${name}" was added, ${need}.`, change);
    // Undeclared keys had a type, too.
    const rest = typedRest(old);
    if (rest) walk.compare(rest, after);
  } else if (before && !after) {
    const lost = isSent ? isClosed(now) || walk.guarded : needed;
    const kept = isSent ? "none" : "warn";
    // An open object still takes it.
    const valid = isClosed(now) ? "break" : "none";
    const change = { old: name, wire: needs ? kept : lost ? "break" : "warn", valid } as const;
    report("property.removed", [before.at, undefined], `"${name}" was removed.`, change);
    const rest = typedRest(now);
    if (rest) walk.compare(before, rest);
  } else {
    const place = before && after ? ([before.at, after.at] as const) : below(at, "required");
    if (needed !== needs) {
      const change = { old: needOf(needed), new: need, ...(before ? {} : { ts: "none" as const }) };
      report(`property.became-${need}`, place, `"${name}" became ${need}.`, change);
    }
    if (!before || !after) return;
    if (!needed && !needs) compareWithDefault(walk, name, before, after);
    walk.compare(before, after);
  }
}

/** Reports a default whose presence changed, which under `defaultNonNullable` makes a property required or not. */
function compareWithDefault(walk: Walk, name: string, before: Part, after: Part): void {
  const [had, has] = [walk.base.peel(before).default, walk.head.peel(after).default];
  if (!walk.types.defaultNonNullable || (had === undefined) === (has === undefined)) return;
  const need = needOf(has !== undefined);
  const message = `"${name}" ${has ? "gained" : "lost"} a default, so its generated type is ${need}.`;
  walk.report(`property.ts-became-${need}`, [before.at, after.at], message);
}

/** Compares the items of arrays, one by one as far as either side has a tuple. */
function compareItems(walk: Walk, { old, now, at }: Pair): void {
  const [was, is] = [old.tuple?.length ?? 0, now.tuple?.length ?? 0];
  const compareItem = (before: Part | undefined, after: Part | undefined): void => {
    const [from = "", to = ""] = at;
    if (before || after) walk.compare(before ?? { raw: true, at: from }, after ?? { raw: true, at: to });
  };
  for (let index = 0; index < Math.max(was, is); index += 1) {
    compareItem(old.tuple?.[index] ?? old.items, now.tuple?.[index] ?? now.items);
  }
  compareItem(old.items, now.items);
  if (was === is) return;
  const message = `The array's generated type had ${was} places of their own, and now has ${is}.`;
  walk.report("items.ts-tuple", below(at, "prefixItems"), message, { old: was, new: is });
}

/** Compares the rules for other keys. */
function compareRest({ report, compare, isSent }: Walk, { old, now, at: where }: Pair): void {
  const at = below(where, "additionalProperties");
  const [was, is] = [typedRest(old), typedRest(now)];
  if (was && is) compare(was, is);
  else if (isClosed(now) !== isClosed(old)) {
    const ts = was || is ? { ts: isSent === isClosed(now) ? ("break" as const) : ("ok" as const) } : {};
    if (isClosed(now)) report("additionalProperties.closed", at, "Other keys are now refused.", ts);
    else report("additionalProperties.opened", at, "Other keys are now valid.", ts);
  } else if (is) {
    const message = "The values of other keys could be anything, and now have a schema.";
    report("additionalProperties.narrowed", at, message, { new: is.raw });
  } else if (was) {
    const message = "The values of other keys had a schema, and can now be anything.";
    report("additionalProperties.widened", at, message, { old: was.raw });
  }
}
