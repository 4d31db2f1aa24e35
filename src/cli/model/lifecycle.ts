import { command } from "./command.js";
import { operand, text, toggle, whole } from "./flags.js";
import type { ApplyFlags } from "../commands/apply.js";
import type { PlanFlags } from "../commands/plan.js";
import type { RotateFlags } from "../commands/rotate.js";

const SINK =
  "Secrets go to a sink: --secrets-dir keeps one file a token, --sink-command runs COMMAND get NAME (prints the id it holds, or\n" +
  "nothing) and COMMAND put NAME ID (the secret on stdin). --sink-name says which deployment it feeds: tokens of another sink\n" +
  "are shown and never touched.";

const sink = {
  sinkName: text("NAME", "Which deployment the sink feeds, like production"),
  secretsDir: text("DIR", "Keep one file a token in this folder"),
  sinkCommand: text("COMMAND", "Hand secrets to a shell command"),
};
const guards = {
  parent: text(
    "TOKEN",
    "The token that issues, an id or a file: what goes beyond it is refused before anything is sent",
  ),
};
const masses = {
  prune: toggle("Revoke tokens that are owned and not in the file"),
  pruneCount: whole(0, 1_000_000, "N", "Revoke them, and exactly so many"),
  recreate: whole(0, 1_000_000, "N", "Create exactly so many tokens whose sink has lost them"),
};
const FILE = operand("FILE", "The file of tokens, in YAML or JSON, or - for stdin");
const detailedExitcode = toggle("End with exit code 1 if there is something to do");

const plan = command<PlanFlags, [string]>({
  name: "plan",
  brief: "Show what it takes to have the tokens that a file describes",
  about: `Changes nothing. ${SINK}`,
  examples: [
    ["plan tokens.yaml --sink-name production --secrets-dir /run/secrets/s2", "what would be done"],
    [
      "plan tokens.yaml --sink-name production --secrets-dir secrets --out plan.json",
      "a plan to review, and to apply as it is",
    ],
  ],
  flags: { ...sink, ...guards, ...masses, out: text("FILE", "Write the plan, for apply"), detailedExitcode },
  positional: { kind: "tuple", parameters: [FILE] },
  load: () => import("../commands/plan.js"),
});

const apply = command<ApplyFlags, [string]>({
  name: "apply",
  brief: "Make the tokens be what a file, or a plan, says",
  about: `Issues, rotates and revokes what is due; run it again an overlap later for what has to wait. ${SINK}\nA plan is bound to what it saw: if anything has changed since, nothing is done.`,
  examples: [
    ["apply tokens.yaml --sink-name production --secrets-dir secrets", "plan, ask, apply"],
    ["apply plan.json --sink-name production --secrets-dir secrets --yes", "just what was reviewed"],
  ],
  writes: true,
  flags: {
    ...sink,
    ...guards,
    ...masses,
    yes: toggle("Do not ask"),
    dryRun: toggle("Show the plan, and do nothing"),
    detailedExitcode,
  },
  positional: {
    kind: "tuple",
    parameters: [operand("FILE", "The file of tokens, or a plan that plan --out wrote")],
  },
  load: () => import("../commands/apply.js"),
});

const rotate = command<RotateFlags, [string]>({
  name: "rotate",
  brief: "Replace one token by a new one of the same scope when it is due",
  about: `NAME is what the generations share, without what --owned says: ingest of svc/ingest@…. ${SINK}`,
  examples: [
    ["rotate ingest --owned svc/ --sink-name production --secrets-dir secrets", "what is due"],
    [
      "rotate ingest --owned svc/ --now --expires-in 90d --sink-name production --secrets-dir secrets",
      "now, whatever its age",
    ],
  ],
  writes: true,
  flags: {
    ...sink,
    ...guards,
    owned: text("PREFIX", "What the token's name begins with, like svc/"),
    expiresIn: text("TIME", "How long the new one lives (default: as long as the old one)"),
    rotateAfter: text("TIME", "How old a token gets (default: two thirds of its life)"),
    now: toggle("Replace it now, whatever its age"),
    yes: toggle("Do not ask"),
    dryRun: toggle("Show what is due, and do nothing"),
  },
  positional: { kind: "tuple", parameters: [operand("NAME", "The token's name")] },
  load: () => import("../commands/rotate.js"),
});

/** The commands of a token's life. */
export const lifecycle = [plan, apply, rotate] as const;
