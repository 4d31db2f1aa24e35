import { command } from "./command.js";
import { duration, operand, text, toggle, whole } from "./flags.js";
import type { ListFlags } from "../commands/list.js";

const NO_OPERANDS = { kind: "tuple", parameters: [] } as const;

const list = command<ListFlags, []>({
  name: "list",
  brief: "List tokens: what each may do, until when, and what is wrong with it",
  about:
    "Prints one row a token, in the order of ids, as pages arrive. With --json the rows are one array, with --ndjson\n" +
    "one JSON object a line, which streams an account of any size.",
  examples: [
    ["list -p svc/", "every token under svc/"],
    ["list --expiring 7d", "what expires within a week"],
    ["list --ndjson | jq -r .id", "every id, one a line"],
  ],
  flags: {
    prefix: text("PREFIX", "Only ids that begin with this"),
    startAfter: text("ID", "Only ids that sort after this one"),
    limit: whole(1, 1_000_000_000, "N", "At most this many"),
    expiring: duration("Only tokens that expire within this time"),
    parallel: whole(1, 32, "N", "List so many ranges of ids at a time (default 1)"),
    wide: toggle("Show the resources too, and cut nothing short"),
    ndjson: toggle("Print one JSON object a line"),
  },
  aliases: { p: "prefix", s: "startAfter", n: "limit" },
  positional: NO_OPERANDS,
  load: () => import("../commands/list.js"),
});

const get = command<object, [string]>({
  name: "get",
  brief: "Show one token in full: what it permits, and what is wrong with it",
  about:
    "Looks the token up, explains its scope in plain English and lints it. The secret cannot be shown: S2 tells it once.",
  examples: [["get user/1234", "explain and lint this token"]],
  flags: {},
  positional: { kind: "tuple", parameters: [operand("ID", "The token's id")] },
  load: () => import("../commands/get.js"),
});

const doctor = command<object, []>({
  name: "doctor",
  brief: "Check the bearer, the endpoint, the connection and the clock",
  about:
    "Says which bearer is used and where it comes from (never its text), which endpoint, whether it answers, what the\n" +
    "bearer surely may do, and how far this machine's clock is from S2's. Sends one listing of one token.",
  examples: [["doctor", "what is wrong, if anything is"]],
  flags: {},
  positional: NO_OPERANDS,
  load: () => import("../commands/doctor.js"),
});

/** The commands that look at an account. */
export const reading = [list, get, doctor] as const;
