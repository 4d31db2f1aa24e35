import type { neverSent as onServers } from "./phase.js";

/** Stands for `phase` in a bundle for browsers, which never tell a program why a connection failed. */
export const neverSent: typeof onServers = () => undefined;
