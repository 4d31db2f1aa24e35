import { command } from "./command.js";
import { choice, operand, text, texts, toggle } from "./flags.js";
import type { IssueFlags } from "../commands/issue.js";
import type { RevokeFlags } from "../commands/revoke.js";

const issue = command<IssueFlags, [string]>({
  name: "issue",
  brief: "Issue a token and deliver its secret to one place that you name",
  about:
    "S2 returns the secret only once, so you must say where it goes: --show, --secret-file or --secret-command. Otherwise\n" +
    "nothing is sent. If the secret cannot be delivered, the token is revoked. Everything but the secret goes to stderr.\n" +
    "The scope comes from flags, a file (--from), an existing token (--like) or a recipe (--recipe).",
  examples: [
    [
      "issue svc/ingest --basins-exact production --streams-prefix logs/ --ops append,check-tail --expires-in 30d --secret-file ingest.token",
      "a narrow token, its secret in a file",
    ],
    [
      "issue user/7 --recipe tenant --basins-exact production --streams-prefix users/7/ --expires-in 1h --show",
      "a tenant's token, its secret on stdout",
    ],
    [
      "issue svc/ingest-2 --like svc/ingest --expires-in 30d --dry-run",
      "what would be sent, explained and linted",
    ],
  ],
  writes: true,
  flags: {
    basinsPrefix: text("PREFIX", "Basins whose names begin with this"),
    basinsExact: text("BASIN", "One basin"),
    streamsPrefix: text("PREFIX", "Streams whose names begin with this"),
    streamsExact: text("STREAM", "One stream"),
    accessTokensPrefix: text("PREFIX", "Access tokens whose ids begin with this"),
    accessTokensExact: text("ID", "One access token"),
    opGroupPerms: text("GROUPS", "Access by group, like account=r,stream=rw"),
    ops: texts("OPERATION", "Operations by name, separated by commas"),
    autoPrefixStreams: toggle("Add the stream prefix to every stream name the token uses"),
    expiresIn: text("TIME", "The lifetime, like 15m, 12h or 30d"),
    expiresAt: text("WHEN", "The time of expiry, in RFC 3339"),
    from: text(
      "FILE",
      "Take the scope, or the whole token except its id, from a YAML or JSON file, or from stdin with -",
    ),
    like: text("ID", "Copy the scope of this token"),
    recipe: choice(
      ["read-only", "append-only", "read-write", "tenant"],
      "A ready-made scope for the given basins and streams",
    ),
    show: toggle("Print the secret on stdout"),
    secretFile: text("FILE", "Write the secret to a new file that only you can read"),
    force: toggle("Let --secret-file replace an existing file"),
    secretCommand: text("COMMAND", "Pass the secret to a shell command on stdin"),
    dryRun: toggle("Show what would be sent, but send nothing"),
  },
  positional: {
    kind: "tuple",
    parameters: [operand("ID", "The id of the new token: 1 to 96 bytes, unique in the account")],
  },
  load: () => import("../commands/issue.js"),
});

const revoke = command<RevokeFlags, string[]>({
  name: "revoke",
  brief: "Revoke tokens by id, by prefix or from a list",
  about:
    "Asks for confirmation on a terminal; elsewhere --yes is needed. A revoked token leaves the listing at once, but S2 may\n" +
    "accept its secret for up to ten minutes. Revoking many continues past single failures and ends by naming those left.",
  examples: [
    ["revoke user/1234", "one token"],
    ["revoke --prefix session/ --yes", "every token under session/"],
    ["list -p old/ --ndjson | jq -r .id | s2-access-tokens revoke --stdin --yes", "a list of ids"],
  ],
  writes: true,
  flags: {
    prefix: text("PREFIX", "Every token whose id begins with this"),
    stdin: toggle("Read ids from stdin, one per line"),
    yes: toggle("Do not ask for confirmation"),
    dryRun: toggle("Show what would be revoked, but revoke nothing"),
  },
  aliases: { p: "prefix" },
  positional: { kind: "array", parameter: operand("ID", "Tokens to revoke") },
  load: () => import("../commands/revoke.js"),
});

/** The commands that change an account, a token at a time. */
export const writing = [issue, revoke] as const;
