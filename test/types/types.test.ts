import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { OPERATIONS } from "../../generated/constants.js";
import { beforeAll, expect, test } from "vitest";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

// Returns what an editor shows over a name in `program.ts`: short, and in the package's own words.
const hovers: readonly { readonly over: string; readonly shows: string }[] = [
  { over: "client", shows: "const client: S2" },
  { over: "accessTokens", shows: "(property) S2.accessTokens: S2AccessTokens" },
  {
    over: "issue",
    shows:
      '(method) S2AccessTokens.issue<ScopeBuilder<PrefixMatch, "basins" | "streams", never>>(input: IssueAccessTokenInput<ScopeBuilder<PrefixMatch, "basins" | "streams", never>>, options?: IssueOptions): Promise<IssuedAccessToken>',
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

// Returns the completions at the place of a `|` in an unfinished input.
const offers: readonly { readonly at: string; readonly first: readonly string[] }[] = [
  {
    at: 'issue({ id: "a", scope: { | } })',
    first: ["accessTokens", "basins", "build", "opGroups", "ops", "streams"],
  },
  { at: 'issue({ id: "a", scope: { ops: ["|"] } })', first: [...OPERATIONS].sort() },
  { at: 'issue({ id: "a", scope: { basins: { | } } })', first: ["exact", "prefix"] },
  { at: 'issue({ id: "a", scope: { basins: { exact: "|" } } })', first: [] },
  { at: 'issue({ id: "a", scope: { opGroups: { stream: { | } } } })', first: ["read", "write"] },
];
test.each(offers)("the editor offers what fits in $at", ({ at, first }) => {
  expect(offersAt(at)).toEqual(first);
});

const program = fileURLToPath(new URL("program.ts", import.meta.url));
const top = fileURLToPath(new URL("../..", import.meta.url));
const config = ts.readConfigFile(`${top}tsconfig.json`, (file) => ts.sys.readFile(file));
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, top);
const draft = fileURLToPath(new URL("draft.ts", import.meta.url));
const opening =
  'import { S2 } from "s2-access-tokens";\ndeclare const client: S2;\nvoid client.accessTokens.';
let drafted = "";
let version = 0;
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [program, draft],
  getScriptVersion: (file) => (file === draft ? `${version}` : "1"),
  getScriptSnapshot(file) {
    const text = file === draft ? drafted : ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => top,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (file) => file === draft || ts.sys.fileExists(file),
  readFile: (file) => ts.sys.readFile(file),
});

function hoverOver(name: string): string {
  const at = read("program.ts").search(new RegExp(`(?<=\\bconst |\\.)${name}\\b`));
  const { displayParts } = service.getQuickInfoAtPosition(program, at) ?? {};
  return ts.displayPartsToString(displayParts).replaceAll(/\s+/g, " ");
}

function offersAt(line: string): readonly string[] {
  drafted = opening + line.replace("|", "");
  version++;
  const { entries = [] } =
    service.getCompletionsAtPosition(draft, opening.length + line.indexOf("|"), {}) ?? {};
  return entries
    .filter(({ kind }) => kind !== ts.ScriptElementKind.warning)
    .map(({ name }) => name)
    .sort();
}
