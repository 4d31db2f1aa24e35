import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// What the compiler tells a beginner: the whole message, at most five lines, about the mistake and nothing else.

const run = promisify(execFile);
const top = fileURLToPath(new URL("../..", import.meta.url));
const compilers = ["typescript-5.4", "typescript", "typescript-7"] as const;

interface Mistake {
  readonly name: string;
  readonly program: string;
  readonly told: string;
  /** Where the newest compiler words it otherwise. */
  readonly told7?: string;
}

const mistakes: readonly Mistake[] = [
  {
    name: "no scope",
    program: 'void accessTokens.issue({ id: "a" });',
    told: `Argument of type '{ id: string; }' is not assignable to parameter of type 'IssueAccessTokenInput<AccessTokenScope>'.
Property 'scope' is missing in type '{ id: string; }' but required in type 'IssueAccessTokenInput<AccessTokenScope>'.`,
    told7: `Property 'scope' is missing in type '{ id: string; }' but required in type 'IssueAccessTokenInput<AccessTokenScope>'.`,
  },
  {
    name: "stream names prefixed where streams are exact",
    program: `void accessTokens.issue({ id: "a", scope: { ops: ["read"], streams: { exact: "b" } }, autoPrefixStreams: true });`,
    told: "Type 'true' is not assignable to type 'false | OnlyWithAStreamPrefix | undefined'.",
  },
  {
    name: "operations in a const object",
    program: `const reader = { ops: ["read"] };
      void accessTokens.issue({ id: "a", scope: reader });`,
    told: `Type '{ ops: string[]; }' is not assignable to type 'ScopeInput<AccessTokenScope>'.
Type '{ ops: string[]; }' is not assignable to type 'AccessTokenScope'.
Types of property 'ops' are incompatible.
Type 'string[]' is not assignable to type 'readonly OperationName[]'.
Type 'string' is not assignable to type 'OperationName'.`,
  },
  {
    name: "a misspelt operation in a scope",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["raed"] } });',
    told: `Type '"raed"' is not assignable to type 'OperationName'.`,
  },
  {
    name: "a misspelt operation in can",
    program: 'can({}, { operation: "raed", basin: "b", stream: "s" });',
    told: `Type '"raed"' is not assignable to type 'AccountOperation | BasinOperation | StreamOperation | AccessTokenOperation | UnknownOperation'.`,
    told7: `Type '"raed"' is not assignable to type 'AccessTokenOperation | AccountOperation | BasinOperation | StreamOperation | UnknownOperation'.`,
  },
  {
    name: "both keys in a set",
    program:
      'void accessTokens.issue({ id: "a", scope: { ops: ["read"], basins: { exact: "b", prefix: "c" } } });',
    told: "Type 'string' is not assignable to type 'undefined'.",
  },
  {
    name: "a Date for expiresIn",
    program: 'void accessTokens.issue({ id: "a", scope: { ops: ["read"] }, expiresIn: new Date() });',
    told: "Type 'Date' is not assignable to type 'string | number | undefined'.",
  },
  {
    name: "limit on listAll",
    program: "accessTokens.listAll({ limit: 10 });",
    told: "Object literal may only specify known properties, and 'limit' does not exist in type 'ListAllAccessTokensInput'.",
  },
  {
    name: "a set missing in a builder",
    program: 'scope().streams(prefix("a/")).ops("read").build();',
    told: `This expression is not callable.
Type '{ readonly lacks: "this scope needs .basins(…)"; }' has no call signatures.`,
  },
  {
    name: "a set missing in a builder that is issued",
    program: 'void accessTokens.issue({ id: "a", scope: scope().streams(prefix("a/")).ops("read") });',
    told: `Type 'ScopeBuilder<PrefixMatch, "streams", "this scope needs .basins(…)">' is not assignable to type 'ScopeInput<AccessTokenScope>'.
Type 'ScopeBuilder<PrefixMatch, "streams", "this scope needs .basins(…)">' is not assignable to type 'AccessTokenScope'.
Types of property 'basins' are incompatible.
Type '(set: ResourceSet) => ScopeBuilder<PrefixMatch, "basins" | "streams", never>' is not assignable to type 'ResourceSet | null | undefined'.`,
  },
  {
    name: "a builder of nothing",
    program: "scope().build();",
    told: `This expression is not callable.
Type '{ readonly lacks: "this scope needs .ops(…) or .group(…)"; }' has no call signatures.`,
  },
  {
    name: "spreading an issued token for its secret",
    program: "export const stored = (issued: IssuedAccessToken) => ({ ...issued }).accessToken;",
    told: "Property 'accessToken' does not exist on type '{ id: string; expiresAt: Date | undefined; }'.",
  },
];

const head = `import { can, prefix, S2, scope, type IssuedAccessToken } from "s2-access-tokens";
declare const client: S2;
const { accessTokens } = client;
export { can, prefix, scope, type IssuedAccessToken };`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "messages-"));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: "es2022",
    lib: ["es2023", "dom"],
    module: "esnext",
    moduleResolution: "bundler",
    paths: { "s2-access-tokens": [join(top, "src/index.ts")] },
  };
  const files = mistakes.map((_, index) => `mistake-${index}.ts`);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  await Promise.all(
    mistakes.map(({ program }, index) =>
      writeFile(join(folder, `mistake-${index}.ts`), `${head}\n${program}\n`),
    ),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(compilers)("%s", (compiler) => {
  let told: readonly string[] = [];
  beforeAll(async () => {
    told = messagesIn(await compile(compiler));
  }, 0);

  test.each([...mistakes.entries()])("%#: names the mistake in a few words", (index, mistake) => {
    const want = compiler === "typescript-7" ? (mistake.told7 ?? mistake.told) : mistake.told;
    expect({ [mistake.name]: told[index] }).toEqual({ [mistake.name]: want });
    expect(want.split("\n").length).toBeLessThanOrEqual(5);
  });
});

/** What a compiler prints of all the programs. */
async function compile(compiler: string): Promise<string> {
  const tsc = join(top, "node_modules", compiler, "bin/tsc");
  const ended: unknown = await run(process.execPath, [tsc, "-p", folder], { cwd: folder }).catch(
    (error: unknown) => error,
  );
  return typeof ended === "object" && ended !== null && "stdout" in ended
    ? String(ended.stdout)
    : String(ended);
}

/** The message about each program, without its place and code. */
function messagesIn(printed: string): string[] {
  const messages: string[] = [];
  for (const about of printed.split(/^(?=\S)/m)) {
    const [, index, first = ""] =
      /^mistake-(\d+)\.ts\(\d+,\d+\): error TS\d+: ([^]*)$/.exec(about.trimEnd()) ?? [];
    if (index === undefined) continue;
    const lines = first.split("\n").map((line) => line.trim());
    messages[Number(index)] = [messages[Number(index)], ...lines]
      .filter((line) => line !== undefined)
      .join("\n");
  }
  return messages;
}
