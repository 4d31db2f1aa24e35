import { diffScopes } from "../../scope/canonical.js";
import { quoted } from "../../check/text.js";
import type { Entry } from "./desired.js";
import { dueAt, expiryOf, isAlive, overlapOf, untilUndelivered, type Listed } from "./generation.js";
import { generationOf } from "../ids.js";
import { spanText, timeText } from "../../scope/sentences.js";
import { changeSentence } from "./words.js";

/** The state of a sink for one token: an id, nothing, or unreadable. */
export type Held = { readonly id: string | undefined } | { readonly unreadable: string };

/** Everything known about one desired token, from the listing and the sink alone. */
export interface Survey {
  readonly entry: Entry;
  readonly held: Held;
  /** The generations marked for this sink, oldest first. */
  readonly own: readonly Listed[];
  /** The generations marked for other sinks. */
  readonly foreign: readonly Listed[];
  readonly mark: string;
}

/** One thing to do about a token, or the reason to do nothing. */
export interface Step {
  readonly action: "create" | "rotate" | "replace" | "keep" | "revoke" | "wait" | "foreign";
  /** The name its generations share. */
  readonly name: string;
  /** The id concerned: the one held, or the one to revoke. */
  readonly id?: string;
  /** The reason, in a sentence. */
  readonly reason: string;
  /** The differences in plain English, for `replace`. */
  readonly changes?: readonly string[];
  /** An undelivered generation to revoke before another is issued, so that at most two exist. */
  readonly clears?: string;
  /** The time to look again, for `wait`. */
  readonly until?: string;
}

/** A decision, with the input of a plan's guards. */
export interface Decision {
  readonly steps: readonly Step[];
  /** True for a creation while tokens of this sink are alive, or one it held vanished early: perhaps the wrong sink. */
  readonly suspicious: boolean;
}

/**
 * Decides what to do about one token. The sink tells which is held; a generation is alive while it is listed and not
 * expired; the newest has the last id in order. Every other one may be in use.
 *
 * | held                  | and                                      | step                                          |
 * | --------------------- | ---------------------------------------- | --------------------------------------------- |
 * | nobody can tell       |                                          | wait                                          |
 * | nothing, gone,        | fewer than two undelivered               | create                                        |
 * | expired, not ours     | two undelivered                          | create, the oldest undelivered goes first     |
 * | alive, not the newest | the newer may still be on its way        | wait                                          |
 * |                       | it is not                                | rotate; of two newer the older goes first     |
 * | alive, the newest     | its overlap is over, others are there    | revoke each of them                           |
 * |                       | another scope is desired                 | replace                                       |
 * |                       | it is old enough                         | rotate                                        |
 * |                       | its overlap is not over, others alive    | wait                                          |
 * |                       | none of these                            | keep                                          |
 *
 * Generations newer than the one that is, or was, held are undelivered. If the sink holds none of ours, all but the
 * oldest count as undelivered: the oldest may be what it held before its content was lost, and somebody's only working
 * token.
 */
export function decide(survey: Survey, now: number): Decision {
  const { entry, held, own } = survey;
  const foreign = survey.foreign.map(foreignStep);
  const { name } = entry;
  if ("unreadable" in held) {
    const reason = `${held.unreadable} Nothing is done until it can be read.`;
    return { steps: [{ action: "wait", name, reason }, ...foreign], suspicious: false };
  }
  const alive = own.filter((one) => isAlive(one, now));
  const current = alive.find(({ id }) => id === held.id);
  if (current === undefined) {
    const { step, suspicious } = creation(survey, held.id, alive, now);
    return { steps: [step, ...foreign], suspicious };
  }
  const newest = alive.at(-1) ?? current;
  const steps =
    newest === current ? whileNewest(survey, current, now) : whileOlder(survey, current, alive, now);
  return { steps: [...steps, ...foreign], suspicious: false };
}

function foreignStep({ id, name, mark }: Listed): Step {
  return { action: "foreign", name, id, reason: `It is marked ${mark}, for another sink.` };
}

