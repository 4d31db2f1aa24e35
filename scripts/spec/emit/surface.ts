import type { Contract } from "../contract.js";
import { emptySide } from "../merge.js";
import { listOperations } from "../operations.js";
import type { Operation } from "../operations.js";
import { answersOf, parametersOf, readBody } from "../schema/calls.js";
import type { Body } from "../schema/calls.js";
import { createReader } from "../schema/reader.js";
import type { Reader } from "../schema/reader.js";
import { describeSchema } from "./schema-in-words.js";
import { isRecord, resolvePointer } from "../yaml.js";

/**
 * Returns the contract in plain words, as Markdown: every operation, parameter, field, limit and status, sorted, so
 * that a pull request shows what a change of the contract means without reading OpenAPI.
 */
export function emitSurface(contract: Contract): string {
  const { document } = contract;
  const reader = createReader({ ...emptySide, document });
  const operations = listOperations(reader.side).toSorted((a, b) => byText(a.name, b.name));
  return [
    "# What the contract says",
    "",
    `Server: ${listed(document["servers"], (server) => `\`${String(server["url"])}\``)}.`,
    `Security: ${listed(document["security"], (one) => securityInWords(document, one))}.`,
    "",
    "## Operations",
    "",
    ...operations.map((operation) => operationSection(reader, operation)),
    "## Types",
    "",
    ...sorted(recordOf(resolvePointer(document, "#/components/schemas"))).map(([name, schema]) =>
      typeSection(name, schema),
    ),
    "## What a scope can grant",
    "",
    "Certainty says how sure the place in a group is; a disputed row names the other reading.",
    "",
    ...grantTable(contract),
    "",
  ].join("\n");
}

function operationSection(reader: Reader, operation: Operation): string {
  const { path, method, name: id, raw, item, at } = operation;
  const servers = raw["servers"] ?? item["servers"];
  const parameters = [...parametersOf(reader, operation).values()].toSorted((a, b) => byText(a.name, b.name));
  const body =
    raw["requestBody"] === undefined ? undefined : readBody(reader, { raw: raw["requestBody"], at });
  const answers = [...answersOf(reader, { raw: raw["responses"], at })];
  return [
    `### ${id}`,
    "",
    `\`${method.toUpperCase()} ${path}\`: ${typeof raw["summary"] === "string" ? raw["summary"] : "no summary."}`,
    "",
    ...(raw["deprecated"] === true ? ["Deprecated.", ""] : []),
    ...(Array.isArray(raw["security"])
      ? [`Security of its own: \`${JSON.stringify(raw["security"])}\`.`, ""]
      : []),
    ...(Array.isArray(servers)
      ? [`Servers of its own: ${listed(servers, (server) => `\`${String(server["url"])}\``)}.`, ""]
      : []),
    parameters.length === 0 ? "Takes no parameters." : "Takes:",
    "",
    ...parameters.map(
      ({ name, in: place, required, schema }) =>
        `- \`${name}\` in the ${place}, ${need(required)}: ${describeSchema(schema.raw)}.`,
    ),
    "",
    body ? `Sends, ${need(body.required)}: ${contentInWords(body)}.` : "Sends no body.",
    "",
    "Answers:",
    "",
    ...answers
      .toSorted(([a], [b]) => byText(a, b))
      .map(([status, answer]) => `- ${status}: ${contentInWords(answer)}.`),
    "",
  ].join("\n");
}

function contentInWords({ content }: Body): string {
  if (content.size === 0) return "no body";
  return [...content]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([type, { schema }]) => `${describeSchema(schema.raw)}, as \`${type}\``)
    .join("; or ");
}

function typeSection(name: string, schema: unknown): string {
  const record = recordOf(schema);
  const fields = sorted(recordOf(record["properties"]));
  if (fields.length === 0) return `### ${name}\n\n${capital(describeSchema(schema))}.\n`;
  const required = Array.isArray(record["required"]) ? record["required"] : [];
  const { properties: _listedBelow, required: _saidBelow, ...rest } = record;
  return [
    `### ${name}`,
    "",
    `${capital(describeSchema(rest))} with:`,
    "",
    ...fields.map(
      ([field, type]) => `- \`${field}\`, ${need(required.includes(field))}: ${describeSchema(type)}.`,
    ),
    "",
  ].join("\n");
}

function grantTable({ operations }: Contract): string[] {
  const rows = [...operations].sort(([a], [b]) => byText(a, b));
  return [
    "| operation | group | access | names | certainty |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(([name, { group, access, resources, certainty, rivals }]) => {
      const names = resources.length === 0 ? "nothing" : resources.join(", ");
      const others = rivals.map((rival) => `${rival.group} ${rival.access}`).join(", ");
      return `| ${name} | ${group} | ${access} | ${names} | ${others === "" ? certainty : `${certainty}: or ${others}`} |`;
    }),
  ];
}

function securityInWords(document: unknown, requirement: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(requirement);
  if (names.length === 0) return "none";
  return names
    .map((name) => {
      const scheme = recordOf(resolvePointer(document, `#/components/securitySchemes/${name}`));
      const kind = [scheme["type"], scheme["scheme"], scheme["in"], scheme["name"]].filter(Boolean).join(" ");
      return `\`${name}\` (${kind})`;
    })
    .join(" and ");
}

function listed(value: unknown, text: (item: Readonly<Record<string, unknown>>) => string): string {
  const items = recordsIn(value);
  return items.length === 0 ? "none" : items.map(text).join(", or ");
}

function need(required: unknown): "required" | "optional" {
  return required === true ? "required" : "optional";
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => byText(a, b));
}

/** Orders texts by code units, whatever the locale. */
function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
