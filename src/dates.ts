const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * The moment that RFC 3339 text names, in milliseconds since 1970, finer fractions cut off; NaN for any other text.
 * Not `Date.parse`: it reads much that is not RFC 3339, and takes the 31st of February for the 3rd of March.
 */
export function parseRfc3339(text: string): number {
  return text.length === 20 ? parseWholeSeconds(text) : parseAny(text);
}

/** `2027-01-01T00:00:00Z`, the shape nearly all expiries of a listing have, without a regular expression. */
function parseWholeSeconds(text: string): number {
  const punctuated =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(19) === 90;
  if (!punctuated) return parseAny(text);
  const year = pair(text, 0) * 100 + pair(text, 2);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  // Anything unusual, NaN included, takes the long way.
  if (!(year >= 100 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59))
    return parseAny(text);
  const month = pair(text, 5);
  return month >= 1 && month <= 12 ? Date.UTC(year, month - 1, day, hour, minute, second) : NaN;
}

function pair(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

function parseAny(text: string): number {
  const parts = RFC3339.exec(text);
  if (parts === null) return NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as Six; // six groups of digits
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60 || offsetHours > 23 || offsetMinutes > 59) return NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return NaN;
  date.setUTCHours(hour, minute, second, Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3)));
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  return date.getTime() + (parts[8] === "-" ? offset : -offset);
}

type Six = [number, number, number, number, number, number];
