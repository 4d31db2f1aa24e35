// What differs between servers and browsers. A bundle for browsers gets `browsers.ts` in place of this file, by the field
// `browser` of package.json.
export { iterated } from "../iterated.js";
export { neverSent } from "../phase.js";
export { onAbort } from "../../signals.js";
export { hold } from "../timers.js";
export { collect, walkItems, walkListing } from "../walks/walk.js";

/** The methods that Node, Bun and Deno look for before they print an object. */
export const inspectors: readonly symbol[] = [
  Symbol.for("nodejs.util.inspect.custom"),
  Symbol.for("Deno.customInspect"),
];
