/** Reports whether a value can be sent as a bearer: one or more characters of visible ASCII. */
export function isBearer(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}
