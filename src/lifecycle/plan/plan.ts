import type { ArgumentIssue } from "../../errors.js";
import { kindOf, problem, refuse } from "../../check/problems.js";
import { refuseExcess, refuseFindings } from "../../access-tokens/guards.js";
import type { ScopeOrToken } from "../../scope/subject.js";
import type { IssueGuard } from "../../types.js";
import { clockOf, type Timing } from "../clock.js";
import { decide, type Step } from "./decide.js";
import type { Listed } from "./generation.js";
import { readDesired, type Desired, type DesiredTokens, type Entry } from "./desired.js";
import { digestOf } from "./digest.js";
import { markOf, newGeneration } from "../ids.js";
import { look, type Seen } from "./look.js";
import type { Sink } from "./sink.js";
import type { TokenCalls } from "../tokens.js";

/** Options of `planTokens`. */
export interface PlanOptions extends Timing {
  /** The sink that receives the secrets and tells which tokens are in use. */
  readonly sink: Sink;
  /**
   * Revokes tokens of this sink that are owned but not desired (default false: they are only shown). A number is the
   * exact count to revoke; without it, more than 30 % of at least ten, or all of them for an empty file, is refused.
   */
  readonly prune?: boolean | number | undefined;
  /**
   * The exact count of tokens to create although others of this sink are alive, or vanished early: without it, more
   * than 30 % of at least ten is refused, since the sink is probably the wrong one, or was emptied.
   */
  readonly recreate?: number | undefined;
  /** The issuing token: a scope that exceeds it is refused before anything is sent, and its own id is never revoked. */
  readonly parent?: ScopeOrToken | undefined;
  /** Ends the listing. */
  readonly signal?: AbortSignal | undefined;
}

/** A step of a plan. */
export interface PlanStep extends Step {
  /** The reasons it will not be done: lint errors, and whatever exceeds the parent. */
  readonly findings?: readonly ArgumentIssue[];
}

/** The result of `planTokens`. Plain data without a secret, safe to store as JSON. */
export interface TokenPlan {
  readonly version: 1;
  /** The sink's name. */
  readonly sink: string;
  /** The time it was made. */
  readonly at: string;
  readonly prune: boolean | number;
  readonly recreate: number | null;
  /** A digest of the desired tokens, the listing and the sink's ids, to which the plan is bound. */
  readonly digest: string;
  readonly desired: DesiredTokens;
  readonly steps: readonly PlanStep[];
  /** The reasons that none of it will be done: too much would be revoked or issued at once. */
  readonly refused: readonly ArgumentIssue[];
}

/**
 * Plans the changes that a desired file needs: compares it with S2's listing and with the ids its sink holds, and
 * changes nothing. There is no state file.
 *
 * Tokens issued for another sink are `foreign`, and never touched. Equal inputs give byte-equal JSON.
 *
 * @throws S2ArgumentError with every problem of the desired file; fails as a listing does.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const plan = await planTokens(client.accessTokens, desired, { sink });
 * for (const { action, name, reason } of plan.steps) console.log(action, name, reason);
 * for await (const { status, step } of applyPlan(client.accessTokens, plan, { sink })) console.log(status, step.name);
 * ```
 */
export async function planTokens(
  tokens: TokenCalls,
  desired: DesiredTokens,
  options: PlanOptions,
): Promise<TokenPlan> {
  const read = readDesired(desired);
  checkCounts(options);
  const clock = clockOf(options);
  const seen = await look(tokens, read, options.sink, clock, options.signal);
  return makePlan(seen, options, clock.now());
}

function checkCounts({ prune, recreate }: PlanOptions): void {
  const issues: ArgumentIssue[] = [];
  for (const [path, count] of [
    ["prune", typeof prune === "boolean" ? undefined : prune],
    ["recreate", recreate],
  ] as const) {
    if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) continue;
    issues.push(problem(path, "out_of_range", `must be a whole number, got ${kindOf(count)}.`));
  }
  refuse(issues);
}

/** Builds the plan: pure, except for the digest, which the runtime computes. */
export async function makePlan(seen: Seen, options: PlanOptions, now: number): Promise<TokenPlan> {
  const { sink, prune = false, recreate, parent } = options;
  const { desired, listed, held } = seen;
  const mark = markOf(sink.name);
  const byName = groupByName(listed);
  const guards = guardsOf(parent);
  const steps: PlanStep[] = [];
  let suspicious = 0;
  let established = 0;
  for (const entry of desired.entries) {
    const all = byName.get(entry.name) ?? [];
    const own = all.filter((one) => one.mark === mark);
    const foreign = all.filter((one) => one.mark !== mark);
    const decision = decide(
      { entry, held: held.get(entry.name) ?? { id: undefined }, own, foreign, mark },
      now,
    );
    if (decision.suspicious) suspicious++;
    if (own.length > 0 || decision.suspicious) established++;
    for (const step of decision.steps) steps.push(guarded(step, entry, mark, guards, now));
  }
  const extra = undesired(seen, mark, prune !== false, ownIdOf(parent));
  const owned = listed.filter((one) => one.mark === mark).length;
  const refused = [
    ...massIssue("recreate", recreate, suspicious, established, false),
    ...(prune === false
      ? []
      : massIssue(
          "prune",
          typeof prune === "number" ? prune : undefined,
          extra.filter(({ action }) => action === "revoke").length,
          owned,
          desired.entries.length === 0,
        )),
  ];
  return {
    version: 1,
    sink: sink.name,
    at: new Date(now).toISOString(),
    prune,
    recreate: recreate ?? null,
    digest: await digestOf(seen, sink.name),
    desired: writeDesired(desired),
    steps: [...steps, ...extra],
    refused,
  };
}

