import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Who may see a page. */
export interface Admission {
  /** Takes a code for a `Set-Cookie` line, the first time; empty where no code is asked for, undefined for a wrong or used one. */
  readonly exchange: (code: string) => string | undefined;
  /** Reports whether one of a request's `Cookie` headers admits it. */
  readonly isAdmitted: (cookies: readonly string[]) => boolean;
}

const COOKIE = "s2-access-tokens-page";

/**
 * Admits the one browser that opens the address with the code. The code works once; what admits afterwards is a cookie
 * that scripts cannot read and that no other site makes a browser send.
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

/** Makes a code that cannot be guessed. */
export function newCode(): string {
  return randomBytes(24).toString("base64url");
}

/** Compares in a time that does not tell how much of it is right. */
function isEqual(given: string, want: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(want));
}
