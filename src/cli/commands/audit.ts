import { audit, type Audit } from "../../index.js";
import { quoted } from "../../check/text.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError, Stopped, usageError, type Exit } from "../exit.js";
import { word } from "../failure.js";
import { connect } from "../input/account.js";
import { reached, rulesFrom, type RuleFlags } from "../input/rules.js";
import type { Audited, AuditReport } from "../output/audit-rows.js";
import { progress } from "../output/progress.js";
import { findingJson } from "../output/token-json.js";
import { writeReport } from "../sinks/report.js";

/** The flags of `audit`. */
export interface AuditFlags extends RuleFlags {
  readonly prefix?: string;
  readonly startAfter?: string;
  readonly markdown?: boolean;
  readonly sarif?: boolean;
  readonly html?: string;
}

/** Lints every token of the account, and prints a report. */
export async function run(context: Context, flags: AuditFlags & GlobalFlags): Promise<Exit> {
  refuseMixture(flags);
  const rules = { ...rulesFrom(flags), now: context.now };
  const { accessTokens } = await connect(context);
  const { prefix, startAfter } = flags;
  const run = audit(accessTokens.listAll({ prefix, startAfter }, { signal: context.stop }), rules);
  const report = { tokens: await gather(context, run, flags), summary: run.summary, now: context.now() };
  await tell(context, flags, report);
  const findings = report.tokens.flatMap((token) => token.findings);
  return reached(findings, flags.failOn);
}

function refuseMixture({ markdown, sarif, json }: AuditFlags & GlobalFlags): void {
  const named = [
    markdown === true && "--markdown",
    sarif === true && "--sarif",
    json === true && "--json",
  ].filter(Boolean);
  if (named.length > 1) throw usageError(`stdout takes one of ${named.join(" and ")}.`);
}

async function gather(context: Context, run: Audit, flags: AuditFlags): Promise<readonly Audited[]> {
  const line = progress(context, "audited");
  const tokens: Audited[] = [];
  try {
    for await (const audited of run) {
      tokens.push(audited);
      await line.step();
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const last = tokens.at(-1)?.token.id;
    throw new CommandError({
      exit: "stopped",
      code: "stopped",
      message: `Stopped after ${tokens.length} tokens; no partial report was printed.`,
      next:
        last === undefined
          ? undefined
          : `s2-access-tokens audit${flags.prefix === undefined ? "" : ` -p ${word(flags.prefix)}`} -s ${word(last)}`,
    });
  } finally {
    await line.end();
  }
  return tokens;
}

async function tell(context: Context, flags: AuditFlags & GlobalFlags, report: AuditReport): Promise<void> {
  if (flags.html !== undefined) {
    const { auditHtml } = await import("../output/html/page.js");
    await writeReport(flags.html, auditHtml(report));
    await context.say(`Wrote ${quoted(flags.html)}.`);
  }
  if (flags.json === true) return context.printJson(jsonOf(report));
  if (flags.sarif === true) {
    const { sarifOf } = await import("../output/sarif.js");
    return context.printJson(sarifOf(report));
  }
  const { auditMarkdown, auditText } = await import("../output/audit-text.js");
  if (flags.markdown === true) return context.print(`${auditMarkdown(report)}\n`);
  if (flags.html === undefined) await context.print(auditText(report, context));
}

function jsonOf({ tokens, summary }: AuditReport): object {
  const flagged = tokens.filter(({ findings }) => findings.length > 0);
  return {
    version: 1,
    summary,
    tokens: flagged.map(({ token, findings }) => ({ id: token.id, findings: findings.map(findingJson) })),
  };
}