function groupByName(listed: readonly Listed[]): ReadonlyMap<string, readonly Listed[]> {
  const groups = new Map<string, Listed[]>();
  for (const one of listed) {
    const group = groups.get(one.name);
    if (group === undefined) groups.set(one.name, [one]);
    else group.push(one);
  }
  return groups;
}

/** Returns the guards for every token that is issued. */
export function guardsOf(parent: ScopeOrToken | undefined): readonly IssueGuard[] {
  const lint = refuseFindings("error");
  return parent === undefined ? [lint] : [lint, refuseExcess(parent)];
}

const ISSUES: ReadonlySet<string> = new Set<Step["action"]>(["create", "rotate", "replace"]);

function guarded(
  step: Step,
  entry: Entry,
  mark: string,
  guards: readonly IssueGuard[],
  now: number,
): PlanStep {
  if (!ISSUES.has(step.action)) return step;
  const { name, scope, autoPrefixStreams, expiresIn } = entry;
  const id = newGeneration({ name, mark, newest: undefined, now, random: () => 0 });
  const expiresAt = expiresIn === undefined ? null : new Date(now + expiresIn);
  const token = { id, scope, autoPrefixStreams, expiresAt, expiresAtText: expiresAt?.toISOString() ?? null };
  const findings = guards
    .flatMap((guard) => guard(token, now) ?? [])
    .map(({ path, code, message }) => ({ path, code, message }));
  return findings.length === 0 ? step : { ...step, findings };
}

function ownIdOf(parent: ScopeOrToken | undefined): string | undefined {
  return parent !== undefined && "scope" in parent && "id" in parent ? parent.id : undefined;
}

/** Returns steps for this sink's undesired generations: shown, and revoked only on request. */
function undesired(
  { desired, listed, held }: Seen,
  mark: string,
  prune: boolean,
  issuer: string | undefined,
): readonly Step[] {
  const names = new Set(desired.entries.map(({ name }) => name));
  const inUse = new Set(
    [...held.values()].flatMap((one) => ("id" in one && one.id !== undefined ? [one.id] : [])),
  );
  return listed
    .filter(({ name }) => !names.has(name))
    .map(({ id, name, mark: its }): Step => {
      if (its !== mark)
        return { action: "foreign", name, id, reason: `It is marked ${its}, for another sink.` };
      if (id === issuer) return { action: "keep", name, id, reason: "It is the issuing token." };
      if (inUse.has(id)) return { action: "keep", name, id, reason: "The sink holds it for another token." };
      return prune
        ? { action: "revoke", name, id, reason: "It is owned and not desired." }
        : { action: "keep", name, id, reason: "It is not desired; prune would revoke it." };
    });
}

/** Refuses a likely mistake: more than 30 % of at least ten, unless the exact count is given. */
function massIssue(
  path: "prune" | "recreate",
  given: number | undefined,
  count: number,
  of: number,
  empty: boolean,
): readonly ArgumentIssue[] {
  if (given === count) return [];
  const most = of >= 10 && count > of * 0.3;
  const noneDesired = empty && count > 0;
  if (given === undefined && !most && !noneDesired) return [];
  const what =
    path === "prune" ? "revoked as not desired" : "created although they exist or were revoked early";
  const why = noneDesired ? " No token is desired." : "";
  const message = `${path} must be ${count} for this plan, got ${given ?? "no count"}: ${count} of ${of} tokens would be ${what}.${why}`;
  return [{ path, code: "too_many", message }];
}

/** Returns the desired tokens as written: in the order of their names, without defaults. */
function writeDesired({ owned, entries }: Desired): DesiredTokens {
  const tokens = entries.map(({ key, scope, autoPrefixStreams, expiresIn, rotateAfter, protect }) => {
    return [
      key,
      {
        scope,
        ...(autoPrefixStreams ? { autoPrefixStreams } : {}),
        ...(expiresIn === undefined ? {} : { expiresIn }),
        ...(rotateAfter === undefined ? {} : { rotateAfter }),
        ...(protect ? { protect } : {}),
      },
    ] as const;
  });
  return { owned, tokens: Object.fromEntries(tokens) };
}