function creation(
  { entry, own, mark }: Survey,
  heldId: string | undefined,
  alive: readonly Listed[],
  now: number,
): { step: Step; suspicious: boolean } {
  const { name } = entry;
  const held = heldId === undefined ? undefined : generationOf(heldId);
  const ours = held?.name === name && held.mark === mark;
  const undelivered = ours && held !== undefined ? alive.filter(({ id }) => id > held.id) : alive.slice(1);
  const listed = own.find(({ id }) => id === heldId);
  const vanished = ours && listed === undefined;
  const lifeLeft =
    held !== undefined && entry.expiresIn !== undefined && held.issuedAt + entry.expiresIn > now;
  const reasons = {
    empty: "The sink holds nothing.",
    stranger: `The sink holds ${quoted(heldId ?? "")}, which is not a token of this name and sink.`,
    expired: `The token that the sink holds expired ${whenText(listed)}.`,
    early: "The token that the sink holds is gone before its expiry: somebody else revoked it.",
    gone: "The token that the sink holds is gone: it expired, or somebody else revoked it.",
  };
  let why: keyof typeof reasons = "gone";
  if (heldId === undefined) why = "empty";
  else if (!ours) why = "stranger";
  else if (!vanished) why = "expired";
  else if (lifeLeft) why = "early";
  const suspicious = alive.length > 0 || why === "early";
  const reason = reasons[why];
  const id = heldId === undefined || why === "stranger" ? {} : { id: heldId };
  const [clears] = undelivered;
  if (undelivered.length < 2 || clears === undefined)
    return { step: { action: "create", name, ...id, reason }, suspicious };
  if (entry.protect) {
    const kept =
      "Two tokens that never reached it already exist. This name is protected, so revoke one of them by hand.";
    return { step: { action: "wait", name, ...id, reason: `${reason} ${kept}` }, suspicious };
  }
  return { step: { action: "create", name, ...id, reason, clears: clears.id }, suspicious };
}

function whileOlder(
  { entry }: Survey,
  current: Listed,
  alive: readonly Listed[],
  now: number,
): readonly Step[] {
  const { name, protect } = entry;
  const { id } = current;
  if (protect) return [{ action: "keep", name, id, reason: "It is protected." }];
  const newer = alive.slice(alive.indexOf(current) + 1);
  const newest = newer.at(-1) ?? current;
  const until = untilUndelivered(newest, current);
  if (now < until) {
    const reason = `${quoted(newest.id)} is newer than what the sink holds: somebody may be about to store it.`;
    return [{ action: "wait", name, id, reason, until: instant(until) }];
  }
  const reason = `${quoted(newest.id)} was issued after it, but never reached the sink.`;
  const [clears] = newer;
  const first = newer.length < 2 || clears === undefined ? {} : { clears: clears.id };
  return [{ action: "rotate", name, id, reason, ...first }];
}

function whileNewest(survey: Survey, current: Listed, now: number): readonly Step[] {
  const { entry, own } = survey;
  const { name } = entry;
  const { id } = current;
  if (entry.protect) return [{ action: "keep", name, id, reason: "It is protected." }];
  const overlapOver = current.issuedAt + overlapOf(current.issuedAt, expiryOf(current));
  const others = own.filter((one) => one !== current);
  const steps: Step[] =
    now < overlapOver
      ? []
      : others.map((other) => {
          return { action: "revoke", name, id: other.id, reason: `${quoted(id)} replaced it.` };
        });
  const renewal = renewalOf(entry, current, now);
  if (renewal !== undefined) return [...steps, renewal];
  if (steps.length > 0) return steps;
  if (others.some((other) => isAlive(other, now))) {
    const reason = "Holders of its predecessor have time to switch.";
    return [{ action: "wait", name, id, reason, until: instant(overlapOver) }];
  }
  const due = dueAt(entry, current);
  const reason = due === undefined ? "It is as desired." : `It is as desired and due ${timeText(due)}.`;
  return [{ action: "keep", name, id, reason }];
}

function renewalOf(entry: Entry, current: Listed, now: number): Step | undefined {
  const { name } = entry;
  const { id, token } = current;
  const changes = diffScopes(token.scope, entry.scope).map(changeSentence);
  if (token.autoPrefixStreams !== entry.autoPrefixStreams) {
    changes.push(`stream names are ${entry.autoPrefixStreams ? "now" : "no longer"} prefixed`);
  }
  if (changes.length > 0) {
    return {
      action: "replace",
      name,
      id,
      reason: `The desired scope differs: ${changes.join("; ")}.`,
      changes,
    };
  }
  const due = dueAt(entry, current);
  if (due === undefined || now < due) return undefined;
  const age = due - current.issuedAt;
  const reason =
    age === 0
      ? "It is rotated whatever its age."
      : `It was due ${timeText(due)}, ${spanText(age)} after it was issued.`;
  return { action: "rotate", name, id, reason };
}

function whenText(listed: Listed | undefined): string {
  const expiry = listed === undefined ? null : expiryOf(listed);
  return expiry === null ? "" : timeText(expiry);
}

function instant(millis: number): string {
  return new Date(millis).toISOString();
}
