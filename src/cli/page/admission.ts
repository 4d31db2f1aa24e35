import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Access control for a page. */
export interface Admission {
  /** Exchanges a code, once, for a `Set-Cookie` line: empty if no code is needed, undefined for a wrong or used one. */
  readonly exchange: (code: string) => string | undefined;
  /** Reports whether one of a request's `Cookie` headers admits it. */
  readonly isAdmitted: (cookies: readonly string[]) => boolean;
}

const COOKIE = "s2-access-tokens-page";

/**
 * Admits the one browser that opens the URL with the code. The code works once; after that a cookie admits the browser,
 * one that scripts cannot read and that no other site can make it send.
 */
export function admission(code: string | undefined): Admission {
  if (code === undefined) return { exchange: () => "", isAdmitted: () => true };
  const cookie = randomBytes(32).toString("base64url");
  let used = false;
  return {
    exchange(given) {
      if (used || !isEqual(given, code)) return undefined;
      used = true;
      return `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=/`;
    },
    isAdmitted: (cookies) =>
      cookies
        .flatMap((header) => header.split(";"))
        .some((pair) => isEqual(pair.trim(), `${COOKIE}=${cookie}`)),
  };
}

/** Returns a code that cannot be guessed. */
export function newCode(): string {
  return randomBytes(24).toString("base64url");
}

/** Compares in constant time. */
function isEqual(given: string, want: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(want));
}
