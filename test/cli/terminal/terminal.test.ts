import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { widthOf } from "../../../src/cli/output/layout.js";
import { requestsOf } from "../../testing/requests.js";
import { staged } from "../harness.js";
import { atTerminal, plain } from "./terminal.js";

const stage = staged();
const ids = () => stage.account.tokens().map(({ id }) => id);

beforeEach(async () => {
  for (const id of ["session/1", "session/2", "service/with-a-rather-long-name/ingest"]) {
    const scope = {
      basins: { prefix: "" },
      streams: { prefix: "logs" },
      op_groups: { stream: { read: true, write: true } },
    };
    await requestsOf(stage.account).send("POST", "/access-tokens", { body: { id, scope } });
  }
});

describe("a question before tokens are revoked", () => {
  test("y revokes", async () => {
    const steps = [["[y/N]", "y\n"]] as const;
    const { code, output } = await atTerminal(["revoke", "--prefix", "session/"], { env: stage.env, steps });
    expect([code, ids()]).toEqual([0, ["service/with-a-rather-long-name/ingest"]]);
    expect(plain(output)).toContain('Revoke 2 tokens ("session/1", "session/2")? [y/N] y\n');
  });

  test.each(["n\n", "\n", "yikes\n", "\u0004"])("%j revokes nothing", async (typed) => {
    const { code, output } = await atTerminal(["revoke", "session/1"], {
      env: stage.env,
      steps: [["[y/N]", typed]],
    });
    expect([code, ids().length]).toEqual([8, 3]);
    expect(output).toContain("Nothing was revoked.");
  });

  test("Ctrl-C at the question revokes nothing", async () => {
    const { code } = await atTerminal(["revoke", "session/1"], {
      env: stage.env,
      steps: [["[y/N]", "\u0003"]],
    });
    expect([code, ids().length]).toEqual([8, 3]);
  });
});

describe("Ctrl-C while a token is being issued", () => {
  const issue = ["issue", "new", "--ops", "list-basins", "-v", "--secret-file"];

  test("once: delivers the secret", async () => {
    stage.account.faults.next("issue", { name: "slow", delayMillis: 300 });
    const file = join(stage.folder, "new.token");
    const { code } = await atTerminal([...issue, file], { env: stage.env, steps: [["> issue", "\u0003"]] });
    expect([code, (await readFile(file, "utf8")).length > 0, ids().includes("new")]).toEqual([0, true, true]);
  });

  test("twice: ends at once with 130 and names the token in doubt", async () => {
    stage.account.faults.next("issue", "hang-after");
    const steps = [
      ["> issue", "\u0003"],
      ["Ctrl-C again", "\u0003"],
    ] as const;
    const { code, output } = await atTerminal([...issue, join(stage.folder, "new.token")], {
      env: stage.env,
      steps,
    });
    expect(code).toBe(130);
    expect(plain(output)).toContain(
      'Issuing "new" was in progress: the token may exist. Check: s2-access-tokens get new',
    );
  });
});

describe("colours, widths and dumb terminals", () => {
  test("colours on a terminal", async () => {
    const { output } = await atTerminal(["list"], { env: stage.env });
    expect(output).toContain("\u001b[");
  });

  test.each([
    { env: { NO_COLOR: "1" }, args: [] },
    { env: { TERM: "dumb" }, args: [] },
    { env: {}, args: ["--color", "never"] },
  ])("prints no escape sequence with $env $args", async ({ env, args }) => {
    for (const command of [
      ["list"],
      ["audit"],
      ["get", "session/1"],
      ["--help"],
      ["revoke", "nobody", "--yes"],
    ]) {
      const { output } = await atTerminal([...command, ...args], { env: { ...stage.env, ...env } });
      const seen = output.replaceAll("\r\u001b[K", "");
      expect(plain(seen)).toBe(seen);
    }
  });

  test("--color always colours a pipe", async () => {
    expect((await stage.s2(["list", "--color", "always"])).stdout).toContain("\u001b[");
    expect((await stage.s2(["list"])).stdout).not.toContain("\u001b[");
  });

  test.each([
    { columns: 40, args: ["list"] },
    { columns: 40, args: ["audit"] },
    { columns: 40, args: ["--help"] },
    { columns: 40, args: ["revoke", "--help"] },
    { columns: 80, args: ["list"] },
    { columns: 80, args: ["audit"] },
  ])("$args stays within $columns columns, except for text to copy", async ({ columns, args }) => {
    const { output } = await atTerminal(args, { env: stage.env, columns });
    const wide = plain(output)
      .replace(/\r/g, "")
      .split("\n")
      .filter((line) => widthOf(line) > columns);
    // Ids and lines to copy are never cut.
    expect(wide.filter((line) => !/s2-access-tokens|service\/with-a-rather-long-name/.test(line))).toEqual(
      [],
    );
    if (args[0] === "list") expect(plain(output)).toContain("service/with-a-rather-long-name/ingest");
  });

  test("progress is shown on a terminal and erased", async () => {
    const { output } = await atTerminal(["audit"], { env: stage.env });
    expect(output).toContain("\r\u001b[Kaudited 1");
    const dumb = await atTerminal(["audit"], { env: { ...stage.env, TERM: "dumb" } });
    expect(dumb.output).not.toContain("audited ");
  });
});
