import { checkBounds, maximumBytes } from "./bounds.js";
import { operationsOf } from "../paths.js";
import type { SpecFile } from "../contract.js";
import { isPage, readFences } from "./page.js";
import type { Fence } from "./page.js";
import { isRecord, readYaml, SpecError } from "../yaml.js";

/** An OpenAPI document, or the part of one that a documentation page shows. */
export interface Fragment {
  /** Name for messages. */
  readonly file: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** True for a page, which shows only some operations; a document shows all of them. */
  readonly partial: boolean;
  /** Line in the file of the value at a JSON pointer. */
  readonly lineOf: (pointer: string) => number;
}

/**
 * Reads a file as OpenAPI: a whole document in YAML or JSON, or a Markdown page with fenced fragments.
 *
 * @throws {SpecError} when it cannot be parsed, is too big to be real, is not an OpenAPI document, or when a fence and
 * its content disagree.
 */
export function readFragments({ file, text }: SpecFile): readonly Fragment[] {
  if (Buffer.byteLength(text) > maximumBytes) {
    throw new SpecError([`${file}: larger than the limit of ${maximumBytes / 1e6} MB`]);
  }
  if (!/\.(?:ya?ml|json)$/.test(file) && isPage(text)) {
    const fences = readFences(text, file);
    if (fences.length > 0) return fences.map((fence) => fromFence(fence, file));
  }
  const { value, lineOf } = readYaml(text, file);
  return [{ file, document: asDocument(value, file, 1), partial: false, lineOf }];
}

function fromFence(fence: Fence, file: string): Fragment {
  // Leading blank lines make the line numbers of messages those of the page.
  const { value, lineOf } = readYaml("\n".repeat(fence.line - 1) + fence.text, file);
  const document = asDocument(value, file, fence.line);
  const found = [...operationsOf(document)].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  if (fence.operation) {
    const named = `${fence.operation.method.toUpperCase()} ${fence.operation.path}`;
    if (found.length !== 1 || found[0] !== named) {
      const content = found.length === 0 ? "no operation" : found.join(", ");
      throw new SpecError([`${file}:${fence.line - 1}: the fence says ${named}, its content has ${content}`]);
    }
  }
  return { file, document, partial: true, lineOf };
}

function asDocument(value: unknown, file: string, line: number): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new SpecError([`${file}:${line}: expected an OpenAPI document`]);
  checkBounds(value, file);
  if (typeof value["openapi"] !== "string" || !value["openapi"].startsWith("3.")) {
    throw new SpecError([`${file}:${line}: expected an OpenAPI 3 document: "openapi" is missing or not 3.x`]);
  }
  if (!isRecord(value["paths"])) throw new SpecError([`${file}:${line}: the document has no paths`]);
  return value;
}
