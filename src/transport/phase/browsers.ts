import type { neverSent as onServers } from "./servers.js";

/** Takes the place of the other in a bundle for browsers, which never tell a program why a connection failed. */
export const neverSent: typeof onServers = () => undefined;
