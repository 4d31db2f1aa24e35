import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { createLocalAccount, FAULT_NAMES, type LocalAccount } from "../../src/testing/index.js";

/** The server that every runtime talks to, on a free port of this machine. */
export interface SuiteServer {
  /** `http://127.0.0.1:port`. `/healthy/v1` is an account; `/500/v1` is one that shows that fault to every request. */
  readonly base: string;
  readonly close: () => void;
}

/** Serves one account per fault, and a page with a script, all from one origin so that a browser may ask. */
export async function serve(script: string): Promise<SuiteServer> {
  const accounts = new Map<string, LocalAccount>([["healthy", createLocalAccount()]]);
  for (const fault of FAULT_NAMES) {
    const account = createLocalAccount();
    account.faults.always("any", fault);
    accounts.set(fault, account);
  }
  const server = createServer((incoming, response) => {
    const [, first = ""] = (incoming.url ?? "").split("/", 2);
    const account = accounts.get(first);
    if (account !== undefined) {
      relay(account, incoming, response, `/${first}`).catch(() => response.destroy());
    } else if (first === "page.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    } else {
      const page = '<!doctype html><title>suite</title><script type="module" src="/page.js"></script>';
      response.writeHead(200, { "content-type": "text/html" }).end(page);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { base: `http://127.0.0.1:${address.port}`, close };
}

/** A fault that breaks the connection rejects here, and the caller then breaks it. */
async function relay(
  account: LocalAccount,
  incoming: IncomingMessage,
  response: ServerResponse,
  mount: string,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const { method = "GET", url = "" } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  const body = method === "GET" || method === "DELETE" ? null : await buffer(incoming);
  const target = `http://${incoming.headers.host}${url.slice(mount.length)}`;
  const answer = await account.fetch(target, {
    method,
    headers,
    body,
    signal: gone.signal,
    redirect: "manual",
  });
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => response.setHeader(name, value));
  response.end(new Uint8Array(await answer.arrayBuffer()));
}
