import { later } from "../walks/later.js";
import type * as Servers from "./servers.js";

/** Takes the place of a table of words: browsers never tell a program why a connection failed. */
export const neverSent: typeof Servers.neverSent = () => undefined;

/** Adds a listener for each call: only servers warn of many. */
export const onAbort: typeof Servers.onAbort = (signal, callback) => {
  if (signal?.aborted === true) callback();
  else signal?.addEventListener("abort", callback);
  return () => signal?.removeEventListener("abort", callback);
};

/** Their consoles show what an object holds, which is no secret. */
export const inspectors: typeof Servers.inspectors = [];

/** No timer keeps a page alive. */
export function hold(): void {}

/** Their bodies are streams; one that is not is read whole. */
export const iterated: typeof Servers.iterated = () => undefined;

// A page loads the walks when it lists for the first time, and not before: a tenth of the client.
const walks = () => import("../walks/walk.js");

export const walkListing: typeof Servers.walkListing = (source, options) =>
  later(async () => (await walks()).walkListing(source, options), options.notLoaded);

export const walkItems: typeof Servers.walkItems = (source, options) =>
  later(async () => (await walks()).walkItems(source, options), options.notLoaded);

export const collect: typeof Servers.collect = async (source, options, wanted) =>
  (await walks().catch(options.notLoaded)).collect(source, options, wanted);
