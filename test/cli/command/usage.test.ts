import { describe, expect, test } from "vitest";
import { commands } from "../../../src/cli/model/index.js";
import { command, staged } from "../harness.js";

const stage = staged();

describe("an unknown command or flag is refused, naming the nearest", () => {
  test.each([
    { args: ["lst"], says: ['There is no command "lst"; did you mean list?'] },
    { args: ["frobnicate"], says: ['There is no command "frobnicate".'] },
    { args: ["constructor"], says: ['There is no command "constructor".'] },
    { args: ["__proto__"], says: ['There is no command "__proto__".'] },
    { args: ["toString", "--yes"], says: ['There is no command "toString".'] },
    { args: ["list", "--prefx", "a"], says: ['list has no flag "--prefx"; did you mean --prefix?'] },
    { args: ["list", "--constructor"], says: ['list has no flag "--constructor".'] },
    { args: ["list", "--__proto__=1"], says: ['list has no flag "--__proto__"'] },
    { args: ["list", "--é"], says: ['list has no flag "--é"'] },
    { args: ["list", "---json"], says: ['list has no flag "---json"'] },
    { args: ["list", "-x"], says: ['list has no flag "-x"'] },
    { args: ["list", "-qx"], says: ['list has no flag "-qx"'] },
    {
      args: ["list", "--token", "s2_secret_of_mine"],
      says: ['list has no flag "--token"; did you mean --token-file?'],
    },
    { args: ["list", "--no-json"], says: ['list has no flag "--no-json"'] },
    {
      args: ["list", "--tokenFile", "f"],
      says: ['list has no flag "--tokenFile"; did you mean --token-file?'],
    },
    { args: ["--frob", "list"], says: ['There is no flag "--frob".'] },
    {
      args: ["revoke", "--prefx", "a", "--yess"],
      says: [
        'revoke has no flag "--prefx"; did you mean --prefix?',
        'revoke has no flag "--yess"; did you mean --yes?',
      ],
    },
  ])("$args", async ({ args, says }) => {
    const { code, stdout, stderr } = await stage.s2(args);
    expect([code, stdout]).toEqual([2, ""]);
    for (const line of says) expect(stderr).toContain(line);
    expect(stderr).not.toContain("s2_secret_of_mine");
    expect(stage.requests()).toEqual([]);
  });
});

describe("bad values and operands are reported at once, by flag", () => {
  test.each([
    { args: ["list", "-n", "0"], says: ['--limit must be a whole number from 1 to 1000000000, got "0".'] },
    {
      args: ["list", "-n", "x", "--expiring", "soon"],
      says: [
        "--limit must be",
        '--expiring must be a number with a unit, like 500ms, 30s, 15m, 12h, 7d or 2w, got "soon".',
      ],
    },
    { args: ["list", "--color", "pink"], says: ['--color must be auto, always or never, got "pink".'] },
    { args: ["list", "-p"], says: ["--prefix needs a value."] },
    { args: ["list", "-p", "a", "-p", "b"], says: ["--prefix is given more than once."] },
    { args: ["list", "svc/"], says: ['list takes no operand, got "svc/" too.'] },
    { args: ["get"], says: ["get needs ID."] },
    { args: ["get", "a", "b"], says: ['get takes at most 1, got "b" too.'] },
    { args: ["get", "a\u001b[31m", "b\u001b[2J"], says: ['got "b\\u001b[2J" too.'] },
    { args: ["revoke"], says: ["revoke takes exactly one of: ids, --prefix PREFIX, --stdin."] },
    { args: ["revoke", "a", "--prefix", "b"], says: ["exactly one of"] },
    { args: ["revoke", "--prefix", "", "--yes"], says: ["--prefix must not be empty"] },
  ])("$args", async ({ args, says }) => {
    const { code, stdout, stderr } = await stage.s2(args);
    expect([code, stdout]).toEqual([2, ""]);
    for (const line of says) expect(stderr).toContain(line);
    expect(stage.requests()).toEqual([]);
  });

  test("are reported as JSON with --json", async () => {
    const { code, stdout, stderr } = await stage.s2(["list", "--json", "--prefx"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: "usage",
        message: 'list has no flag "--prefx"; did you mean --prefix?',
        effect: "none",
        next: "See s2-access-tokens list --help.",
      },
    });
  });
});

describe("flags before and after the command, and operands after --", () => {
  test.each([
    { args: ["--json", "list"] },
    { args: ["-q", "--timeout", "9s", "list", "--json"] },
    { args: ["--color=never", "list", "--json"] },
    { args: ["--color", "never", "list", "--json"] },
    { args: ["list", "--json", "--"] },
  ])("$args", async ({ args }) => {
    expect(await stage.s2(args)).toEqual({
      code: 0,
      stdout: "[]\n",
      stderr: expect.stringMatching(/^(No tokens\.\n)?$/),
    });
  });

  test("takes everything after -- as an operand", async () => {
    const { code, stderr } = await stage.s2(["get", "--", "--json"]);
    expect([code, stderr]).toEqual([4, 'There is no token "--json", or none that this bearer may list.\n']);
  });
});

describe("help and version", () => {
  test.each([
    [[]],
    [["--help"]],
    [["-h"]],
    [["help"]],
    [["--json", "--help"]],
    [["--help", "--color", "never"]],
  ])("%j prints the help of the program", async (args) => {
    const { code, stdout, stderr } = await command(args);
    expect([code, stderr]).toEqual([0, ""]);
    for (const name of commands.keys()) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout).toMatch(/^ {2}130 {2}stopped at once/m);
  });

  test.each(
    [...commands.values()].flatMap((model) => [
      [[model.name, "--help"]],
      [["help", model.name]],
      [[model.name, "--prefx", "-h"]],
    ]),
  )("%j prints the help of a command, with an example", async (args) => {
    const { code, stdout, stderr } = await command(args);
    const model = [...commands.values()].find(({ name }) => args.includes(name));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`s2-access-tokens ${model?.name}`);
    expect(stdout).toContain(`s2-access-tokens ${model?.examples[0]?.[0]}`);
  });

  test("--version prints the package's version", async () => {
    const { code, stdout } = await command(["--version"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});
