import { stableJson } from "../../spec/equal.js";
import type { Operation } from "../../spec/operations.js";
import { withoutProse } from "../../spec/prose.js";
import { isRecord, pointerSegment, resolvePointer } from "../../spec/yaml.js";
import { docsOf, list } from "../../spec/schema/keywords.js";
import type { Readable } from "../../spec/schema/reader.js";
import type { Report } from "./walk.js";

/** One way to authenticate: the scopes required by each scheme, keyed by its content, not its name. */
interface Alternative {
  readonly wanted: ReadonlyMap<string, readonly string[]>;
  readonly name: string;
  readonly prose: string;
}

/** Compares the security requirements of an operation. Credentials that sufficed before must still do. */
export function compareSecurity(
  base: readonly [Readable, Operation],
  head: readonly [Readable, Operation],
  report: Report,
): void {
  const [before, after] = [alternativesOf(...base), alternativesOf(...head)];
  const at = [placeOf(base[1]), placeOf(head[1])] as const;
  const [old, now] = [before, after].map((side) => side.map(({ name }) => name || "nothing").join(" or "));
  const change = { old, new: now };
  const isKept = before.every((was) => after.some((is) => isEnough(was, is) && isEnough(is, was)));
  if (!before.every((was) => after.some((is) => isEnough(was, is)))) {
    report("security.tightened", at, `A request must carry more: it went from ${old} to ${now}.`, change);
  } else if (!isKept) {
    report("security.relaxed", at, `A request may carry less: it went from ${old} to ${now}.`, change);
  } else if (!after.every((is) => before.some((was) => isEnough(is, was)))) {
    report("security.alternative-added", at, `Another way to be let in was added: ${now}.`, change);
  } else if (old !== now) {
    report("security.scheme-renamed", at, `A security scheme was renamed: from ${old} to ${now}.`, change);
  }
  const [said, says] = [before, after].map((side) => side.map(({ prose }) => prose).toSorted());
  if (!isKept || before.length !== after.length || stableJson(said) === stableJson(says)) return;
  const place = "#/components/securitySchemes";
  const message = "The prose of a security scheme changed.";
  report("security.scheme-docs", [place, place], message, { old: said, new: says });
}

/** Reports whether credentials for one alternative satisfy another. */
function isEnough(carried: Alternative, wanted: Alternative): boolean {
  return [...wanted.wanted].every(([scheme, scopes]) => {
    const have = carried.wanted.get(scheme);
    return have !== undefined && scopes.every((scope) => have.includes(scope));
  });
}

/** Returns the alternatives of an operation. Without any, nothing is required. */
function alternativesOf({ document }: Readable, { raw }: Operation): readonly Alternative[] {
  const found = list(raw["security"] ?? document["security"]).filter(isRecord);
  return (found.length === 0 ? [{}] : found).map((alternative) => {
    const schemes = Object.entries(alternative).map(([name, scopes]) => {
      const scheme = resolvePointer(document, `#/components/securitySchemes/${pointerSegment(name)}`);
      const { type, scheme: kind, in: place, bearerFormat } = isRecord(scheme) ? scheme : {};
      const what = [type, kind ?? place].filter((word) => typeof word === "string").join(" ");
      return {
        demands: isRecord(scheme) ? demandsOf(scheme) : `undeclared ${name}`,
        scopes: list(scopes).map(String),
        name: [`${name} (${what})`, ...list(scopes).map(String).toSorted()].join(" "),
        prose: isRecord(scheme) ? [Object.fromEntries(docsOf(scheme)), bearerFormat] : [],
      };
    });
    const sorted = schemes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return {
      wanted: new Map(sorted.map(({ demands, scopes }) => [demands, scopes])),
      name: sorted.map(({ name }) => name).join(" and "),
      prose: stableJson(sorted.map(({ prose }) => prose)),
    };
  });
}

/** Returns what a scheme demands, as text: without prose, hints, and the scopes that it offers. */
function demandsOf(scheme: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(withoutProse(scheme), (key, value: unknown) => {
    if (key === "scopes" || key === "bearerFormat") return undefined;
    return key === "scheme" ? String(value).toLowerCase() : value;
  });
  return stableJson(JSON.parse(text));
}

function placeOf({ raw, at }: Operation): string {
  return raw["security"] === undefined ? "#/security" : `${at}/security`;
}
