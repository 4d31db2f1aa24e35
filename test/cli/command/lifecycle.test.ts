import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generationOf } from "../../../src/lifecycle/index.js";
import { interruptedAfter, staged } from "../harness.js";

const MARKER = "s2_marker_issued_secret";
let issued = 0;
const stage = staged({ newSecret: () => `${MARKER}_${(issued += 1)}` });

const FILE = `
owned: svc/
tokens:
  ingest:
    scope: { basins: { exact: production }, streams: { prefix: logs/ }, ops: [append, check-tail] }
    expiresIn: 90d
  export:
    scope: { basins: { exact: production }, streams: { prefix: logs/ }, ops: [read, check-tail] }
    expiresIn: 30d
  metrics:
    scope: { ops: [account-metrics] }
    expiresIn: 30d
`;

async function file(text: string = FILE): Promise<string> {
  const path = join(stage.folder, "tokens.yaml");
  await writeFile(path, text);
  return path;
}

const secrets = () => join(stage.folder, "secrets");
const sink = () => ["--sink-name", "production", "--secrets-dir", secrets()];
const ids = () => stage.account.tokens().map(({ id }) => id);
const writes = () => stage.requests().filter((request) => !request.startsWith("GET"));

describe("plan", () => {
  test("shows each step with its reason, and changes nothing", async () => {
    const { code, stdout, stderr } = await stage.s2(["plan", await file(), ...sink()]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\+ create svc\/export\n {4}\S.*\n\+ create svc\/ingest\n/);
    expect(stdout).toMatch(/\n3 to create\.\n$/);
    expect([writes(), (await readdir(stage.folder)).sort()]).toEqual([[], ["tokens.yaml"]]);
  });

  test("ends with 1 if there is something to do and 0 afterwards, with --detailed-exitcode", async () => {
    const tokens = await file();
    expect((await stage.s2(["plan", tokens, ...sink(), "--detailed-exitcode"])).code).toBe(1);
    expect((await stage.s2(["apply", tokens, ...sink(), "--yes"])).code).toBe(0);
    expect((await stage.s2(["plan", tokens, ...sink(), "--detailed-exitcode"])).code).toBe(0);
  });

  test("prints the plan as --json", async () => {
    const { stdout } = await stage.s2(["plan", await file(), ...sink(), "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      sink: "production",
      steps: [{ action: "create" }, {}, {}],
    });
  });

  test.each([
    { text: "owned: svc\ntokens: {}", says: ["tokens.yaml: owned must end in a separator"] },
    {
      text: "owned: svc/\ntokens: { a: { scpe: {} }, b@c: { scope: { ops: [raed] } } }",
      says: ['"scpe"', "tokens.b@c", "tokens.b@c.scope.ops[0] must be"],
    },
    { text: "tokens: {}", says: ["owned"] },
    { text: "[]", says: ["an object"] },
  ])("reports all problems of $text at once, by path", async ({ text, says }) => {
    const { code, stdout, stderr } = await stage.s2(["plan", await file(text), ...sink()]);
    expect([code, stdout]).toEqual([2, ""]);
    for (const words of says) expect(stderr).toContain(words);
    expect(stage.requests()).toEqual([]);
  });

  test.each([
    { args: [], says: ["--sink-name must name", "--secrets-dir DIR or --sink-command COMMAND"] },
    { args: ["--sink-name", "a"], says: ["--secrets-dir DIR or --sink-command COMMAND"] },
    {
      args: ["--sink-name", "a", "--secrets-dir", "d", "--sink-command", "c"],
      says: ["Secrets need exactly one sink"],
    },
  ])("needs exactly one named sink: $args", async ({ args, says }) => {
    const { code, stderr } = await stage.s2(["plan", await file(), ...args]);
    expect(code).toBe(2);
    for (const words of says) expect(stderr).toContain(words);
  });
});

