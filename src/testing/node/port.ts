import type { AddressInfo, Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
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

/** Milliseconds that `refused` lasts on a port, unless its fault says otherwise. */
const REFUSED_MILLIS = 100;

/** Milliseconds to keep trying to reopen the port after a refusal, in case another process holds it briefly. */
const REOPEN_MILLIS = 2_000;
const REOPEN_EVERY_MILLIS = 10;

/** Makes a server listen; rejects with an error that names the port if it cannot. */
export async function openPort(
  { listener, disconnect }: BothServer,
  host: string,
  wanted: number,
): Promise<Port> {
  await listenOn(listener, host, wanted);
  // A listening TCP server has an address of this form.
  const { port } = listener.address() as AddressInfo;
  let state: "open" | "shut" | "closed" = "open";
  let moving: Promise<void> | undefined;

  /** Brings the listener to the state requested last, even if it changes meanwhile. */
  const move = async () => {
    const deadline = Date.now() + REOPEN_MILLIS;
    while (listener.listening !== (state === "open")) {
      if (listener.listening) listener.close();
      else {
        try {
          await listenOn(listener, host, port);
        } catch (error) {
          if (Date.now() > deadline) throw error;
          await pause(REOPEN_EVERY_MILLIS);
        }
      }
    }
  };
  const settle = () => {
    moving ??= move().finally(() => {
      moving = undefined;
    });
    return moving;
  };

  return {
    number: port,
    refuse() {
      if (state === "open") state = "shut";
      if (listener.listening) listener.close();
    },
    accept() {
      if (state === "shut") state = "open";
      return settle();
    },
    async close() {
      state = "closed";
      // A server cannot be closed before it has begun to listen.
      await moving?.catch(() => undefined);
      const ended = new Promise((resolve) => {
        listener.close(resolve);
      });
      disconnect();
      await ended;
    },
  };
}

/** Keeps a port closed while `refused` is the next fault. Returns a function that stops this. */
export function followRefused(faults: Faults, port: Port, warn: (message: string) => void): () => void {
  let current: Fault | undefined;
  let timer: NodeJS.Timeout | undefined;
  const open = async () => {
    try {
      await port.accept();
    } catch (error) {
      const why = error instanceof Error ? error.message : "";
      warn(`The port stays closed after the fault refused, until accept() is called. ${why}`);
    }
  };
  const follow = () => {
    const head = faults.peek();
    const next = head?.name === "refused" ? head : undefined;
    if (next === current) return;
    clearTimeout(timer);
    current = next;
    if (next === undefined) void open();
    else {
      port.refuse();
      // A standing fault is not in the queue, and lasts until it is cleared.
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

/** Listens, or rejects with an error in a sentence; leaves no event listeners behind. */
function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onListening = () => {
      server.off("error", onError);
      resolve();
    };
    const onError = (cause: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      const why =
        cause.code === "EADDRINUSE"
          ? "is in use: choose another, or 0 for any free one"
          : `cannot be listened on (${cause.code ?? cause.message})`;
      reject(new Error(`Port ${port} of ${host} ${why}.`, { cause }));
    };
    server.once("error", onError).once("listening", onListening);
    server.listen({ port, host });
  });
}
