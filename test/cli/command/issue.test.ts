import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { interruptedAfter, staged } from "../harness.js";

const SECRET = "s2_marker_issued_secret";
let issued = 0;
const stage = staged({ newSecret: () => ((issued += 1) === 1 ? SECRET : `${SECRET}_${issued}`) });
beforeEach(() => {
  issued = 0;
});

const narrow = ["--basins-exact", "production", "--streams-prefix", "logs/", "--ops", "append,check-tail"];

describe("the secret of an issued token", () => {
  test("is the only output on stdout with --show", async () => {
    const { code, stdout, stderr } = await stage.s2(["issue", "svc/a", ...narrow, "--show"]);
    expect([code, stdout]).toEqual([0, `${SECRET}\n`]);
    expect(stderr).toMatch(/^Issued "svc\/a"; it expires when the bearer does\. Its secret is on stdout\.\n/);
    expect(stderr).not.toContain(SECRET);
  });

  test("is a field of an object with --show --json", async () => {
    const { stdout } = await stage.s2(["issue", "svc/a", ...narrow, "--show", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ version: 1, id: "svc/a", accessToken: SECRET });
  });

  test("is written to a file that only its owner can read with --secret-file", async () => {
    const file = join(stage.folder, "a.token");
    const { code, stdout, stderr } = await stage.s2(["issue", "svc/a", ...narrow, "--secret-file", file]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).not.toContain(SECRET);
    expect(await readFile(file, "utf8")).toBe(SECRET);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("does not replace an existing file without --force", async () => {
    const file = join(stage.folder, "a.token");
    await writeFile(file, "old", { mode: 0o644 });
    const kept = await stage.s2(["issue", "svc/a", ...narrow, "--secret-file", file]);
    expect([kept.code, kept.stderr]).toEqual([
      2,
      expect.stringContaining("exists; --force replaces it. Nothing was sent."),
    ]);
    expect([await readFile(file, "utf8"), stage.requests()]).toEqual(["old", []]);
    expect((await stage.s2(["issue", "svc/a", ...narrow, "--secret-file", file, "--force"])).code).toBe(0);
    expect([await readFile(file, "utf8"), (await stat(file)).mode & 0o777]).toEqual([SECRET, 0o600]);
    expect(await readdir(stage.folder)).toEqual(["a.token"]);
  });

  test("is passed to --secret-command on stdin and blanked in the command's output", async () => {
    const file = join(stage.folder, "taken");
    const taking = `tee '${file}'; echo done >&2`;
    const { code, stdout, stderr } = await stage.s2([
      "issue",
      "svc/a",
      ...narrow,
      "--secret-command",
      taking,
    ]);
    expect([code, stdout, await readFile(file, "utf8")]).toEqual([0, "", SECRET]);
    expect(stderr).toContain("done");
    expect(stderr).not.toContain(SECRET);
  });

  test.each([
    { args: [], says: "Say where the secret goes" },
    { args: ["--json"], says: "Say where the secret goes" },
    { args: ["--show", "--secret-file", "f"], says: "The secret can go to one place only" },
    { args: ["--show", "--force"], says: "--force needs --secret-file" },
  ])("is not requested with $args", async ({ args, says }) => {
    const { code, stdout, stderr } = await stage.s2(["issue", "svc/a", ...narrow, ...args]);
    expect([code, stdout, stderr, stage.requests()]).toEqual([2, "", expect.stringContaining(says), []]);
  });
});

describe("a secret that cannot be delivered", () => {
  test.each([
    {
      what: "a command that fails",
      place: ["--secret-command", "cat >/dev/null; exit 3"],
      says: "it ended with exit code 3",
    },
    {
      what: "a command that is killed",
      place: ["--secret-command", "kill -9 $$"],
      says: "it ended with SIGKILL",
    },
    {
      what: "a command that is not there",
      place: ["--secret-command", "no-such-program-here"],
      says: "exit code 127",
    },
  ])("revokes the token after $what", async ({ place, says }) => {
    const { code, stdout, stderr } = await stage.s2(["issue", "svc/a", ...narrow, ...place]);
    expect([code, stdout]).toEqual([9, ""]);
    expect(stderr).toContain(says);
    expect(stderr).toContain("; the token was revoked.");
    expect(stage.account.tokens()).toEqual([]);
    expect(stderr).not.toContain(SECRET);
  });

  test("names the token if the revocation fails too", async () => {
    stage.account.faults.always("revoke", "500");
    const { code, stderr } = await stage.s2(["issue", "svc/a", ...narrow, "--secret-command", "exit 1"]);
    expect([code, stderr]).toEqual([
      7,
      expect.stringContaining("nobody has its secret.\ns2-access-tokens revoke svc/a\n"),
    ]);
  });

  test("is prevented by checking the folder before anything is sent", async () => {
    const { code, stderr } = await stage.s2([
      "issue",
      "svc/a",
      ...narrow,
      "--secret-file",
      join(stage.folder, "no/a"),
    ]);
    expect([code, stderr, stage.requests()]).toEqual([
      2,
      expect.stringContaining("cannot be created (ENOENT)"),
      [],
    ]);
  });

  test("leaves no file behind if the issue failed", async () => {
    stage.account.faults.next("issue", "truncated");
    const { code } = await stage.s2([
      "issue",
      "svc/a",
      ...narrow,
      "--secret-file",
      join(stage.folder, "a.token"),
    ]);
    expect([code, await readdir(stage.folder)]).toEqual([7, []]);
  });
});

describe("Ctrl-C while a token is being issued", () => {
  test("waits and delivers the secret", async () => {
    stage.account.faults.next("issue", { name: "slow", delayMillis: 200 });
    const file = join(stage.folder, "a.token");
    const stop = interruptedAfter(1, stage);
    const { code } = await stage.s2(["issue", "svc/a", ...narrow, "--secret-file", file], { stop });
    expect([code, await readFile(file, "utf8")]).toEqual([0, SECRET]);
  });
});

describe("the scope from flags", () => {
  test.each([
    {
      args: ["--ops", "read, check-tail", "--basins-prefix", "", "--streams-exact", "a"],
      want: { basins: { prefix: "" }, streams: { exact: "a" }, ops: ["check-tail", "read"] },
    },
    {
      args: ["--ops", "list-basins", "--ops", "list-streams", "--basins-exact", "production"],
      want: { ops: ["list-basins", "list-streams"] },
    },
    {
      args: ["--op-group-perms", "account=r,stream=rw", "--access-tokens-prefix", "x/"],
      want: {
        access_tokens: { prefix: "x/" },
        op_groups: { account: { read: true, write: false }, stream: { read: true, write: true } },
      },
    },
    {
      args: ["--recipe", "read-only", "--basins-exact", "production", "--streams-prefix", "logs/"],
      want: { ops: ["check-tail", "read"] },
    },
    {
      args: ["--recipe", "append-only", "--basins-exact", "production", "--streams-exact", "a"],
      want: { streams: { exact: "a" }, ops: expect.arrayContaining(["append"]) },
    },
    {
      args: ["--recipe", "read-write", "--basins-exact", "production", "--streams-prefix", "a/"],
      want: { ops: expect.arrayContaining(["append", "read"]) },
    },
    {
      args: ["--recipe", "tenant", "--basins-exact", "production", "--streams-prefix", "users/1/"],
      want: { streams: { prefix: "users/1/" } },
    },
  ])("$args", async ({ args, want }) => {
    const { code, stderr } = await stage.s2(["issue", "t", ...args, "--show"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Issued "t"')]);
    expect(stage.account.tokens()[0]?.scope).toMatchObject(want);
  });

  test("--like copies the whole scope of an existing token", async () => {
    await stage.s2(["issue", "a", ...narrow, "--auto-prefix-streams", "--show"]);
    expect(await stage.s2(["issue", "b", "--like", "a", "--show"])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("Issued"),
    });
    const [a, b] = stage.account.tokens();
    expect([b?.scope, b?.auto_prefix_streams]).toEqual([a?.scope, true]);
    expect((await stage.s2(["issue", "c", "--like", "nobody", "--show"])).code).toBe(4);
  });

  test.each([
    { args: ["--ops", "raed"], says: '--ops must be an operation of S2, got "raed"; use read instead.' },
    { args: [], says: "scope permits nothing" },
    {
      args: ["--op-group-perms", "stream=x"],
      says: '--op-group-perms must be account, basin, stream with r, w or rw, each once, like account=r,stream=rw; got "stream=x".',
    },
    { args: ["--op-group-perms", "constructor=r"], says: "--op-group-perms must be" },
    { args: ["--op-group-perms", "stream=r,stream=w"], says: "each once" },
    {
      args: ["--basins-exact", "a", "--basins-prefix", "b"],
      says: "--basins-exact and --basins-prefix exclude each other.",
    },
    {
      args: ["--basins-exact", "A!", "--ops", "list-streams"],
      says: "--basins-exact must be 8 to 48 lowercase letters",
    },
    { args: ["--ops", "list-basins", "--auto-prefix-streams"], says: "--auto-prefix-streams needs" },
    { args: ["--ops", "list-basins", "--expires-at", "tomorrow"], says: "--expires-at must be" },
    { args: ["--like", "a", "--ops", "read"], says: "--like gives the whole scope" },
    {
      args: ["--recipe", "read-only"],
      says: "--recipe read-only needs --basins-exact or --basins-prefix, and --streams-exact or --streams-prefix.",
    },
    {
      args: ["--recipe", "read-only", "--like", "a"],
      says: "Only one of --like and --recipe can give the scope.",
    },
    {
      args: ["--recipe", "tenant", "--basins-exact", "production", "--streams-prefix", "users"],
      says: "--streams-prefix must end with a separator",
    },
  ])("$args are refused before anything is sent", async ({ args, says }) => {
    const { code, stdout, stderr } = await stage.s2(["issue", "t", ...args, "--show"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
    expect(stage.requests().filter((request) => request.startsWith("POST"))).toEqual([]);
  });
});

describe("--dry-run", () => {
  test("shows the request, explained and linted, and sends nothing", async () => {
    const { code, stdout } = await stage.s2(["issue", "t", ...narrow, "--dry-run"]);
    expect([code, stage.requests()]).toEqual([0, []]);
    expect(stdout).toContain('"prefix": "logs/"');
    expect(stdout).toMatch(/^append +yes +add records +ops$/m);
    expect(stdout).toContain("info inherits-expiry");
    const json = await stage.s2(["issue", "t", ...narrow, "--dry-run", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      request: { id: "t" },
      findings: [{ rule: "inherits-expiry" }],
    });
  });

  test("refuses what issue would refuse", async () => {
    const { code, stderr } = await stage.s2(["issue", "..", ...narrow, "--dry-run"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("ID must be 1 to 96 bytes")]);
  });
});
