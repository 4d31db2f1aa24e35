import { command } from "./command.js";
import { choice, duration, operand, text, texts, toggle } from "./flags.js";
import type { AuditFlags } from "../commands/audit.js";
import type { CanFlags } from "../commands/can.js";
import type { CompareFlags } from "../commands/excess.js";
import type { ExplainFlags } from "../commands/explain.js";
import type { LintFlags } from "../commands/lint.js";

const WHERE =
  "TOKEN is an id (S2 is asked), a file in YAML or JSON, or - for stdin; a scope alone or a whole token, in this package's\n" +
  "spelling or in S2's. A name that could be a file or an id is told apart by ./ or by id: before it.";

const token = operand("TOKEN", "An id, a file or -");
const markdown = toggle("Print Markdown");
const ignore = texts("RULE", "Rules to leave out, with commas between");
const maxLifetime = duration("How far ahead an expiry may lie before it counts as long (default 90d)");
const failOn = choice(
  ["error", "warning", "info"],
  "End with exit code 1 if there is a finding as bad as this",
);

const explain = command<ExplainFlags, [string]>({
  name: "explain",
  brief: "Say in plain English what a token permits, where and until when",
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
  brief: "Find what is wrong with a token, or wider than it need be",
  about: `${WHERE}\n--fix prints the token as its fixes would have it, and says which of them let it do something else.`,
  examples: [
    ["lint user/1234 --fail-on warning", "for a CI job"],
    ["lint token.yaml --fix", "the token, mended"],
  ],
  flags: { fix: toggle("Print the token with every fix applied"), markdown, failOn, ignore, maxLifetime },
  positional: { kind: "tuple", parameters: [token] },
  load: () => import("../commands/lint.js"),
});

const can = command<CanFlags, [string, string]>({
  name: "can",
  brief: "Ask whether a token permits one request",
  about: `${WHERE}\nExit code 0 is a definite yes; 1 is no, or unknown, which the answer tells apart.`,
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

const exitCode = toggle("End with exit code 1 if there is anything to tell");

const excess = command<CompareFlags, [string, string]>({
  name: "excess",
  brief: "Show what one token has beyond another",
  about: `${WHERE}\nA token can issue only tokens within itself: nothing beyond means that S2 would issue CHILD under PARENT.`,
  examples: [["excess child.yaml svc/issuer --exit-code", "would this issuer be let issue it?"]],
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
  examples: [["diff user/1234 new.yaml --exit-code", "is the account as the file says?"]],
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
    "Prints findings, the worst first, and a summary. --html writes one self-contained page (findings, expiry over time, who may\n" +
    "do what), --sarif prints what code scanning takes, --markdown a table for a pull request.",
  examples: [
    ["audit --fail-on warning", "for a CI job"],
    ["audit -p svc/ --html audit.html", "a page to look at"],
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

/** The commands that judge scopes. */
export const scopes = [explain, lint, can, excess, diff, audit] as const;
