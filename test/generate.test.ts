import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generate, run } from "../scripts/generate.js";

const top = fileURLToPath(new URL("..", import.meta.url));
const openapi = "spec/access-tokens.yaml";
const table = "spec/operation-groups.yaml";
const effects = "spec/operation-effects.yaml";
const names = ["generated/schema.ts", "generated/constants.ts", "generated/surface.md"];

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "generate-"));
  await cp(join(top, "spec"), join(root, "spec"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

describe("a good contract", () => {
  test("gives the committed files byte for byte on every run", async () => {
    const first = await generate(root);
    expect([...first.keys()]).toEqual(names);
    expect(await generate(root)).toEqual(first);
    for (const [name, content] of first) expect(content).toBe(await readFile(join(top, name), "utf8"));
  });

  test("gives the same files in another time zone and locale", async () => {
    const script = `import { generate } from ${JSON.stringify(join(top, "scripts/generate.ts"))};
      process.stdout.write(JSON.stringify([...(await generate(${JSON.stringify(root)}))]));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", script],
      { cwd: top, env: { ...process.env, TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8" }, maxBuffer: 1e7 },
    );
    expect(JSON.parse(stdout)).toEqual([...(await generate(root))]);
  });

  test("is written once and then reported as fresh", async () => {
    expect(await command()).toEqual({ code: 0, said: [`wrote ${names.join(", ")}`], complained: [] });
    expect(await command()).toEqual({ code: 0, said: ["generated/ was up to date"], complained: [] });
    expect(await command("--check")).toEqual({ code: 0, said: ["generated/ is up to date"], complained: [] });
    expect((await readdir(join(root, "generated"))).sort()).toEqual([
      "constants.ts",
      "schema.ts",
      "surface.md",
    ]);
  });

  test.each(names)(
    "is reported as stale or missing in %s by --check, which changes nothing",
    async (name) => {
      await command();
      const line = `${name} is stale: run \`npm run generate\` and commit the result`;
      await writeFile(join(root, name), "edited by hand");
      expect(await command("--check")).toEqual({ code: 1, said: [], complained: [line] });
      expect(await readFile(join(root, name), "utf8")).toBe("edited by hand");
      await rm(join(root, name));
      expect(await command("--check")).toEqual({ code: 1, said: [], complained: [line] });
    },
  );

  test("is generated with a note on rows whose operation is gone", async () => {
    const text = await readFile(join(root, openapi), "utf8");
    await writeFile(join(root, openapi), text.replace("        - set-default-location\n", ""));
    await writeFile(
      join(root, effects),
      `${await readFile(join(root, effects), "utf8")}  paint_basin: once\n`,
    );
    const { code, said, complained } = await command();
    expect({ code, complained }).toEqual({ code: 0, complained: [] });
    expect(said).toEqual([
      expect.stringMatching(
        /^spec\/operation-groups\.yaml:\d+: operation "set-default-location" is not in the enum of spec\/access-tokens\.yaml; its row is unused$/,
      ),
      expect.stringMatching(
        /^spec\/operation-effects\.yaml:\d+: the contract has no operation "paint_basin"; its row is unused$/,
      ),
      expect.stringMatching(/^wrote /),
    ]);
  });

  test("omits an unstated limit, so that the compiler reports its users", async () => {
    const text = await readFile(join(root, openapi), "utf8");
    await writeFile(join(root, openapi), text.replace(/ {6}maxLength: \d+\n/, ""));
    const constants = (await generate(root)).get("generated/constants.ts");
    expect(constants).toContain("TOKEN_ID_MIN_BYTES = 1");
    expect(constants).not.toContain("TOKEN_ID_MAX_BYTES");
  });

  test("is not generated with an unknown option", async () => {
    const { code, complained } = await command("--chekc");
    expect({ code, lines: complained.length }).toEqual({ code: 1, lines: 1 });
    expect(complained[0]).toContain("--chekc");
  });
});

// Each edit breaks one thing; `message` is the whole output.
const bad: readonly { what: string; file: string; from: string | RegExp; to: string; message: RegExp }[] = [
  {
    what: "unparsable YAML",
    file: openapi,
    from: "paths:\n",
    to: "paths: [\n",
    message: /^spec\/access-tokens\.yaml:\d+: .+$/,
  },
  {
    what: "unparsable operation table",
    file: table,
    from: "operations:\n",
    to: "operations: {\n",
    message: /^spec\/operation-groups\.yaml:\d+: .+$/,
  },
  {
    what: "a duplicate key",
    file: openapi,
    from: "    ErrorInfo:\n      type: object\n",
    to: "    ErrorInfo:\n      type: object\n      type: object\n",
    message: /^spec\/access-tokens\.yaml:\d+: duplicated mapping key.*$/,
  },
  {
    what: "a document that is no mapping",
    file: openapi,
    from: /^[^]*$/,
    to: "- one\n",
    message: /^spec\/access-tokens\.yaml:1: expected an OpenAPI document$/,
  },
  {
    what: "a dangling $ref",
    file: openapi,
    from: "$ref: '#/components/schemas/ListAccessTokensResponse'",
    to: "$ref: '#/components/schemas/Nowhere'",
    message:
      /^spec\/access-tokens\.yaml:\d+: \$ref "#\/components\/schemas\/Nowhere" leads nowhere in this file \(#\/paths\/~1access-tokens\/get\/.+\)$/,
  },
  {
    what: "a $ref into another file",
    file: openapi,
    from: "$ref: '#/components/schemas/ListAccessTokensResponse'",
    to: "$ref: 'other.yaml#/x'",
    message: /^spec\/access-tokens\.yaml:\d+: \$ref "other\.yaml#\/x" leads nowhere in this file \(.+\)$/,
  },
  {
    what: "a missing operation id",
    file: openapi,
    from: "      operationId: revoke_access_token\n",
    to: "",
    message: /^spec\/access-tokens\.yaml:\d+: DELETE \/access-tokens\/\{id\} has no operationId$/,
  },
  {
    what: "an operation id used twice",
    file: openapi,
    from: "operationId: revoke_access_token",
    to: "operationId: issue_access_token",
    message: /^spec\/access-tokens\.yaml:\d+: operationId "issue_access_token" is also that of POST .+$/,
  },
  {
    what: "an operation without a row",
    file: openapi,
    from: "        - set-default-location\n",
    to: "        - set-default-location\n        - paint-basin\n",
    message:
      /^spec\/access-tokens\.yaml:\d+: operation "paint-basin" has no row in spec\/operation-groups\.yaml; add one like the rows there$/,
  },
  {
    what: "an operation of the API whose effect nobody has placed",
    file: effects,
    from: "  issue_access_token: once\n",
    to: "",
    message:
      /^spec\/operation-effects\.yaml: operation "issue_access_token" has no row; add one of reads, repeatable, once$/,
  },
  {
    what: "an effect that is none",
    file: effects,
    from: "issue_access_token: once",
    to: "issue_access_token: twice",
    message:
      /^spec\/operation-effects\.yaml:\d+: "issue_access_token" must be one of reads, repeatable, once$/,
  },
  {
    what: "effects that are no mapping",
    file: effects,
    from: /^[^]*$/,
    to: "operations: []\n",
    message: /^spec\/operation-effects\.yaml:1: expected a mapping at #\/operations$/,
  },
  {
    what: "an operation without a success",
    file: openapi,
    from: "        '204':\n",
    to: "        '304':\n",
    message: /^DELETE \/access-tokens\/\{id\} must declare a success status$/,
  },
  {
    what: "a parameter in a place that no route has",
    file: openapi,
    from: "          in: query\n",
    to: "          in: cookie\n",
    message: /^GET \/access-tokens: parameter "prefix" must be in the path or the query$/,
  },
  {
    what: "a document without a server",
    file: openapi,
    from: "servers:\n  - url: https://aws.s2.dev/v1\n",
    to: "",
    message: /^the contract names no server \(#\/servers\/0\/url\), which the client relies on$/,
  },
  {
    what: "a row in a group that does not exist",
    file: table,
    from: "group: account",
    to: "group: acount",
    message:
      /^spec\/operation-groups\.yaml:\d+: group of "list-basins" must be one of account, basin, stream$/,
  },
  {
    what: "a disputed row without its rivals",
    file: table,
    from: /certainty: sourced/,
    to: "certainty: disputed",
    message: /^spec\/operation-groups\.yaml:\d+: rivals of "list-basins" must be .+$/,
  },
  {
    what: "a rival without its source",
    file: table,
    from: /(?<=rivals:\n +- group: basin\n +access: read\n) +source: .+\n/,
    to: "",
    message:
      /^spec\/operation-groups\.yaml:\d+: rivals of "get-basin-config" must be .+ each with its source/,
  },
  {
    what: "the same reading twice",
    file: table,
    from: /(?<=rivals:\n +- group: )basin/,
    to: "account",
    message: /^spec\/operation-groups\.yaml:\d+: rivals of "get-basin-config" must be readings that differ$/,
  },
];

describe("a bad contract: one clear line, exit 1, nothing written", () => {
  test.each(bad)("$what", async ({ file, from, to, message }) => {
    await command();
    const before = await contents();
    const text = await readFile(join(root, file), "utf8");
    const edited = text.replace(from, () => to);
    expect(edited).not.toBe(text);
    await writeFile(join(root, file), edited);

    for (const args of [[], ["--check"]]) {
      const { code, said, complained } = await command(...args);
      expect({ code, said, lines: complained.length }).toEqual({ code: 1, said: [], lines: 1 });
      expect(complained[0]).toMatch(message);
      expect(await contents()).toEqual(before);
    }
  });

  test("names the line at fault", async () => {
    const text = await readFile(join(root, openapi), "utf8");
    const edited = text.replace("schemas/ListAccessTokensResponse'", "schemas/Nowhere'");
    await writeFile(join(root, openapi), edited);
    const { complained } = await command();
    const line = Number(complained[0]?.split(":")[1]);
    expect(edited.split("\n")[line - 1]).toContain("schemas/Nowhere");
  });

  test("reports several problems at once", async () => {
    const text = await readFile(join(root, openapi), "utf8");
    await writeFile(
      join(root, openapi),
      text
        .replace("      operationId: revoke_access_token\n", "")
        .replace("schemas/ListAccessTokensResponse'", "x'"),
    );
    expect((await command()).complained.join("\n").split("\n")).toHaveLength(2);
  });
});

async function command(...args: string[]): Promise<{ code: number; said: string[]; complained: string[] }> {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await run(
    root,
    args,
    (line) => said.push(line),
    (line) => complained.push(line),
  );
  return { code, said, complained };
}

async function contents(): Promise<Record<string, string>> {
  const files = await readdir(join(root, "generated"));
  const entries = files.map(
    async (name) => [name, await readFile(join(root, "generated", name), "utf8")] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
