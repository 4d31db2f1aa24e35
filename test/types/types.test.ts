import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

// What an editor shows over a name in `program.ts`: short, and in the package's own words.
const hovers: readonly { readonly over: string; readonly shows: string }[] = [
  { over: "client", shows: "const client: S2" },
  { over: "accessTokens", shows: "(property) S2.accessTokens: S2AccessTokens" },
  {
    over: "issue",
    shows:
      "(method) S2AccessTokens.issue<BuiltScope<PrefixMatch>>(input: IssueAccessTokenInput<BuiltScope<PrefixMatch>>, options?: IssueOptions): Promise<IssuedAccessToken>",
  },
  { over: "issued", shows: "const issued: IssuedAccessToken" },
  { over: "tenant", shows: 'const tenant: ScopeBuilder<PrefixMatch, "basins" | "streams", never>' },
  {
    over: "listAll",
    shows:
      "(method) S2AccessTokens.listAll(input?: ListAllAccessTokensInput, options?: ListAllOptions): AccessTokenListing",
  },
  { over: "token", shows: "const token: AccessTokenInfo" },
  { over: "outcome", shows: "const outcome: Revocation" },
  { over: "listed", shows: "const listed: AccessTokenInfo | undefined" },
  { over: "effect", shows: "(property) S2Error.effect: S2Effect" },
];

beforeAll(() => service.getProgram(), 60_000);
test.each(hovers)("shows a short, named type on hover over $over", ({ over, shows }) => {
  expect(hoverOver(over)).toBe(shows);
});

const program = fileURLToPath(new URL("program.ts", import.meta.url));
const top = fileURLToPath(new URL("../..", import.meta.url));
const config = ts.readConfigFile(`${top}tsconfig.json`, (file) => ts.sys.readFile(file));
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, top);
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [program],
  getScriptVersion: () => "1",
  getScriptSnapshot(file) {
    const text = ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => top,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (file) => ts.sys.fileExists(file),
  readFile: (file) => ts.sys.readFile(file),
});

function hoverOver(name: string): string {
  const at = read("program.ts").search(new RegExp(`(?<=\\bconst |\\.)${name}\\b`));
  const { displayParts } = service.getQuickInfoAtPosition(program, at) ?? {};
  return ts.displayPartsToString(displayParts).replaceAll(/\s+/g, " ");
}
