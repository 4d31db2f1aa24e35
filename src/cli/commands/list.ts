import { lint, summary, type AccessTokenInfo, type Finding } from "../../index.js";
import { shown } from "../../check/text.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError, Stopped } from "../exit.js";
import { word } from "../failure.js";
import { connect } from "../input/account.js";
import { setText } from "../output/sets.js";
import { tableWriter, type Column } from "../output/table.js";
import { minute, relative } from "../output/time.js";
import { findingJson, tokenJson } from "../output/token-json.js";

/** The flags of `list`. */
export interface ListFlags {
  readonly prefix?: string;
  readonly startAfter?: string;
  readonly limit?: number;
  readonly expiring?: number;
  readonly parallel?: number;
  readonly wide?: boolean;
  readonly ndjson?: boolean;
}

interface Row {
  readonly token: AccessTokenInfo;
  readonly findings: readonly Finding[];
}

/** Lists tokens as pages arrive: as a table, one array, or a line each. */
export async function run(context: Context, flags: ListFlags & GlobalFlags): Promise<void> {
  const { accessTokens } = await connect(context);
  const { prefix, startAfter, limit = Number.POSITIVE_INFINITY } = flags;
  const signal = AbortSignal.any([context.stop, context.stdout.gone]);
  const pageSize = Math.min(limit, 1000);
  const until = flags.expiring === undefined ? undefined : context.now() + flags.expiring;
  const write = writerOf(context, flags);
  let [last, printed] = [startAfter, 0];
  try {
    for await (const { items } of accessTokens
      .listAll({ prefix, startAfter, pageSize }, { signal, parallel: flags.parallel })
      .pages()) {
      const wanted = items.filter(
        ({ expiresAt }) => until === undefined || (expiresAt?.getTime() ?? Infinity) <= until,
      );
      const page = wanted.slice(0, limit - printed);
      await write.rows(page.map((token) => ({ token, findings: lint(token, { now: context.now }) })));
      printed += page.length;
      last = items.at(-1)?.id ?? last;
      if (printed >= limit || context.stdout.gone.aborted) break;
    }
  } catch (error) {
    if (context.stdout.gone.aborted) return;
    if (!(error instanceof Stopped)) throw error;
    throw stopped(flags, last);
  }
  await write.end();
  if (printed === 0)
    await context.say(flags.expiring === undefined ? "No tokens." : "No token expires within that time.");
}

function stopped({ prefix }: ListFlags, last: string | undefined): CommandError {
  const from = last === undefined ? "" : ` -s ${word(last)}`;
  const within = prefix === undefined ? "" : ` -p ${word(prefix)}`;
  return new CommandError({
    exit: "stopped",
    code: "stopped",
    message: "Stopped before the end of the listing.",
    next: `s2-access-tokens list${within}${from}`,
  });
}

interface Writer {
  rows(rows: readonly Row[]): Promise<void>;
  end(): Promise<void>;
}

function writerOf(context: Context, { json, ndjson, wide = false }: ListFlags & GlobalFlags): Writer {
  const jsonOf = ({ token, findings }: Row): string =>
    JSON.stringify({ ...tokenJson(token), findings: findings.map(findingJson) });
  if (ndjson === true) {
    return {
      rows: (rows) => context.print(rows.map((row) => `${jsonOf(row)}\n`).join("")),
      end: async () => undefined,
    };
  }
  if (json === true) {
    let before = "[\n";
    return {
      async rows(rows) {
        if (rows.length === 0) return;
        await context.print(before + rows.map(jsonOf).join(",\n"));
        before = ",\n";
      },
      end: () => context.print(before === "[\n" ? "[]\n" : "\n]\n"),
    };
  }
  const width = context.stdout.isTerminal && !wide ? context.stdout.columns : undefined;
  const table = tableWriter(columnsOf(context, wide), width);
  return { rows: (rows) => context.print(table(rows)), end: async () => undefined };
}

function columnsOf({ paint, now }: Context, wide: boolean): readonly Column<Row>[] {
  const time = now();
  const resources: readonly Column<Row>[] = [
    { title: "basins", cell: ({ token }) => setText(token.scope.basins) },
    { title: "streams", cell: ({ token }) => setText(token.scope.streams) },
    { title: "access tokens", cell: ({ token }) => setText(token.scope.accessTokens) },
  ];
  return [
    { title: "id", cell: ({ token }) => shown(token.id), colour: (text) => paint("bold", text) },
    { title: "expires", cell: ({ token }) => expiryText(token, time) },
    { title: "may", cell: ({ token }) => summary(token).replace(/\.$/, ""), least: 16 },
    ...(wide ? resources : []),
    {
      title: "findings",
      cell: ({ findings }) => countText(findings),
      colour: (text, { findings }) => paint(worst(findings), text),
    },
  ];
}

function expiryText({ expiresAt }: AccessTokenInfo, now: number): string {
  return expiresAt === null ? "never" : `${relative(expiresAt.getTime(), now)} (${minute(expiresAt)})`;
}

/** `2 errors, 1 warning`; infos are left to `lint`. */
function countText(findings: readonly Finding[]): string {
  return (["error", "warning"] as const)
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? "" : "s"}`)
    .join(", ");
}

function worst(findings: readonly Finding[]): "red" | "yellow" | "dim" {
  const severities = new Set(findings.map(({ severity }) => severity));
  return severities.has("error") ? "red" : severities.has("warning") ? "yellow" : "dim";
}
