/** The shortest run of a secret that is blanked out: shorter ones would also be found by chance. */
const RUN = 8;

/**
 * Makes text from outside fit for a message: blanks out every run of 8 or more characters that also occurs in the
 * secret, then cuts the text to `limit` bytes.
 */
export function blankOut(text: string, secret: string, limit = 1024): string {
  const run = Math.min(RUN, secret.length);
  // One run more than is kept, so that a secret across the cut is seen whole.
  const head = text.slice(0, limit + run);
  const isSecret = (index: number): boolean =>
    run > 0 && index + run <= head.length && secret.includes(head.slice(index, index + run));
  let clean = "";
  let index = 0;
  while (index < head.length) {
    const start = index;
    while (isSecret(index)) index++;
    if (index === start) clean += head[index++];
    else {
      clean += "[redacted]";
      index += run - 1;
    }
  }
  return cut(text.length > head.length ? `${clean}…` : clean, limit);
}

/** Cuts text to `limit` bytes of UTF-8, with an ellipsis if anything is missing. */
function cut(text: string, limit: number): string {
  const fitting = (room: number): string =>
    text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(room)).read);
  return fitting(limit) === text ? text : `${fitting(limit - 3)}…`;
}

/**
 * Copies what a runtime threw into a new error that holds its name, message, code, system call and address, its cause
 * and the errors that it gathers, and nothing else: the original may carry the request, its headers, or a quoted header
 * value. Returns undefined if reading it throws.
 */
export function safeCause(thrown: unknown, secret: string): unknown {
  try {
    return copied(thrown, secret, 0);
  } catch {
    return undefined;
  }
}

/** The properties that tell where and why a connection failed. */
const TOLD = ["code", "syscall", "address", "port"] as const;

type Part = (typeof TOLD)[number] | "name" | "message" | "cause" | "errors";

function copied(thrown: unknown, secret: string, depth: number): unknown {
  // The levels of causes that are kept, and the most of several errors.
  const deepest = 4;
  const mostErrors = 8;
  if (typeof thrown !== "object" || thrown === null) return blankOut(String(thrown), secret);
  // Any object may be thrown: each of these is checked before use.
  const parts = thrown as Readonly<Record<Part, unknown>>;
  const { name, message, cause, errors } = parts;
  const inner = (each: unknown): unknown => copied(each, secret, depth + 1);
  const isDeepest = depth === deepest;
  const safe = new Error(
    typeof message === "string" ? blankOut(message, secret) : "",
    isDeepest || cause === undefined || cause === null ? undefined : { cause: inner(cause) },
  );
  if (typeof name === "string") Object.defineProperty(safe, "name", { value: blankOut(name, secret, 64) });
  for (const key of TOLD) {
    const part = parts[key];
    const told = typeof part === "string" ? blankOut(part, secret, 64) : part;
    if (typeof told === "string" || typeof told === "number") Object.assign(safe, { [key]: told });
  }
  if (isDeepest || !Array.isArray(errors)) return safe;
  return Object.assign(safe, { errors: errors.slice(0, mostErrors).map(inner) });
}
