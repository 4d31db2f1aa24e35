// What differs between servers and browsers. A bundle for browsers gets `browsers.ts` in place of this file, by the field
// `browser` of package.json.
export { iterated } from "./iterated.js";
export { neverSent } from "./phase.js";
export { onAbort } from "../../signals.js";
export { collect, walkItems, walkListing } from "../walks/walk.js";

/** The methods that Node, Bun and Deno look for before they print an object. */
export const inspectors: readonly symbol[] = [
  Symbol.for("nodejs.util.inspect.custom"),
  Symbol.for("Deno.customInspect"),
];

/** Lets a timer keep the process alive, or not. */
export function hold(timer: unknown, held: boolean): void {
  // Timers are objects in Node, Bun and Deno; where they are numbers, they keep nothing alive.
  const object = timer as { ref?: () => unknown; unref?: () => unknown };
  if (held) object.ref?.();
  else object.unref?.();
}