describe("apply into a folder", () => {
  test("writes one file per token that only its owner can read, with its id and a digest beside it", async () => {
    const { code, stdout, stderr } = await stage.s2(["apply", await file(), ...sink(), "--yes"]);
    const lines = ["export", "ingest", "metrics"].map((name) => `done create "svc/${name}"`);
    expect([code, stderr.trimEnd().split("\n").toSorted()]).toEqual([0, lines]);
    expect(stdout + stderr).not.toContain(MARKER);
    expect((await readdir(secrets())).sort()).toEqual([
      "export",
      "export.id",
      "ingest",
      "ingest.id",
      "metrics",
      "metrics.id",
    ]);
    for (const name of ["export", "ingest", "metrics"]) {
      expect(await readFile(join(secrets(), name), "utf8")).toMatch(new RegExp(`^${MARKER}_\\d+$`));
      expect((await stat(join(secrets(), name))).mode & 0o777).toBe(0o600);
    }
    expect(ids().map((id) => generationOf(id)?.name)).toEqual(["svc/export", "svc/ingest", "svc/metrics"]);
    expect(JSON.parse(await readFile(join(secrets(), "ingest.id"), "utf8"))).toEqual({
      id: ids()[1],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("needs confirmation, and only reads with --dry-run", async () => {
    const { code, stderr } = await stage.s2(["apply", await file(), ...sink()]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("Apply these 3 steps? There is no terminal to ask on: pass --yes."),
    ]);
    const dry = await stage.s2(["apply", await file(), ...sink(), "--dry-run", "--detailed-exitcode"]);
    expect([dry.code, dry.stdout]).toEqual([1, expect.stringContaining("3 to create.")]);
    expect(writes()).toEqual([]);
  });

  test("applies a saved plan once; then it is stale", async () => {
    const plan = join(stage.folder, "plan.json");
    await stage.s2(["plan", await file(), ...sink(), "--out", plan]);
    expect(await readFile(plan, "utf8")).not.toContain(MARKER);
    expect((await stage.s2(["apply", plan, ...sink(), "--yes"])).code).toBe(0);
    const { code, stderr } = await stage.s2(["apply", plan, ...sink(), "--yes"]);
    expect([code, stderr]).toEqual([
      5,
      expect.stringContaining("The account or the sink has changed since the plan was made"),
    ]);
    expect(ids()).toHaveLength(3);
  });

  test("completes a run that was killed between storing the secret and its id", async () => {
    const tokens = await file();
    await stage.s2(["apply", tokens, ...sink(), "--yes"]);
    const id = await readFile(join(secrets(), "ingest.id"), "utf8");
    // The last step of a put did not happen.
    await writeFile(join(secrets(), "ingest.id.next"), id);
    await writeFile(join(secrets(), "ingest.id"), JSON.stringify({ id: "old", sha256: "0".repeat(64) }));
    const { stdout } = await stage.s2(["plan", tokens, ...sink()]);
    expect(stdout).toMatch(/\n3 to keep\.\n$/);
    expect(await readFile(join(secrets(), "ingest.id"), "utf8")).toBe(id);
  });

  test("does not accept a secret that somebody changed", async () => {
    const tokens = await file();
    await stage.s2(["apply", tokens, ...sink(), "--yes"]);
    await writeFile(join(secrets(), "ingest"), "another");
    const { stdout } = await stage.s2(["plan", tokens, ...sink()]);
    expect(stdout).toMatch(/^\+ create svc\/ingest$/m);
  });

  test("keeps names inside the folder and apart from other tokens' ids", async () => {
    const odd =
      "owned: svc/\ntokens:\n  ../up: { scope: { ops: [list-basins] } }\n  a: { scope: { ops: [list-basins] } }\n  a.id: { scope: { ops: [list-basins] } }\n";
    expect((await stage.s2(["apply", await file(odd), ...sink(), "--yes"])).code).toBe(0);
    expect((await readdir(secrets())).sort()).toEqual([
      "%2E.%2Fup",
      "%2E.%2Fup.id",
      "a",
      "a%2Eid",
      "a%2Eid.id",
      "a.id",
    ]);
    expect((await readdir(stage.folder)).sort()).toEqual(["secrets", "tokens.yaml"]);
  });

  test("issues nothing if the folder is a file", async () => {
    await writeFile(secrets(), "a file, and no folder");
    const { code, stderr } = await stage.s2(["apply", await file(), ...sink(), "--yes"]);
    expect([code, stderr, writes()]).toEqual([9, expect.stringContaining("(ENOTDIR)"), []]);
  });

  test("prints one result per step as --json", async () => {
    const { stdout } = await stage.s2(["apply", await file(), ...sink(), "--yes", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      left: [],
      results: expect.arrayContaining(
        ["export", "ingest", "metrics"].map((name) => ({
          status: "done",
          action: "create",
          name: `svc/${name}`,
        })),
      ),
    });
  });

  test("finishes calls in progress on Ctrl-C and says how to continue", async () => {
    stage.account.faults.always("issue", { name: "slow", delayMillis: 100 });
    const tokens = await file();
    const { code, stderr } = await stage.s2(["apply", tokens, ...sink(), "--yes"], {
      stop: interruptedAfter(3, stage),
    });
    expect([code === 8 || code === 0, stderr.includes(MARKER)]).toEqual([true, false]);
    expect((await stage.s2(["apply", tokens, ...sink(), "--yes"])).code).toBe(0);
  });
});

describe("apply into a command", () => {
  /** A handwritten script that keeps secrets in files. */
  const script = () =>
    `keep() { d='${stage.folder}/kept'; mkdir -p "$d"; if [ "$1" = get ]; then cat "$d/$2.id" 2>/dev/null || true; else cat > "$d/$2" && printf %s "$3" > "$d/$2.id"; fi; }; keep`;

  test("asks with get NAME, stores with put NAME ID, and then keeps everything", async () => {
    const tokens = await file();
    const args = ["--sink-name", "production", "--sink-command", script()];
    const { code, stdout, stderr } = await stage.s2(["apply", tokens, ...args, "--yes"]);
    expect([code, (stdout + stderr).includes(MARKER)]).toEqual([0, false]);
    expect((await readdir(join(stage.folder, "kept"))).sort()).toEqual([
      "export",
      "export.id",
      "ingest",
      "ingest.id",
      "metrics",
      "metrics.id",
    ]);
    expect((await stage.s2(["plan", tokens, ...args])).stdout).toMatch(/\n3 to keep\.\n$/);
  });

  test("leaves working tokens alone if the command fails, and shows no secret", async () => {
    const failing = `keep() { if [ "$1" = put ]; then cat >&2; exit 4; fi; }; keep`;
    const { code, stderr } = await stage.s2([
      "apply",
      await file(),
      "--sink-name",
      "a",
      "--sink-command",
      failing,
      "--yes",
    ]);
    expect(code).toBe(9);
    expect(stderr).toContain("The sink did not store the token");
    expect(stderr).not.toContain(MARKER);
  });
});

describe("rotate", () => {
  const rotate = (...args: string[]) => ["rotate", "ingest", "--owned", "svc/", ...sink(), ...args];

  test("does what is due, or rotates at once on request", async () => {
    await stage.s2(["apply", await file(), ...sink(), "--yes"]);
    const before = await readFile(join(secrets(), "ingest"), "utf8");
    const early = await stage.s2(rotate("--yes"));
    expect([early.code, early.stdout]).toEqual([0, expect.stringMatching(/^keep: /)]);
    // Ids sort by age, to the second.
    const { code, stdout, stderr } = await stage.s2(rotate("--now", "--expires-in", "7d", "--yes"));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^done: /)]);
    expect(stdout + stderr).not.toContain(MARKER);
    expect(await readFile(join(secrets(), "ingest"), "utf8")).not.toBe(before);
    expect(ids().filter((id) => id.startsWith("svc/ingest@"))).toHaveLength(2);
  });

  test("only reads with --dry-run", async () => {
    await stage.s2(["apply", await file(), ...sink(), "--yes"]);
    const before = writes().length;
    const { code, stdout } = await stage.s2(rotate("--now", "--dry-run"));
    expect([code, stdout, writes().length]).toEqual([
      0,
      expect.stringMatching(/^would issue "svc\/ingest@/),
      before,
    ]);
    expect((await stage.s2(rotate("--dry-run"))).stdout).toBe("Nothing is due.\n");
  });

  test("refuses a name without a token and a rotation without confirmation", async () => {
    const nobody = await stage.s2(rotate("--yes"));
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('"svc/ingest"')]);
    expect((await stage.s2(rotate())).code).toBe(2);
    expect((await stage.s2(rotate("--now", "--rotate-after", "1d"))).code).toBe(2);
  });
});
