import { execFile } from "node:child_process";
import { describe, expect, test } from "vitest";
import { commands } from "../../../src/cli/model/index.js";
import { LINT_RULES, OPERATIONS } from "../../../src/index.js";
import { requestsOf } from "../../testing/requests.js";
import { staged } from "../harness.js";

const stage = staged();
const propose = async (...words: string[]) =>
  (await stage.s2(["completion", "propose", "--", ...words])).stdout.split("\n").filter(Boolean);

describe("completion", () => {
  test.each([
    { words: [""], want: [...commands.keys(), "help"] },
    { words: ["li"], want: ["list", "lint"] },
    { words: ["list", "--pre"], want: ["--prefix"] },
    { words: ["list", "--color", ""], want: ["auto", "always", "never"] },
    { words: ["issue", "x", "--recipe", "read"], want: ["read-only", "read-write"] },
    { words: ["issue", "x", "--ops", "list-b"], want: ["list-basins"] },
    { words: ["can", ""], want: [...OPERATIONS] },
    { words: ["lint", "x", "--ignore", ""], want: [...LINT_RULES] },
    { words: ["completion", "z"], want: ["zsh"] },
    { words: ["issue", "x", "--secret-file", ""], want: [] },
    { words: ["list", "--json", ""], want: [] },
    { words: ["nonsense", ""], want: [...commands.keys(), "help"] },
  ])("proposes for $words", async ({ words, want }) => {
    expect((await propose(...words)).toSorted()).toEqual(
      want.toSorted().filter((word) => word.startsWith(words.at(-1) ?? "")),
    );
  });

  test("proposes ids from the account, except any that a shell would not read as one word", async () => {
    for (const id of ["svc/a@1", "svc/b", "svc/$(reboot)", "user/1"]) {
      await requestsOf(stage.account).send("POST", "/access-tokens", {
        body: { id, scope: { ops: ["list-basins"] } },
      });
    }
    expect(await propose("get", "svc/")).toEqual(["svc/a@1", "svc/b"]);
    expect(await propose("can", "read", "us")).toEqual(["user/1"]);
    expect(await propose("revoke", "svc/b", "us")).toEqual(["user/1"]);
    expect(await propose("issue", "x", "--like", "us")).toEqual(["user/1"]);
    expect(await propose("list", "-s", "us")).toEqual(["user/1"]);
  });

  test("proposes nothing, without an error, if the account cannot be reached", async () => {
    const around = { env: { S2_ACCESS_TOKEN: undefined } };
    expect(await stage.s2(["completion", "propose", "--", "get", ""], around)).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });
});

describe("the completion scripts", () => {
  test("work in bash, including ids with @ and : that it splits", async () => {
    const { stdout } = await stage.s2(["completion", "bash"]);
    const program = `${stdout}
      s2-access-tokens() { printf 'svc/a@1:x\\n'; }
      COMP_LINE='s2-access-tokens get svc/a@1' COMP_POINT=28 COMP_WORDS=(s2-access-tokens get svc/a @ 1) COMP_CWORD=4
      _s2_access_tokens; echo "\${COMPREPLY[0]}"`;
    const printed = await new Promise((resolve, reject) => {
      execFile("bash", ["--norc", "-c", program], (error, out) =>
        error === null ? resolve(out) : reject(error),
      );
    });
    expect(printed).toBe("1:x\n");
  });

  test("exist for bash and zsh only", async () => {
    expect((await stage.s2(["completion", "zsh"])).stdout).toMatch(/^#compdef s2-access-tokens\n/);
    expect(await stage.s2(["completion", "fish"])).toMatchObject({
      code: 2,
      stderr: "completion takes bash or zsh.\n",
    });
    expect((await stage.s2(["completion"])).code).toBe(2);
    expect((await stage.s2(["completion", "constructor"])).code).toBe(2);
  });
});
