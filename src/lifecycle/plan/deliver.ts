import type { IssueAccessTokenInput, IssueGuard } from "../../types.js";
import { carry } from "../bulk/carry.js";
import type { Clock } from "../clock.js";
import { deliveryMillis, overlapOf, type Listed } from "./generation.js";
import type { Entry } from "./desired.js";
import { isConflict } from "../bulk/failures.js";
import { generationOf, newGeneration } from "../ids.js";
import { issueOne, type Minted } from "../bulk/issue-one.js";
import type { Lane } from "../bulk/limiter.js";
import { listGenerations } from "./look.js";
import type { PlanStep } from "./plan.js";
import { isGone, type Revoke } from "../bulk/revoke-one.js";
import { putIntoSink, readSink, S2SinkError, type Sink } from "./sink.js";
import type { TokenCalls } from "../tokens.js";

/** The outcome of a step. */
export interface StepResult {
  /**
   * `none`: there was nothing to do. `stale`: what the plan saw has changed, and nothing was done. `refused`: a guard
   * or S2 rejected it. `unknown`: it may have been done.
   */
  readonly status: "done" | "none" | "stale" | "refused" | "failed" | "unknown";
  readonly step: PlanStep;
  /** The id that was issued and delivered. */
  readonly id?: string;
  /** The reason it was not done. */
  readonly error?: unknown;
  /** Ids issued by this step that may exist and that nobody can hold: a later plan revokes them. */
  readonly left: readonly string[];
}

/** The dependencies of a delivery. */
export interface Delivery {
  readonly tokens: TokenCalls;
  readonly sink: Sink;
  readonly mark: string;
  readonly guards: readonly IssueGuard[];
  readonly revoke: Revoke;
}

/**
 * Issues a generation and delivers it to the sink: issue, list the name, put, read back. A token issued and never put
 * is revoked; one that was put, or may have been, never is: it may be in use.
 */
export async function deliver(
  delivery: Delivery,
  step: PlanStep,
  entry: Entry,
  seen: readonly Listed[],
  lane: Lane,
  signal?: AbortSignal,
): Promise<StepResult> {
  const { revoke, sink } = delivery;
  const { clock } = lane;
  if (step.clears !== undefined) {
    const cleared = await revoke(step.clears, lane, signal);
    if (!isGone(cleared)) return { status: "failed", step, error: cleared.error, left: [] };
  }
  const since = clock.now();
  const minted = await mint(delivery, entry, seen, lane, signal);
  const lost = [...minted.lost];
  if (minted.status !== "issued") {
    const { error, id } = minted;
    if (isConflict(error)) return { status: "stale", step, error, left: lost };
    if (minted.status !== "unknown") return { status: minted.status, step, error, left: lost };
    // Nobody holds it. If it does not exist yet, it may still arrive.
    const { status } = await revoke(id, lane);
    return { status: "unknown", step, error, left: status === "revoked" ? lost : [...lost, id] };
  }
  const { id, token } = minted;
  const takeBack = async (status: "stale" | "failed", error?: unknown): Promise<StepResult> => {
    const left = isGone(await revoke(id, lane)) ? lost : [...lost, id];
    return { status, step, ...(error === undefined ? {} : { error }), left };
  };
  const { name } = entry;
  const listed = await carry(lane, "always", () => listGenerations(delivery.tokens, `${name}@`));
  if (!listed.ok) return takeBack("failed", listed.error);
  const known = new Set([...seen.map((one) => one.id), ...lost, id]);
  const there = listed.value.filter(({ mark }) => mark === delivery.mark);
  if (there.some((one) => !known.has(one.id))) return takeBack("stale");
  const told = { name, key: entry.key };
  if (!there.some((one) => one.id === id)) {
    const message = "The token was revoked by somebody else before it reached the sink.";
    return { status: "failed", step, error: new S2SinkError(name, message, "none"), left: lost };
  }
  const left = timeToDeliver(entry, since) - Math.max(0, clock.now() - since);
  if (left <= 0) {
    const message =
      "Issuing took so long that another run may have treated the token as lost, so it was revoked.";
    return takeBack("failed", new S2SinkError(name, message, "none"));
  }
  try {
    await putIntoSink(sink, told, token, clock, left);
    const held = await readSink(sink, told, clock);
    if (held !== id)
      throw new S2SinkError(name, "The sink does not hold the token just put into it.", "unknown");
  } catch (error) {
    return { status: "failed", step, error, left: lost };
  }
  return { status: "done", step, id, left: lost };
}

function mint(
  { tokens, mark, guards, revoke }: Delivery,
  entry: Entry,
  seen: readonly Listed[],
  lane: Lane,
  signal: AbortSignal | undefined,
): Promise<Minted> {
  const { name, scope, autoPrefixStreams, expiresIn } = entry;
  const { now, random }: Clock = lane.clock;
  let newest = seen.at(-1)?.issuedAt;
  const remint = (): string => {
    const id = newGeneration({ name, mark, newest, now: now(), random });
    newest = generationOf(id)?.issuedAt;
    return id;
  };
  const input = (id: string): IssueAccessTokenInput => {
    return { id, scope, autoPrefixStreams, expiresAt: expiresIn === undefined ? null : now() + expiresIn };
  };
  return issueOne(tokens, lane, { id: remint(), remint, input, before: guards, revoke }, signal);
}

/** Returns the milliseconds allowed from issue to sink. */
function timeToDeliver({ expiresIn }: Entry, since: number): number {
  return deliveryMillis(overlapOf(since, expiresIn === undefined ? null : since + expiresIn));
}
