import { DAY_MILLIS } from "../../check/limits.js";
import { place } from "../../check/problems.js";
import { addAutoPrefixIssue } from "../../check/scopes.js";
import { count, timeText } from "../sentences.js";
import type { LintView, Observation } from "./view.js";

/** Finds a token that has already expired. */
export function expired({ token, now }: LintView): readonly Observation[] {
  const until = token?.expiresAt;
  if (typeof until !== "number" || !isOver(until, token?.finer, now)) return [];
  return [
    {
      path: "expiresAt",
      message: `This token expired ${timeText(until, token?.finer)}: revoke it, or issue another.`,
    },
  ];
}

/** Finds a token that works until someone revokes it. */
export function neverExpires(view: LintView): readonly Observation[] {
  if (view.token?.expiresAt !== null) return [];
  return [observation(view, "This token never expires: a leaked secret works until someone revokes it.")];
}

/** Finds a token that works for longer than is wise. */
export function longLived(view: LintView): readonly Observation[] {
  const { token, now, maxLifetimeMillis } = view;
  const until = token?.expiresAt;
  const most = now + maxLifetimeMillis;
  // An invalid time is malformed, and neither past nor ahead.
  if (typeof until !== "number" || Number.isNaN(until) || isOver(until, token?.finer, most)) return [];
  if (until === most && token?.finer === "") return [];
  const ahead = until - now + (token?.finer === "" ? 0 : 1);
  const days = count(roundedUp(ahead / DAY_MILLIS), "day");
  const limit = count(maxLifetimeMillis / DAY_MILLIS, "day");
  return [observation(view, `This token works for ${days} from now; the limit is ${limit}.`)];
}

/** Finds a token that asks for no expiry: it takes the issuer's, which may be never. */
export function inheritsExpiry(view: LintView): readonly Observation[] {
  if (view.token === undefined || view.token.expiresAt !== undefined) return [];
  return [observation(view, "No expiry is set: the token inherits that of its issuer, which may be never.")];
}

/** Finds stream names to be prefixed where there is no prefix: S2 refuses the token. */
export function autoPrefixWithoutPrefix({ scope, token }: LintView): readonly Observation[] {
  const at = place("autoPrefixStreams");
  addAutoPrefixIssue(token?.autoPrefixStreams, scope, at);
  return at.issues.map(({ path, message }) => ({
    path,
    message,
    fix: { changesMeaning: true, change: { autoPrefixStreams: false } },
  }));
}

/** A `.` or `..` between separators, as it is or escaped. */
const DOT_SEGMENT = /(^|[/\\])(\.|%2e){1,2}($|[/\\])/i;

/** Finds an id that a path normaliser on the way to S2 could take for another. */
export function dotSegmentId({ token }: LintView): readonly Observation[] {
  const id = token?.id;
  // The two ids that are nothing else are malformed.
  if (id === undefined || id === "." || id === ".." || !DOT_SEGMENT.test(id)) return [];
  const message =
    'This id has a "." or ".." segment: a proxy that normalises paths would revoke a token with another id.';
  return [{ path: "id", message }];
}

/** Reports whether a time, with its digits beyond milliseconds, is not after another. */
function isOver(until: number, finer: string | undefined, now: number): boolean {
  return until < now || (until === now && finer === "");
}

/** Rounds days up: to whole ones, or to thousandths where the limit has them. */
function roundedUp(days: number): number {
  return days > 1 ? Math.ceil(days) : Math.ceil(days * 1000) / 1000;
}

function observation({ now, maxLifetimeMillis, token }: LintView, message: string): Observation {
  const expiresAt = new Date(now + maxLifetimeMillis);
  const lasts = token?.expiresIn !== undefined;
  const change = lasts ? { expiresAt, expiresIn: undefined } : { expiresAt };
  return { path: lasts ? "expiresIn" : "expiresAt", message, fix: { changesMeaning: true, change } };
}
