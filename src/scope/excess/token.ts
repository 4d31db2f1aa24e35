import { quoted } from "../../check/text.js";
import { covers, describeSet, setOf } from "../resources.js";
import { timeText } from "../sentences.js";
import { asOf, readClock, type Clock, type Subject } from "../subject.js";
import type { Excess } from "./item.js";

/** Lists the child's id if the parent may not issue it. */
export function idExcess(child: Subject, parent: Subject): Excess[] {
  const id = child.token?.id;
  if (id === undefined) return [];
  const set = setOf(parent.scope, "access-token");
  const answer = covers(set, id);
  if (answer === "yes") return [];
  const sentence = `The parent's accessTokens ${describeSet(set)}; the child's id is ${quoted(id)}.`;
  return [{ kind: answer === "no" ? "grant" : "uncertain", part: "id", sentence }];
}

/** Lists the child's expiry if it is later than the parent's. */
export function expiryExcess(child: Subject, parent: Subject, now: Clock | undefined): Excess[] {
  if (child.token === undefined || parent.token === undefined) return [];
  const lasting = child.token.expiresIn !== undefined || parent.token.expiresIn !== undefined;
  const from = lasting ? readClock(now) : 0;
  const [{ expiresAt: until, finer }, { expiresAt: limit, finer: limitFiner }] = [
    asOf(child.token, from),
    asOf(parent.token, from),
  ];
  // A parent that says nothing sets no limit; a child that says nothing takes the parent's.
  if (until === undefined || limit === undefined || limit === null) return [];
  if (Number.isNaN(until) || Number.isNaN(limit)) {
    const side = Number.isNaN(until) ? "child" : "parent";
    return [{ kind: "uncertain", part: "expiresAt", sentence: `The ${side}'s expiresAt is not a time.` }];
  }
  // Digits of a fraction, trailing zeros left out, compare as text does.
  if (until !== null && (until < limit || (until === limit && finer <= limitFiner))) return [];
  const end = until === null ? "never expires" : `expires ${timeText(until, finer)}`;
  const sentence = `The child ${end}, the parent ${timeText(limit, limitFiner)}.`;
  return [{ kind: "grant", part: "expiresAt", sentence }];
}
