import { explain, lint } from "../../index.js";
import type { Context, GlobalFlags } from "../context.js";
import { connect, noSuchToken } from "../input/account.js";
import { findingLines } from "../output/findings.js";
import { findingJson, tokenJson } from "../output/token-json.js";

/** Shows one token in full: explained and linted. */
export async function run(context: Context, flags: GlobalFlags, id: string): Promise<void> {
  const { accessTokens } = await connect(context);
  const token = await accessTokens.get({ id }, { signal: context.stop });
  if (token === undefined) throw noSuchToken(id);
  const findings = lint(token, { now: context.now });
  if (flags.json === true) {
    return context.printJson({ version: 1, token: tokenJson(token), findings: findings.map(findingJson) });
  }
  const lines = [explain(token), "", ...findingLines(findings, context)];
  await context.print(`${lines.join("\n")}\n`);
}
