import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../../src/cli/model/index.js";
import { staged } from "../harness.js";

const BEARER = "s2_marker_bearer_of_the_account";
const ISSUED = "s2_marker_issued_secret";
let issued = 0;
const stage = staged({ token: BEARER, newSecret: () => `${ISSUED}_${(issued += 1)}` });

const TOKENS = "owned: svc/\ntokens: { a: { scope: { ops: [list-basins] }, expiresIn: 30d } }\n";

/** Every command, succeeding and failing, with its arguments. */
function invocations(
  folder: string,
): readonly { readonly args: readonly string[]; readonly keeps?: string }[] {
  const sink = ["--sink-name", "s", "--secrets-dir", join(folder, "kept")];
  const leaky = `leak() { if [ "$1" = put ]; then cat; cat /proc/self/environ; exit 1; fi; }; leak`;
  const scope = ["--ops", "list-basins"];
  return [
    { args: ["list", "-v"] },
    { args: ["list", "--json"] },
    { args: ["get", "kept"] },
    { args: ["doctor", "-v"] },
    {
      args: ["issue", "one", ...scope, "-v", "--secret-file", join(folder, "kept.token")],
      keeps: "kept.token",
    },
    { args: ["issue", "two", ...scope, "-v", "--secret-command", "cat; cat >&2; exit 3"] },
    { args: ["issue", "two", ...scope, "--json", "--secret-command", "tee /dev/stderr"] },
    {
      args: ["issue", "one", ...scope, "-v", "--secret-file", join(folder, "kept.token"), "--force"],
      keeps: "kept.token",
    },
    { args: ["issue", "three", ...scope, "--dry-run"] },
    { args: ["revoke", "one", "nobody", "--yes", "-v"] },
    { args: ["explain", "kept"] },
    { args: ["lint", "kept", "--fix"] },
    { args: ["can", "list-basins", "kept"] },
    { args: ["excess", "kept", "kept"] },
    { args: ["diff", "kept", "kept"] },
    { args: ["audit", "--html", join(folder, "audit.html")] },
    { args: ["audit", "--sarif"] },
    { args: ["plan", join(folder, "tokens.yaml"), ...sink, "--out", join(folder, "plan.json"), "-v"] },
    { args: ["apply", join(folder, "tokens.yaml"), ...sink, "--yes", "-v"], keeps: "kept" },
    {
      args: [
        "apply",
        join(folder, "tokens.yaml"),
        "--sink-name",
        "t",
        "--sink-command",
        leaky,
        "--yes",
        "-v",
      ],
    },
    { args: ["rotate", "a", "--owned", "svc/", ...sink, "--now", "--yes", "-v"], keeps: "kept" },
    { args: ["completion", "bash"] },
    { args: ["local", "--port", "nowhere"] },
    { args: ["ui", "--port", "nowhere"] },
    { args: ["nonsense"] },
  ];
}

test("no output or file contains a secret, except the named place", async () => {
  await writeFile(join(stage.folder, "tokens.yaml"), TOKENS);
  await stage.s2(["issue", "kept", "--ops", "list-basins", "--show"]);
  const tried = new Set<string>();
  const kept = new Set<string>();
  for (const { args, keeps } of invocations(stage.folder)) {
    for (const env of [{}, { S2_ACCESS_TOKEN: `${BEARER}_refused` }]) {
      const { stdout, stderr } = await stage.s2(args, { env });
      expect(`${args.join(" ")}\n${stdout}${stderr}`).not.toContain("s2_marker");
    }
    tried.add(args[0] ?? "");
    if (keeps !== undefined) kept.add(keeps);
  }
  for (const name of await readdir(stage.folder, { recursive: true })) {
    if ([...kept].some((place) => name.startsWith(place))) continue;
    const text = await readFile(join(stage.folder, name), "utf8").catch(() => "");
    expect(`${name}\n${text}`).not.toContain("s2_marker");
  }
  for (const name of commands.keys()) expect(tried).toContain(name);
});
