import { command } from "./command.js";
import { operand, text, toggle, whole } from "./flags.js";
import type { ApplyFlags } from "../commands/apply.js";
import type { PlanFlags } from "../commands/plan.js";
import type { RotateFlags } from "../commands/rotate.js";

const SINK =
  "Secrets go to a sink: --secrets-dir keeps one file per token; --sink-command runs COMMAND get NAME (prints the id held, or\n" +
  "nothing) and COMMAND put NAME ID (the secret on stdin). --sink-name names the deployment that the sink feeds: tokens of\n" +
  "other sinks are shown and never touched.";

const sink = {
  sinkName: text("NAME", "The deployment that the sink feeds, like production"),
  secretsDir: text("DIR", "Keep one file per token in this folder"),
  sinkCommand: text("COMMAND", "Pass secrets to a shell command"),
};
const guards = {
  parent: text(
    "TOKEN",
    "The issuing token, an id or a file: anything beyond it is refused before anything is sent",
  ),
};
const masses = {
  prune: toggle("Revoke owned tokens that are not in the file"),
  pruneCount: whole(0, 1_000_000, "N", "Revoke them if there are exactly this many"),
  recreate: whole(0, 1_000_000, "N", "Create tokens that the sink has lost, if there are exactly this many"),
};
const FILE = operand("FILE", "The tokens file, in YAML or JSON, or - for stdin");
const detailedExitcode = toggle("Exit with code 1 if there is something to do");

const plan = command<PlanFlags, [string]>({
  name: "plan",
  brief: "Show the steps that would make the account match a tokens file",
  about: `Changes nothing. ${SINK}`,
  examples: [
    ["plan tokens.yaml --sink-name production --secrets-dir /run/secrets/s2", "show what would be done"],
    [
      "plan tokens.yaml --sink-name production --secrets-dir secrets --out plan.json",
      "save a plan to review, and to apply unchanged",
    ],
  ],
  flags: {
    ...sink,
    ...guards,
    ...masses,
    out: text("FILE", "Write the plan to this file, for apply"),
    detailedExitcode,
  },
  positional: { kind: "tuple", parameters: [FILE] },
  load: () => import("../commands/plan.js"),
});

const apply = command<ApplyFlags, [string]>({
  name: "apply",
  brief: "Make the account match a tokens file or a saved plan",
  about: `Issues, rotates and revokes what is due; run it again after the overlap for the steps that must wait. ${SINK}\nA saved plan holds for the state it was made from: if anything has changed since, nothing is done.`,
  examples: [
    ["apply tokens.yaml --sink-name production --secrets-dir secrets", "plan, confirm, apply"],
    ["apply plan.json --sink-name production --secrets-dir secrets --yes", "exactly what was reviewed"],
  ],
  writes: true,
  flags: {
    ...sink,
    ...guards,
    ...masses,
    yes: toggle("Do not ask for confirmation"),
    dryRun: toggle("Show the plan, but do nothing"),
    detailedExitcode,
  },
  positional: {
    kind: "tuple",
    parameters: [operand("FILE", "The tokens file, or a plan written by plan --out")],
  },
  load: () => import("../commands/apply.js"),
});

const rotate = command<RotateFlags, [string]>({
  name: "rotate",
  brief: "Replace one token with a new one of the same scope when it is due",
  about: `NAME is the name that a token's generations share, without the --owned prefix: ingest for svc/ingest@…. ${SINK}`,
  examples: [
    ["rotate ingest --owned svc/ --sink-name production --secrets-dir secrets", "if it is due"],
    [
      "rotate ingest --owned svc/ --now --expires-in 90d --sink-name production --secrets-dir secrets",
      "at once, whatever its age",
    ],
  ],
  writes: true,
  flags: {
    ...sink,
    ...guards,
    owned: text("PREFIX", "The prefix of the token's name, like svc/"),
    expiresIn: text("TIME", "The lifetime of the new token (default: that of the old one)"),
    rotateAfter: text("TIME", "The age at which a token is replaced (default: two thirds of its lifetime)"),
    now: toggle("Replace it now, whatever its age"),
    yes: toggle("Do not ask for confirmation"),
    dryRun: toggle("Show what is due, but do nothing"),
  },
  positional: { kind: "tuple", parameters: [operand("NAME", "The token's name")] },
  load: () => import("../commands/rotate.js"),
});

/** The commands of a token's life. */
export const lifecycle = [plan, apply, rotate] as const;
