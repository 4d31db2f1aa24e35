import { command } from "./command.js";
import { choice, operand, text, texts, toggle } from "./flags.js";
import type { IssueFlags } from "../commands/issue.js";
import type { RevokeFlags } from "../commands/revoke.js";

const issue = command<IssueFlags, [string]>({
  name: "issue",
  brief: "Issue a token, its secret to one place that you name",
  about:
    "The secret is told once, so its place must be named: --show, --secret-file or --secret-command. Without one nothing is\n" +
    "sent. If the place fails, the token is revoked. Everything but the secret goes to stderr.\n" +
    "The scope comes from flags, from a file (--from), from a token that is there (--like) or from a recipe (--recipe).",
  examples: [
    [
      "issue svc/ingest --basins-exact production --streams-prefix logs/ --ops append,check-tail --expires-in 30d --secret-file ingest.token",
      "a narrow token into a file",
    ],
    [
      "issue user/7 --recipe tenant --basins-exact production --streams-prefix users/7/ --expires-in 1h --show",
      "a tenant's token to stdout",
    ],
    [
      "issue svc/ingest-2 --like svc/ingest --expires-in 30d --dry-run",
      "what would be sent, explained and linted",
    ],
  ],
  writes: true,
  flags: {
    basinsPrefix: text("PREFIX", "Basins whose name begins with this"),
    basinsExact: text("BASIN", "The one basin"),
    streamsPrefix: text("PREFIX", "Streams whose name begins with this"),
    streamsExact: text("STREAM", "The one stream"),
    accessTokensPrefix: text("PREFIX", "Access tokens whose id begins with this"),
    accessTokensExact: text("ID", "The one access token"),
    opGroupPerms: text("GROUPS", "Access by group, like account=r,stream=rw"),
    ops: texts("OPERATION", "Operations by name, with commas between"),
    autoPrefixStreams: toggle("Put the stream prefix before every stream name the token uses"),
    expiresIn: text("TIME", "How long it lives, like 15m, 12h or 30d"),
    expiresAt: text("WHEN", "When it expires, in RFC 3339"),
    from: text(
      "FILE",
      "Take the scope, or the whole token but its id, from a YAML or JSON file, or from stdin with -",
    ),
    like: text("ID", "Take the scope of this token"),
    recipe: choice(
      ["read-only", "append-only", "read-write", "tenant"],
      "A ready-made scope over the basins and streams given",
    ),
    show: toggle("Print the secret on stdout"),
    secretFile: text("FILE", "Write the secret to a new file that only you can read"),
    force: toggle("Let --secret-file replace a file"),
    secretCommand: text("COMMAND", "Give the secret to a shell command on its stdin"),
    dryRun: toggle("Show what would be sent, and send nothing"),
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
    "Asks on a terminal; elsewhere --yes is needed. A revoked token leaves the listing at once; S2 can still accept its secret\n" +
    "for up to ten minutes. Revoking many goes on past single failures and ends with what is left.",
  examples: [
    ["revoke user/1234", "one token"],
    ["revoke --prefix session/ --yes", "every token under session/"],
    ["list -p old/ --ndjson | jq -r .id | s2-access-tokens revoke --stdin --yes", "a list of ids"],
  ],
  writes: true,
  flags: {
    prefix: text("PREFIX", "Every token whose id begins with this"),
    stdin: toggle("Ids from stdin, one a line"),
    yes: toggle("Do not ask"),
    dryRun: toggle("Show what would be revoked, and revoke nothing"),
  },
  aliases: { p: "prefix" },
  positional: { kind: "array", parameter: operand("ID", "Tokens to revoke") },
  load: () => import("../commands/revoke.js"),
});

/** The commands that change an account, a token at a time. */
export const writing = [issue, revoke] as const;
