import { template } from "../../spec/operations.js";
import type { Operation } from "../../spec/operations.js";
import { headersOf, parametersOf, serialization, variablesOf } from "../../spec/schema/calls.js";
import type { Member, Members, Parameter } from "../../spec/schema/calls.js";
import type { Reader } from "../../spec/schema/reader.js";
import { compareMembers } from "./members.js";
import { compareDefaults } from "./values.js";
import { below } from "./walk.js";
import type { Walk } from "./walk.js";

/** Compares the parameters of one operation; the variables of one path by their order, whatever their names. */
export function compareParameters(walk: Walk, base: Operation, head: Operation): void {
  const isSamePath = template(base.path) === template(head.path);
  const keyed = (reader: Reader, operation: Operation): Members<Parameter> => {
    const keys = variablesOf(operation.path).map((name) => `path ${name}`);
    const parameters = [...parametersOf(reader, operation)];
    return new Map(
      parameters.map(([key, one]) => [
        isSamePath && keys.includes(key) ? `path ${keys.indexOf(key)}` : key,
        one,
      ]),
    );
  };
  const sides = [keyed(walk.base, base), keyed(walk.head, head)] as const;
  compareMembers(walk, "parameter", sides, (inner, old, now) => {
    const at = [old.at, now.at] as const;
    if (old.name !== now.name) {
      const message = `The path variable "${old.name}" was renamed to "${now.name}"; the URL is the same.`;
      walk.report("parameter.path-renamed", at, message, { old: old.name, new: now.name });
    }
    if (old.implicit === now.implicit) compareParameter(inner, old, now);
    else {
      const message = `The path variable "${now.name}" is ${now.implicit ? "no longer" : "now"} declared.`;
      walk.report("parameter.implicit-declared", at, message, now.implicit ? { ts: "break" } : {});
    }
  });
}

/** Compares the headers of two answers by name, ignoring case. */
export function compareHeaders(walk: Walk, before: Member, after: Member): void {
  const sides = [headersOf(walk.base, before), headersOf(walk.head, after)] as const;
  compareMembers(walk, "response.header", sides, compareParameter);
}

/** Compares the serialization and the schemas of two parameters or headers. */
function compareParameter(walk: Walk, old: Parameter, now: Parameter): void {
  const at = [old.at, now.at] as const;
  for (const keyword of serialization) {
    const [was, is] = [old[keyword], now[keyword]];
    if (was === is) continue;
    const message = `It is written differently: ${keyword} changed from ${was} to ${is}.`;
    walk.report("parameter.serialization", below(at, keyword), message, { old: was, new: is });
  }
  const [from, to] = [walk.base.shape(old.schema), walk.head.shape(now.schema)];
  const defaults = [from.default, to.default] as const;
  compareDefaults(walk.report, [from, to], defaults, below(at, "schema/default"), { wire: "break" });
  const isSpread = [old, now].every(({ style, explode }) => style === "form" && explode);
  const onlyLists = to.types.size === 1 && to.types.has("array");
  const takesOne = (to.limits.get("minItems")?.value ?? 0) < 2 && (to.limits.get("maxItems")?.value ?? 1) > 0;
  if (isSpread && onlyLists && takesOne && !from.types.has("array") && !from.types.has("object")) {
    const message = "One value became a list, which is written the same way for one value.";
    walk.report("parameter.became-list", below(at, "schema"), message);
    if (to.items) walk.compare(old.schema, to.items, "parameter");
  } else walk.compare(old.schema, now.schema, "parameter");
}
