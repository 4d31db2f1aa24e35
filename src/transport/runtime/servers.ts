// What differs between servers and browsers. A bundle for browsers gets `browsers.ts` in place of this file, by the field
// `browser` of package.json.
export { iterated } from "../iterated.js";
export { neverSent } from "../phase.js";
export { hold } from "../timers.js";
export { collect, walkItems, walkListing } from "../walks/walk.js";
