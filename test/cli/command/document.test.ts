import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { afterEach, expect, test, vi } from "vitest";
import { EXITS } from "../../../src/cli/exit.js";
import { flagTitle, usageOf } from "../../../src/cli/help.js";
import type { CommandModel } from "../../../src/cli/model/command.js";
import { globalAliases, globalFlags } from "../../../src/cli/model/global.js";
import { groups } from "../../../src/cli/model/index.js";
import { requestsOf } from "../../testing/requests.js";
import { staged, type Ended } from "../harness.js";

// The account and the command read the same clock, which stands still.
const stage = staged({ now: () => Date.now() });
const document = join(import.meta.dirname, "../../../docs/command.md");
const DAY = 86_400_000;
const NOW = Date.parse("2030-01-31T12:00:00Z");

afterEach(() => void vi.useRealTimers());

/** Issues the tokens that the walkthrough begins with. */
async function furnish(): Promise<void> {
  const reader = {
    basins: { exact: "production" },
    streams: { prefix: "logs/" },
    ops: ["read", "check-tail"],
  };
  const tokens = [
    {
      id: "app-backend",
      scope: {
        basins: { prefix: "" },
        streams: { prefix: "users" },
        op_groups: { stream: { read: true, write: true } },
      },
      days: 3,
    },
    { id: "nightly-report", scope: reader, days: 5 },
    { id: "session/1", scope: reader, days: 30 },
    { id: "session/2", scope: reader, days: 30 },
  ];
  for (const { id, scope, days } of tokens) {
    const expires_at = new Date(NOW + days * DAY).toISOString();
    await requestsOf(stage.account).send("POST", "/access-tokens", { body: { id, scope, expires_at } });
  }
  await writeFile(join(stage.folder, "tokens.yaml"), TOKENS);
}

const TOKENS = `owned: svc/
tokens:
  ingest:
    scope: { basins: { exact: production }, streams: { prefix: logs/ }, ops: [append, check-tail] }
    expiresIn: 90d
  export:
    scope: { basins: { exact: production }, streams: { prefix: logs/ }, ops: [read, check-tail] }
    expiresIn: 30d
  metrics:
    scope: { basins: { exact: production }, ops: [account-metrics, basin-metrics] }
    expiresIn: 30d
`;

const SINK = "--sink-name production --secrets-dir HERE/secrets";
const WALK: readonly (readonly [says: string, line: string, code: number])[] = [
  ["Find every token that expires within a week:", "list --expiring 7d", 0],
  ["See why one is dangerous:", "lint app-backend", 0],
  [
    "Issue a narrow one, with its secret in a file:",
    "issue log-reader --basins-exact production --streams-prefix logs/ --ops read,check-tail --expires-in 30d --secret-file HERE/reader.token",
    0,
  ],
  [
    `Manage three service tokens with a plan. With this as \`tokens.yaml\`:\n\n\`\`\`yaml\n${TOKENS}\`\`\`\n`,
    `plan HERE/tokens.yaml ${SINK}`,
    0,
  ],
  ["", `apply HERE/tokens.yaml ${SINK} --yes --quiet`, 0],
  [
    "Rotate one, whatever its age; a later run revokes the old one, once its holders have had time to switch:",
    `rotate ingest --owned svc/ --now ${SINK} --yes`,
    0,
  ],
  ["Revoke a prefix:", "revoke --prefix session/ --yes", 0],
  [
    "Let CI fail on new findings:",
    "audit --fail-on warning --ignore separator-less-prefix,group-covers-future,uncertain-group",
    0,
  ],
  [
    "",
    "issue new-thing --basins-prefix '' --streams-prefix '' --op-group-perms stream=rw --expires-in 1d --secret-file HERE/new.token --quiet",
    0,
  ],
  ["", "audit --fail-on warning --ignore separator-less-prefix,group-covers-future,uncertain-group", 1],
];

/** Replaces what differs from run to run: the folder and the random digits of ids. */
function settled(text: string): string {
  return text
    .replaceAll(`${stage.folder}/`, "")
    .replaceAll(/(@\d{8}T\d{6}Z-[0-9a-f]{8})-[0-9a-f]{2}/g, "$1-3f");
}

function wordsOf(line: string): string[] {
  return line.split(" ").map((word) => (word === "''" ? "" : word.replace("HERE", stage.folder)));
}

function transcript(line: string, { code, stdout, stderr }: Ended): string {
  const typed = `$ s2-access-tokens ${line.replaceAll("HERE/", "")}`;
  const shown = code === 0 ? "" : `$ echo $?\n${code}\n`;
  return `\`\`\`console\n${typed}\n${settled(stdout + stderr)}${shown}\`\`\`\n`;
}

async function walk(): Promise<string> {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  await furnish();
  const parts: string[] = [];
  for (const [says, line, code] of WALK) {
    const ended = await stage.s2(wordsOf(line));
    expect([line, ended.code, ended.stderr]).toEqual([line, code, expect.any(String)]);
    parts.push(...(says === "" ? [] : [says]), transcript(line, ended));
  }
  return parts.join("\n");
}

function commandPart(command: CommandModel): string {
  const own = Object.entries(command.flags).filter(([key]) => !Object.hasOwn(globalFlags, key));
  const rows = own.map(
    ([key, flag]) => `| \`${cell(flagTitle(key, flag, command.aliases))}\` | ${cell(flag.brief)} |`,
  );
  const flags = rows.length === 0 ? [] : ["| flag | |", "| --- | --- |", ...rows, ""];
  const examples = command.examples.flatMap(([line, does]) => [`# ${does}`, `s2-access-tokens ${line}`]);
  return [
    `### ${command.name}`,
    "",
    `${command.brief}: \`${usageOf(command)}\``,
    "",
    command.about.replaceAll("\n", " "),
    "",
    ...flags,
    "```sh",
    ...examples,
    "```",
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function reference(): string {
  const parts = groups.flatMap(({ commands }) => commands.map(commandPart));
  const rows = Object.entries(globalFlags).map(
    ([key, flag]) => `| \`${cell(flagTitle(key, flag, globalAliases))}\` | ${cell(flag.brief)} |`,
  );
  return [...parts, "### Flags of every command", "", "| flag | |", "| --- | --- |", ...rows, ""].join("\n");
}

function exits(): string {
  const rows = Object.values(EXITS).map(([code, means]) => `| ${code} | ${means} |`);
  return ["| code | means |", "| --- | --- |", ...rows, ""].join("\n");
}

function withPart(text: string, name: string, part: string): string {
  const [before, rest] = text.split(`<!-- ${name} -->`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/command.md has no place for ${name}`);
  return `${before}<!-- ${name} -->\n\n${part}\n<!-- /${name} -->${after}`;
}

// `vitest -u` rewrites the document.
test("docs/command.md matches the command's model, and its walkthrough the command's output", async () => {
  let text = await readFile(document, "utf8");
  text = withPart(text, "walk", await walk());
  text = withPart(text, "exits", exits());
  text = withPart(text, "commands", reference());
  const config = await resolveConfig(document);
  await expect(await format(text, { ...config, filepath: document })).toMatchFileSnapshot(document);
});
