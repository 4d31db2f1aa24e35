import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import type { Operation } from "../../spec/operations.js";
import { isRecord } from "../../spec/yaml.js";
import { docsOf, list } from "../read/keywords.js";
import type { Change, Where } from "./change.js";

type Json = Readonly<Record<string, unknown>>;

/** One way to authenticate: the scopes required by each scheme, keyed by its content, not its name. */
interface Alternative {
  readonly wanted: ReadonlyMap<string, readonly string[]>;
  readonly name: string;
  readonly prose: string;
}

/** Compares the security requirements of an operation. Credentials that sufficed before must still do. */
export function compareSecurity(
  sides: { readonly base: Side; readonly head: Side },
  base: Operation,
  head: Operation,
  report: (change: Change) => void,
): void {
  const [before, after] = [alternatives(sides.base, base), alternatives(sides.head, head)];
  const at: Where = [placeOf(base), placeOf(head)];
  const said = (side: readonly Alternative[]): string =>
    side.map(({ name }) => name || "nothing").join(" or ");
  const change = { at, old: said(before), new: said(after) };
  const went = `from ${change.old} to ${change.new}`;
  if (!before.every((old) => after.some((now) => isEnough(old, now)))) {
    report({ ...change, id: "security.tightened", message: `A request must carry more: it went ${went}.` });
    return;
  }
  const isKept = before.every((old) => after.some((now) => isEnough(old, now) && isEnough(now, old)));
  if (!isKept) {
    report({ ...change, id: "security.relaxed", message: `A request may carry less: it went ${went}.` });
  } else if (!after.every((now) => before.some((old) => isEnough(now, old)))) {
    const message = `Another way to be let in was added: ${change.new}.`;
    report({ ...change, id: "security.alternative-added", message });
  } else if (said(before) !== said(after)) {
    const message = `A security scheme was renamed: ${went}.`;
    report({ ...change, id: "security.scheme-renamed", message });
  }
  const [old, now] = [before, after].map((side) => side.map(({ prose }) => prose).toSorted());
  if (isKept && before.length === after.length && stableJson(old) !== stableJson(now)) {
    const place: Where = ["#/components/securitySchemes", "#/components/securitySchemes"];
    const message = "The prose of a security scheme changed.";
    report({ id: "security.scheme-docs", at: place, message, old, new: now });
  }
}

/** Reports whether credentials for one alternative satisfy another. */
function isEnough(carried: Alternative, wanted: Alternative): boolean {
  return [...wanted.wanted].every(([scheme, scopes]) => {
    const have = carried.wanted.get(scheme);
    return have !== undefined && scopes.every((scope) => have.includes(scope));
  });
}

/** Returns the alternatives of an operation. Without any, nothing is required. */
function alternatives(side: Side, operation: Operation): readonly Alternative[] {
  const found = list(operation.raw["security"] ?? side.document["security"]).filter(isRecord);
  return (found.length === 0 ? [{}] : found).map((alternative) => {
    const names = Object.keys(alternative).toSorted();
    return {
      wanted: new Map(
        names.map((name) => [
          stableJson(contentOf(schemeOf(side, name), name)),
          list(alternative[name]).map(String),
        ]),
      ),
      name: names
        .map((name) =>
          [nameOf(schemeOf(side, name), name), ...list(alternative[name]).map(String).toSorted()].join(" "),
        )
        .join(" and "),
      prose: stableJson(names.map((name) => proseOf(schemeOf(side, name)))),
    };
  });
}

function nameOf(scheme: unknown, name: string): string {
  const { type, scheme: kind, in: place } = isRecord(scheme) ? scheme : {};
  return `${name} (${[type, kind ?? place].filter((word) => typeof word === "string").join(" ")})`;
}

function placeOf(operation: Operation): string {
  return operation.raw["security"] === undefined ? "#/security" : `${operation.at}/security`;
}

function schemeOf(side: Side, name: string): unknown {
  const { components } = side.document;
  const schemes = isRecord(components) ? components["securitySchemes"] : undefined;
  return isRecord(schemes) && Object.hasOwn(schemes, name) ? schemes[name] : undefined;
}

/** Returns a scheme without prose, offered scopes, which demand nothing, and `bearerFormat`, which is a hint. */
function contentOf(scheme: unknown, name: string): Json {
  if (!isRecord(scheme)) return { undeclared: name };
  const docs = docsOf(scheme);
  const entries = Object.entries(scheme).filter(([key]) => !docs.has(key) && key !== "bearerFormat");
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === "scheme") return [key, String(value).toLowerCase()];
      return [key, key === "flows" && isRecord(value) ? flowsOf(value) : value];
    }),
  );
}

function flowsOf(flows: Json): Json {
  const entries = Object.entries(flows).map(([kind, flow]) => {
    const { scopes: _offered, ...rest } = isRecord(flow) ? flow : {};
    return [kind, rest];
  });
  return Object.fromEntries(entries);
}

function proseOf(scheme: unknown): unknown {
  return isRecord(scheme) ? [Object.fromEntries(docsOf(scheme)), scheme["bearerFormat"]] : undefined;
}
