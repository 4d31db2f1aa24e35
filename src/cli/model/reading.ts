import { command } from "./command.js";
import { duration, operand, text, toggle, whole } from "./flags.js";
import type { ListFlags } from "../commands/list.js";

const NO_OPERANDS = { kind: "tuple", parameters: [] } as const;

const list = command<ListFlags, []>({
  name: "list",
  brief: "List tokens with their permissions, expiry and findings",
  about:
    "Prints one row per token, sorted by id, as pages arrive. --json prints one array; --ndjson prints one JSON object per\n" +
    "line and can stream an account of any size.",
  examples: [
    ["list -p svc/", "every token under svc/"],
    ["list --expiring 7d", "what expires within a week"],
    ["list --ndjson | jq -r .id", "every id, one per line"],
  ],
  flags: {
    prefix: text("PREFIX", "Only ids that begin with this"),
    startAfter: text("ID", "Only ids that sort after this one"),
    limit: whole(1, 1_000_000_000, "N", "At most this many"),
    expiring: duration("Only tokens that expire within this time"),
    parallel: whole(1, 32, "N", "List this many ranges of ids at the same time (default 1)"),
    wide: toggle("Show resources too, and truncate nothing"),
    ndjson: toggle("Print one JSON object per line"),
  },
  aliases: { p: "prefix", s: "startAfter", n: "limit" },
  positional: NO_OPERANDS,
  load: () => import("../commands/list.js"),
});

const get = command<object, [string]>({
  name: "get",
  brief: "Show one token in full, with what it permits and its findings",
  about:
    "Looks the token up, explains its scope in plain English and lints it. The secret cannot be shown: S2 returns it only once.",
  examples: [["get user/1234", "explain and lint this token"]],
  flags: {},
  positional: { kind: "tuple", parameters: [operand("ID", "The token's id")] },
  load: () => import("../commands/get.js"),
});

const doctor = command<object, []>({
  name: "doctor",
  brief: "Check the bearer, the endpoint, the connection and the clock",
  about:
    "Shows where the bearer comes from (never the bearer itself), the endpoint and whether it answers, what the bearer is\n" +
    "known to permit, and how far this machine's clock is off from S2's. Sends one request, a listing of one token.",
  examples: [["doctor", "find out why calls fail"]],
  flags: {},
  positional: NO_OPERANDS,
  load: () => import("../commands/doctor.js"),
});

/** The commands that inspect an account. */
export const reading = [list, get, doctor] as const;
