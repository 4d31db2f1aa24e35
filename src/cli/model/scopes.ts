import { command } from "./command.js";
import { choice, duration, operand, text, texts, toggle } from "./flags.js";
import type { AuditFlags } from "../commands/audit.js";
import type { CanFlags } from "../commands/can.js";
import type { CompareFlags } from "../commands/excess.js";
import type { ExplainFlags } from "../commands/explain.js";
import type { LintFlags } from "../commands/lint.js";

const WHERE =
  "TOKEN is an id (looked up in the account), a YAML or JSON file, or - for stdin. A file holds a token or just a scope, in\n" +
  "this package's spelling or S2's. If a name could be either, write ./NAME for the file or id:NAME for the token.";

const token = operand("TOKEN", "An id, a file or -");
const markdown = toggle("Print Markdown");
const ignore = texts("RULE", "Rules to ignore, separated by commas");
const maxLifetime = duration("The longest lifetime that is not reported as long (default 90d)");
const failOn = choice(
  ["error", "warning", "info"],
  "Exit with code 1 if there is a finding of this severity or worse",
);

const explain = command<ExplainFlags, [string]>({
  name: "explain",
  brief: "Explain in plain English what a token permits, where and until when",
  about: WHERE,
  examples: [
    ["explain user/1234", "a token of the account"],
    ["explain scope.yaml --markdown", "a file, for a review"],
  ],
  flags: { markdown },
  positional: { kind: "tuple", parameters: [token] },
  load: () => import("../commands/explain.js"),
});

const lint = command<LintFlags, [string]>({
  name: "lint",
  brief: "Find mistakes in a token, and permissions wider than needed",
  about: `${WHERE}\n--fix prints the token with its fixes applied, and says which of them change what it permits.`,
  examples: [
    ["lint user/1234 --fail-on warning", "in a CI job"],
    ["lint token.yaml --fix", "print the fixed token"],
  ],
  flags: { fix: toggle("Print the token with every fix applied"), markdown, failOn, ignore, maxLifetime },
  positional: { kind: "tuple", parameters: [token] },
  load: () => import("../commands/lint.js"),
});

const can = command<CanFlags, [string, string]>({
  name: "can",
  brief: "Ask whether a token permits one request",
  about: `${WHERE}\nExit code 0 means a definite yes; 1 means no or unknown, as the answer says.`,
  examples: [
    ["can read user/1234 --basin production --stream users/1234/events", "may it read this stream?"],
  ],
  flags: {
    basin: text("BASIN", "The basin that the request names"),
    stream: text("STREAM", "The stream, by its full name"),
    tokenId: text("ID", "The access token that the request names"),
  },
  positional: { kind: "tuple", parameters: [operand("OPERATION", "An operation of S2, like append"), token] },
  load: () => import("../commands/can.js"),
});

const exitCode = toggle("Exit with code 1 if there is anything to report");

const excess = command<CompareFlags, [string, string]>({
  name: "excess",
  brief: "Show what one token permits beyond another",
  about: `${WHERE}\nA token can only issue tokens within its own scope: no excess means that S2 would let PARENT issue CHILD.`,
  examples: [["excess child.yaml svc/issuer --exit-code", "may this issuer issue it?"]],
  flags: { exitCode, markdown },
  positional: {
    kind: "tuple",
    parameters: [operand("CHILD", "An id, a file or -"), operand("PARENT", "An id, a file or -")],
  },
  load: () => import("../commands/excess.js"),
});

const diff = command<CompareFlags, [string, string]>({
  name: "diff",
  brief: "Show what changed from one scope to another",
  about: WHERE,
  examples: [["diff user/1234 new.yaml --exit-code", "does the token match the file?"]],
  flags: { exitCode, markdown },
  positional: {
    kind: "tuple",
    parameters: [operand("A", "An id, a file or -"), operand("B", "An id, a file or -")],
  },
  load: () => import("../commands/diff.js"),
});

const audit = command<AuditFlags, []>({
  name: "audit",
  brief: "Lint every token of the account",
  about:
    "Prints findings, most severe first, and a summary. --html writes one self-contained page (findings, expiry over time,\n" +
    "who may do what), --sarif prints a log for code scanning, --markdown a table for a pull request.",
  examples: [
    ["audit --fail-on warning", "in a CI job"],
    ["audit -p svc/ --html audit.html", "a page to read"],
    ["audit --sarif --ignore never-expires > audit.sarif", "for code scanning"],
  ],
  flags: {
    prefix: text("PREFIX", "Only ids that begin with this"),
    startAfter: text("ID", "Only ids that sort after this one"),
    failOn,
    ignore,
    maxLifetime,
    markdown,
    sarif: toggle("Print SARIF, for code scanning"),
    html: text("FILE", "Write one self-contained page"),
  },
  aliases: { p: "prefix", s: "startAfter" },
  positional: { kind: "tuple", parameters: [] },
  load: () => import("../commands/audit.js"),
});

/** The commands that analyse scopes. */
export const scopes = [explain, lint, can, excess, diff, audit] as const;
