import { quoted, shown } from "../../check/text.js";
import type { PlanStep, TokenPlan } from "../../lifecycle/index.js";
import type { Context } from "../context.js";
import { wrap } from "./layout.js";
import type { Paint } from "./paint.js";

const SIGNS = {
  create: ["+", "green"],
  rotate: ["~", "yellow"],
  replace: ["~", "yellow"],
  revoke: ["-", "red"],
  keep: [" ", "dim"],
  wait: ["…", "dim"],
  foreign: [" ", "dim"],
} as const satisfies Record<PlanStep["action"], readonly [string, Parameters<Paint>[0]]>;

/** Reports whether a step changes anything. */
export function changes({ action }: PlanStep): boolean {
  return action !== "keep" && action !== "wait" && action !== "foreign";
}

/** Returns a plan as text: a line for each step with its reason, then a summary. */
export function planText(plan: TokenPlan, width: number, paint: Paint): string {
  const steps = plan.steps.flatMap((step) => stepLines(step, width, paint));
  const refused = plan.refused.flatMap(({ message }) => wrap(`refused: ${message}`, width));
  return [...steps, ...refused.map((line) => paint("red", line)), planSummary(plan)].join("\n");
}

function stepLines(step: PlanStep, width: number, paint: Paint): string[] {
  const [sign, colour] = SIGNS[step.action];
  const head = paint(colour, `${sign} ${step.action} ${shown(step.name)}`);
  const reasons = wrap(shown(step.reason), width, "    ");
  const findings = (step.findings ?? []).flatMap(({ message }) =>
    wrap(`not done: ${shown(message)}`, width, "    "),
  );
  return [head, ...reasons, ...findings.map((line) => paint("red", line))];
}

/** `1 to create, 2 to keep.` */
function planSummary({ steps }: TokenPlan): string {
  const actions = Object.keys(SIGNS).flatMap((action) => {
    const count = steps.filter((step) => step.action === action).length;
    return count === 0 ? [] : [`${count} to ${action === "foreign" ? "leave to other sinks" : action}`];
  });
  return actions.length === 0
    ? "There is nothing to do: no token is described, and none exists."
    : `${actions.join(", ")}.`;
}

/** Reports the outcome of one step on stderr. */
export async function tellStep(
  context: Context,
  { step, status, error }: { readonly step: PlanStep; readonly status: string; readonly error?: unknown },
): Promise<void> {
  if (status === "none") return;
  const why = error instanceof Error ? `: ${shown(error.message)}` : "";
  await context.say(`${status === "done" ? "done" : status} ${step.action} ${quoted(step.name)}${why}`);
}
