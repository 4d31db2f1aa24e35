/** RFC 9110's dates: the usual one and the two that are only read. */
const HTTP_DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
];

/**
 * Milliseconds the server asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as an HTTP date. A header that
 * came twice counts with its largest value; what does not follow the grammar is ignored.
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  return (
    largest(headers.get("retry-after-ms"), number) ??
    largest(headers.get("retry-after"), (value) => {
      const seconds = number(value);
      if (seconds !== undefined) return seconds * 1000;
      const date = httpDate(value);
      return date === undefined ? undefined : Math.max(0, date - now);
    })
  );
}

/** The moment of an HTTP date, in milliseconds since 1970; undefined for anything else, which `Date.parse` might read. */
export function httpDate(text: string): number | undefined {
  if (!HTTP_DATES.some((form) => form.test(text))) return undefined;
  const millis = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(millis) ? undefined : millis;
}

function largest(header: string | null, read: (value: string) => number | undefined): number | undefined {
  if (header === null) return undefined;
  // Fetch joins what came twice with commas; a date has one of its own, after its day.
  const values = header.match(/\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, )?[^,]+/g) ?? [];
  const found = values.map((value) => read(value.trim())).filter((value) => value !== undefined);
  return found.length === 0 ? undefined : Math.max(...found);
}

function number(value: string): number | undefined {
  return /^\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : undefined;
}
