import { lint, type Finding, type ScopeOrToken } from "../../index.js";
import type { Context, GlobalFlags } from "../context.js";
import type { Exit } from "../exit.js";
import { operandReader } from "../input/operands.js";
import { reached, rulesFrom, type RuleFlags } from "../input/rules.js";
import { findingLines } from "../output/findings.js";
import { findingsMarkdown } from "../output/markdown.js";
import { findingJson } from "../output/token-json.js";

/** The flags of `lint`. */
export interface LintFlags extends RuleFlags {
  readonly fix?: boolean;
  readonly markdown?: boolean;
}

/** Lints a token or scope, or prints it with its fixes applied. */
export async function run(context: Context, flags: LintFlags & GlobalFlags, operand: string): Promise<Exit> {
  const options = { ...rulesFrom(flags), now: context.now };
  const { subject } = await operandReader(context)(operand);
  const findings = lint(subject, options);
  if (flags.fix === true) {
    const fixed = applyFixes(subject, (token) => lint(token, options));
    for (const { rule, fix } of fixed.applied) {
      await context.say(
        `fixed ${rule}${fix?.changesMeaning === true ? " (this changes what the token permits)" : ""}`,
      );
    }
    for (const { rule } of fixed.left) await context.say(`left ${rule}`);
    await context.print(`${JSON.stringify(fixed.token, null, 2)}\n`);
    return reached(fixed.left, flags.failOn);
  }
  if (flags.json === true) await context.printJson({ version: 1, findings: findings.map(findingJson) });
  else if (flags.markdown === true) await context.print(`${findingsMarkdown(findings)}\n`);
  else await context.print(`${findingLines(findings, context).join("\n")}\n`);
  return reached(findings, flags.failOn);
}

interface Fixed {
  readonly token: ScopeOrToken;
  readonly applied: readonly Finding[];
  readonly left: readonly Finding[];
}

/** Applies fixes one by one, each to the result of the one before. A rule is fixed once per part. */
function applyFixes(given: ScopeOrToken, find: (token: ScopeOrToken) => readonly Finding[]): Fixed {
  const applied: Finding[] = [];
  let token = given;
  const isNew = ({ rule, path, fix }: Finding): boolean =>
    fix !== undefined && !applied.some((one) => one.rule === rule && one.path === path);
  for (let next = find(token).find(isNew); next !== undefined; next = find(token).find(isNew)) {
    // A bare scope takes the scope of the change; fixes for tokens do not apply to it.
    token = "scope" in token ? { ...token, ...next.fix?.change } : (next.fix?.change.scope ?? token);
    applied.push(next);
  }
  return { token, applied, left: find(token) };
}
