import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import type { components, paths } from "../../../generated/schema.js";

const top = fileURLToPath(new URL("../../..", import.meta.url));
const contract = join(top, "generated/schema.ts");
const sources = [
  "src/transport/response.ts",
  "src/access-tokens/wire.ts",
  "src/check/wire/scope.ts",
  "src/check/wire/token.ts",
  "src/testing/read/scope-body.ts",
  "src/testing/tokens.ts",
];

type Schemas = components["schemas"];
/** A wire name, so that the compiler reports a row without a field in the contract. */
type Field =
  | { [Name in keyof Schemas]: Schemas[Name] extends object ? KeyOf<Schemas[Name]> : never }[keyof Schemas]
  | keyof NonNullable<paths["/access-tokens"]["get"]["parameters"]["query"]>;
type KeyOf<T> = T extends unknown ? keyof T : never;

/** Runs the compiler over our sources, with other types in place of the generated ones. */
function compiler(): (edit: (types: string) => string) => readonly string[] {
  const config = ts.readConfigFile(join(top, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, top);
  options.types = []; // none of these files uses Node's types
  const generated = ts.sys.readFile(contract) ?? "";
  let version = 0;
  let current = generated;
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => sources.map((file) => join(top, file)),
    getScriptVersion: (file) => (file === contract ? String(version) : "0"),
    getScriptSnapshot: (file) => {
      const text = file === contract ? current : ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => dirname(contract),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => ts.sys.fileExists(file),
    readFile: (file) => ts.sys.readFile(file),
  });
  return (edit) => {
    current = edit(generated);
    version += 1;
    return sources.filter((file) => service.getSemanticDiagnostics(join(top, file)).length > 0);
  };
}

describe("the compiler reports each wire field that the contract names differently", () => {
  const failing = compiler();

  test("accepts fields as the contract names them", () => expect(failing((types) => types)).toEqual([]));

  test.each<[Field, ...string[]]>([
    ["has_more", "src/access-tokens/wire.ts", "src/testing/tokens.ts"],
    ["access_token", "src/access-tokens/wire.ts", "src/testing/tokens.ts"],
    [
      "access_tokens",
      "src/access-tokens/wire.ts",
      "src/check/wire/scope.ts",
      "src/testing/read/scope-body.ts",
      "src/testing/tokens.ts",
    ],
    ["id", "src/check/wire/token.ts", "src/testing/tokens.ts"],
    ["scope", "src/check/wire/token.ts", "src/testing/tokens.ts"],
    ["auto_prefix_streams", "src/check/wire/token.ts", "src/testing/tokens.ts"],
    ["expires_at", "src/check/wire/token.ts", "src/testing/tokens.ts"],
    ["basins", "src/check/wire/scope.ts", "src/testing/read/scope-body.ts", "src/testing/tokens.ts"],
    ["streams", "src/check/wire/scope.ts", "src/testing/read/scope-body.ts", "src/testing/tokens.ts"],
    ["op_groups", "src/check/wire/scope.ts", "src/testing/read/scope-body.ts", "src/testing/tokens.ts"],
    ["ops", "src/check/wire/scope.ts", "src/testing/read/scope-body.ts", "src/testing/tokens.ts"],
    ["exact", "src/check/wire/scope.ts", "src/testing/read/scope-body.ts"],
    [
      "prefix",
      "src/check/wire/scope.ts",
      "src/check/wire/token.ts",
      "src/testing/read/scope-body.ts",
      "src/testing/tokens.ts",
    ],
    ["account", "src/check/wire/scope.ts"],
    ["basin", "src/check/wire/scope.ts"],
    ["stream", "src/check/wire/scope.ts"],
    ["read", "src/check/wire/scope.ts", "src/testing/read/scope-body.ts"],
    ["write", "src/check/wire/scope.ts", "src/testing/read/scope-body.ts"],
    ["code", "src/transport/response.ts"],
    ["message", "src/transport/response.ts"],
    ["start_after", "src/check/wire/token.ts", "src/testing/tokens.ts"],
    ["limit", "src/check/wire/token.ts", "src/testing/tokens.ts"],
  ])("%s", (field, ...files) => {
    const renamed = (types: string): string =>
      types.replaceAll(new RegExp(String.raw`^(\s+)${field}(?=\??:)`, "gm"), "$1renamed");
    expect(failing(renamed)).toEqual(expect.arrayContaining(files));
  });

  // Additions by S2 have a place in the client and in the local account, in one file each, which the compiler demands.
  test.each<[string, Field]>([
    ["a parameter", "start_after"],
    ["a field of a token", "auto_prefix_streams"],
  ])("%s that the contract gains", (_, beside) => {
    const added = (types: string): string =>
      types.replaceAll(new RegExp(String.raw`^(\s+)${beside}\?:`, "gm"), "$1added?: boolean;\n$&");
    expect(failing(added)).toEqual(["src/check/wire/token.ts", "src/testing/tokens.ts"]);
  });

  test("a field of a scope that the contract gains", () => {
    const added = (types: string): string => types.replace(/^(\s+)op_groups\?:/m, "$1added?: boolean;\n$&");
    expect(failing(added)).toEqual(["src/check/wire/scope.ts", "src/testing/tokens.ts"]);
  });
});
