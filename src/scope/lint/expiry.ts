import type { LintView, Observation } from "./view.js";
import { timeText } from "../sentences.js";

const DAY_MILLIS = 86_400_000;

/** Dead already. */
export function expired({ token, now }: LintView): readonly Observation[] {
  const until = token?.expiresAt;
  // What is no time is malformed, which is said already.
  if (typeof until !== "number" || !(until <= now)) return [];
  return [
    { path: "expiresAt", message: `This token expired ${timeText(until)}: revoke it, or issue another.` },
  ];
}

/** Works until someone thinks of it. */
export function neverExpires(view: LintView): readonly Observation[] {
  if (view.token?.expiresAt !== null) return [];
  return [observation(view, "This token never expires: a leaked secret works until someone revokes it.")];
}

/** Works for longer than is wise. */
export function longLived(view: LintView): readonly Observation[] {
  const { token, now, maxLifetimeMillis } = view;
  const until = token?.expiresAt;
  if (typeof until !== "number" || !(until - now > maxLifetimeMillis)) return [];
  const [days, most] = [until - now, maxLifetimeMillis].map((millis) => Math.ceil(millis / DAY_MILLIS));
  return [observation(view, `This token works for ${days} more days; ${most} are the most.`)];
}

/** Nothing asked for: the issuer's, which may be never. */
export function inheritsExpiry(view: LintView): readonly Observation[] {
  if (view.token === undefined || view.token.expiresAt !== undefined) return [];
  return [
    observation(
      view,
      "No expiry is asked for: the token takes that of the one that issues it, never included.",
    ),
  ];
}

function observation({ now, maxLifetimeMillis }: LintView, message: string): Observation {
  const expiresAt = new Date(now + maxLifetimeMillis);
  return { path: "expiresAt", message, fix: { changesMeaning: true, change: { expiresAt } } };
}
