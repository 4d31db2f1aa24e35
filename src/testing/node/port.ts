import type { AddressInfo, Server } from "node:net";
import type { Faults } from "../faults/faults.js";
import type { Fault } from "../faults/table.js";
import type { BothServer } from "./protocols.js";

/** A port of this machine that can refuse connections for a while. */
export interface Port {
  readonly number: number;
  readonly refuse: () => void;
  readonly accept: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How long `refused` lasts on a port unless its fault says otherwise. */
const REFUSED_MILLIS = 100;

/** How long to try for the port again after a refusal, in case someone else holds it for a moment. */
const REOPEN_MILLIS = 2_000;
const REOPEN_EVERY_MILLIS = 10;

/** Lets a server listen; rejects with an error that names the port when it cannot. */
export async function openPort(
  { listener: server, disconnect }: BothServer,
  host: string,
  wanted: number,
): Promise<Port> {
  await listenOn(server, host, wanted);
  // A TCP server that listens has an address of this form.
  const { port } = server.address() as AddressInfo;
  const closing = new AbortController();
  let reopening: Promise<void> | undefined;

  return {
    number: port,
    refuse() {
      if (server.listening) server.close();
    },
    accept() {
      reopening ??= reopen(server, host, port, closing.signal).finally(() => {
        reopening = undefined;
      });
      return reopening;
    },
    async close() {
      closing.abort();
      // A server that has not begun to listen cannot be closed yet.
      await reopening;
      const ended = new Promise((resolve) => {
        server.close(resolve);
      });
      disconnect();
      await ended;
    },
  };
}

async function reopen(server: Server, host: string, port: number, closing: AbortSignal): Promise<void> {
  const deadline = Date.now() + REOPEN_MILLIS;
  while (!server.listening && !closing.aborted) {
    try {
      await listenOn(server, host, port);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, REOPEN_EVERY_MILLIS);
      });
    }
  }
}

/** Keeps a port closed while `refused` is the next fault. Returns what ends that. */
export function followRefused(faults: Faults, port: Port): () => void {
  let current: Fault | undefined;
  let timer: NodeJS.Timeout | undefined;
  const follow = () => {
    const head = faults.peek();
    const next = head?.name === "refused" ? head : undefined;
    if (next === current) return;
    clearTimeout(timer);
    current = next;
    if (next === undefined) void port.accept();
    else {
      port.refuse();
      // One that stands for every request is not in the queue, and lasts until it is cleared.
      timer = setTimeout(() => faults.pending > 0 && faults.skip(), next.delayMillis ?? REFUSED_MILLIS);
    }
  };
  const unfollow = faults.onChange(follow);
  follow();
  return () => {
    unfollow();
    clearTimeout(timer);
  };
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === "EADDRINUSE"
          ? "is taken: choose another, or 0 for any free one"
          : `cannot be listened on (${cause.code ?? cause.message})`;
      reject(new Error(`Port ${port} of ${host} ${why}.`, { cause }));
    };
    server.once("error", onError);
    server.listen({ port, host }, () => {
      server.off("error", onError);
      resolve();
    });
  });
}
