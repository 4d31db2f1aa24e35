import { connect } from "node:net";

/** Sends bytes on a connection and returns everything received until it ends. */
export function exchange(port: number, ...sent: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => {
      for (const bytes of sent) socket.write(bytes, "latin1");
    });
    socket.setEncoding("latin1").on("data", (text: string) => (received += text));
    socket.on("error", reject).on("close", () => resolve(received));
  });
}

/** The status of each answer, in the order they came. */
export function statusesIn(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}
