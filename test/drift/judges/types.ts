import ts from "typescript";
import { emitSchema } from "../../../scripts/spec/emit/schema.js";

/** The compiler's view of many versions of the contract at once. */
export interface TypeJudge {
  /** The break that code written against one version meets in another; undefined if there is none. */
  readonly breakBetween: (base: number, head: number) => string | undefined;
}

/** Generates the types of every document, as the package does, and compiles them in one program. */
export async function createTypeJudge(documents: readonly Record<string, unknown>[]): Promise<TypeJudge> {
  const sources = new Map<string, string>();
  for (const [index, document] of documents.entries())
    sources.set(`/v${index}.ts`, await emitSchema(document));
  const options: ts.CompilerOptions = {
    strict: true,
    // Not exactOptionalPropertyTypes: with it an object whose forbidden keys are `never` fits any union of their kind.
    noLib: false,
    lib: ["lib.es5.d.ts"],
    types: [],
  };
  const real = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (name) => sources.has(name) || real.fileExists(name),
    readFile: (name) => sources.get(name) ?? real.readFile(name),
    getSourceFile: (name, target) => {
      const text = sources.get(name);
      return text === undefined ? real.getSourceFile(name, target) : ts.createSourceFile(name, text, target);
    },
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  const checker = program.getTypeChecker();
  const versions = documents.map((_document, index) => read(checker, program.getSourceFile(`/v${index}.ts`)));
  return {
    breakBetween: (base, head) => {
      const [old, now] = [versions[base], versions[head]];
      return old && now ? compare(checker, old, now) : "not generated";
    },
  };
}

interface Version {
  readonly file: ts.SourceFile;
  /** Types of the generated file by name, root aliases among them. */
  readonly names: ReadonlyMap<string, ts.Type>;
}

function read(checker: ts.TypeChecker, file: ts.SourceFile | undefined): Version {
  const symbol = file && checker.getSymbolAtLocation(file);
  if (!file || !symbol) throw new Error("a generated file has no exports");
  const names = checker
    .getExportsOfModule(symbol)
    .map((one) => [one.name, checker.getDeclaredTypeOfSymbol(one)] as const);
  return { file, names: new Map(names) };
}

function compare(checker: ts.TypeChecker, old: Version, now: Version): string | undefined {
  const member = (
    type: ts.Type | undefined,
    version: Version,
    ...keys: readonly string[]
  ): ts.Type | undefined => {
    let found = type;
    for (const key of keys) {
      const property = found && checker.getPropertyOfType(found, key);
      found = property && checker.getTypeOfSymbolAtLocation(property, version.file);
    }
    return found;
  };
  const isOptional = (type: ts.Type | undefined, operation: string, part: string): boolean => {
    const holder = type && checker.getPropertyOfType(type, operation);
    const found = holder && checker.getPropertyOfType(checker.getTypeOfSymbol(holder), part);
    return found !== undefined && (found.flags & ts.SymbolFlags.Optional) !== 0;
  };
  for (const name of old.names.keys()) if (!now.names.has(name)) return `the name ${name} is gone`;
  const [before, after] = [old.names.get("operations"), now.names.get("operations")];
  for (const operation of before?.getProperties() ?? []) {
    for (const part of ["parameters", "requestBody"]) {
      const [from, to] = [
        member(before, old, operation.name, part),
        member(after, now, operation.name, part),
      ];
      if (!from) continue;
      if (!to) return `${operation.name} ${part} is gone`;
      if (isOptional(before, operation.name, part) && !isOptional(after, operation.name, part)) {
        return `${operation.name} ${part} must now be given`;
      }
      if (!checker.isTypeAssignableTo(from, to))
        return `${operation.name} ${part} no longer takes what it took`;
      const lost = lostKey(checker, from, to, old.file);
      if (lost !== undefined) return `${operation.name} ${part} lost ${lost}`;
    }
    for (const status of member(before, old, operation.name, "responses")?.getProperties() ?? []) {
      const path = [operation.name, "responses", status.name, "content"] as const;
      const [from, to] = [member(before, old, ...path), member(after, now, ...path)];
      // An error that is no longer declared is a warning, which this judge does not give.
      if (!from || !to) continue;
      if (!checker.isTypeAssignableTo(to, from)) return `${path.join(".")} can hold more than it did`;
      const lost = lostKey(checker, from, to, old.file);
      if (lost !== undefined) return `${path.join(".")} lost ${lost}`;
    }
  }
  return undefined;
}

/** A key that the older type has and the newer one does not: assignability does not miss an optional one. */
function lostKey(
  checker: ts.TypeChecker,
  from: ts.Type,
  to: ts.Type,
  at: ts.Node,
  seen = new Set<ts.Type>(),
): string | undefined {
  if (seen.has(from)) return undefined;
  seen.add(from);
  const [before, after] = [membersOf(from), membersOf(to)];
  for (const type of before) {
    for (const property of isPlain(type) ? type.getProperties() : []) {
      const holder = after.find((other) => checker.getPropertyOfType(other, property.name));
      const partner = holder && checker.getPropertyOfType(holder, property.name);
      if (!partner) return after.some(isPlain) ? property.name : undefined;
      const inner = lostKey(
        checker,
        checker.getTypeOfSymbolAtLocation(property, at),
        checker.getTypeOfSymbolAtLocation(partner, at),
        at,
        seen,
      );
      if (inner !== undefined) return `${property.name}.${inner}`;
    }
    const [item, other] = [type, ...after.filter((one) => checker.isArrayType(one))].map((array) =>
      checker.isArrayType(array) ? checker.getIndexTypeOfType(array, ts.IndexKind.Number) : undefined,
    );
    const inner = item && other && lostKey(checker, item, other, at, seen);
    if (inner !== undefined) return `[].${inner}`;
  }
  return undefined;
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

function isPlain(type: ts.Type): boolean {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    type.getCallSignatures().length === 0 &&
    type.getNumberIndexType() === undefined
  );
}
