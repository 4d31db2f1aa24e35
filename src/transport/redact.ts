/** Shorter runs than this of a secret are left: they would also be found by chance. */
const RUN = 8;

/**
 * Text from outside, fit for a message: every run of 8 or more characters that also stands in the secret is blanked out,
 * then what is longer than `limit` bytes is cut off.
 */
export function blankOut(text: string, secret: string, limit = 1024): string {
  const run = Math.min(RUN, secret.length);
  // One run more than is kept, so that a secret across the cut is seen whole.
  const head = text.slice(0, limit + run);
  let clean = "";
  let index = 0;
  while (index < head.length) {
    let length = run;
    if (!secret.includes(head.slice(index, index + run)) || index + run > head.length) {
      clean += head[index++];
      continue;
    }
    while (
      index + length < head.length &&
      secret.includes(head.slice(index + length - run + 1, index + length + 1))
    )
      length++;
    clean += "[redacted]";
    index += length;
  }
  return cut(text.length > head.length ? `${clean}…` : clean, limit);
}

/** At most so many bytes of UTF-8, with an ellipsis where something is missing. */
function cut(text: string, limit: number): string {
  const encoder = new TextEncoder();
  const room = new Uint8Array(limit);
  if (encoder.encodeInto(text, room).read === text.length) return text;
  return `${text.slice(0, encoder.encodeInto(text, room.subarray(0, limit - 3)).read)}…`;
}

/**
 * What a runtime threw, as a new error that holds its name, message and code and nothing else: the original may carry the
 * request, its headers, or a quoted header value. Undefined for what throws when it is read.
 */
export function safeCause(thrown: unknown, secret: string): unknown {
  try {
    return copied(thrown, secret, 0);
  } catch {
    return undefined;
  }
}

function copied(thrown: unknown, secret: string, depth: number): unknown {
  if (typeof thrown !== "object" || thrown === null) return blankOut(String(thrown), secret);
  // Any object may be thrown: each of these is checked before use.
  const { name, message, code, cause } = thrown as Record<"name" | "message" | "code" | "cause", unknown>;
  const inner =
    depth < 4 && cause !== undefined && cause !== null ? copied(cause, secret, depth + 1) : undefined;
  const safe = new Error(
    blankOut(typeof message === "string" ? message : "", secret),
    inner === undefined ? undefined : { cause: inner },
  );
  if (typeof name === "string") Object.defineProperty(safe, "name", { value: blankOut(name, secret, 64) });
  return typeof code === "string" ? Object.assign(safe, { code: blankOut(code, secret, 64) }) : safe;
}
