// One cell of the table: a client, a call, a fault, an account of its own on a port of its own.
import {
  createLocalAccount,
  type FaultName,
  type JournalEntry,
  type LocalAccount,
} from "../../../src/testing/index.js";
import { listen } from "../../../src/testing/node/index.js";
import { contender, type Contender, type ContenderName, type Listed } from "../contenders.js";

export type Call = "list" | "listAll" | "issue" | "revoke";

export const CALLS: readonly Call[] = ["list", "listAll", "issue", "revoke"];

export interface Cell {
  readonly client: ContenderName;
  readonly call: Call;
  readonly fault: FaultName;
}

/** The ending of a call: the client's result, and what was visible from outside. */
export interface Ending {
  readonly said: Said;
  /** A listing of the same client on the same account, in good health. */
  readonly healthy: readonly Listed[];
  readonly account: LocalAccount;
  /** Requests that reached the account. */
  readonly requests: number;
  readonly followedRedirect: boolean;
}

export type Said =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "nothing" };

/** A client without a result by then hangs. The longest expected is ours: three attempts of 5 s, and delays. */
export const PATIENCE_MILLIS = 20_000;

/** The secrets; 8 characters of one in an error are a leak. */
export const BEARER = "s2_bearer_Vq7mZk2Xw9Lp4Tn8Rb3Jd6Hs1Fc5Gy0";
export const SECRET = "s2_secret_Qe8uYt3Wo6Ia1Sz9Dx4Cv7Bn2Mk5Pl0";

/** The token that is issued, or revoked. */
export const SUBJECT = "user-4";
const PAGE_SIZE = 2;
const NEIGHBOURS = ["user-1", "user-2", "user-3", "user-5", "user-6"];

export async function play({ client: name, call, fault }: Cell): Promise<Ending> {
  let secrets = 0;
  const account = createLocalAccount({ token: BEARER, newSecret: () => `${SECRET}${(secrets += 1)}` });
  await populate(account, call === "issue" ? NEIGHBOURS : [...NEIGHBOURS, SUBJECT]);
  const server = await listen(account);
  const client = await contender(name, {
    endpoint: `${server.accountEndpoint}/v1`,
    bearer: BEARER,
    jitter: 0.5,
  });
  const healthy = await client.list("", 1000);
  const before = account.journal.length;
  // A refusal lasts until the first attempt is over and the second has not begun.
  const served = fault === "refused" ? { name: fault, delayMillis: 40 } : fault;
  if (call === "listAll") account.faults.script(["none", served]);
  else account.faults.next(call, served);
  const said = await withPatience(make(client, call));
  const seen = account.journal.slice(before);
  await server.close();
  return {
    said,
    healthy,
    account,
    requests: seen.length,
    followedRedirect: fault.startsWith("redirect") && followed(seen),
  };
}

/** True if a request followed the redirect. */
function followed(seen: readonly JournalEntry[]): boolean {
  const at = seen.findIndex(({ fault }) => fault !== undefined && fault !== "none");
  return at !== -1 && seen[at + 1] !== undefined;
}

async function make(client: Contender, call: Call): Promise<unknown> {
  switch (call) {
    case "list":
      return client.list("", 1000);
    case "listAll": {
      const seen: Listed[] = [];
      await client.walk("", (token) => seen.push(token), PAGE_SIZE);
      return seen;
    }
    case "issue":
      return client.issue(SUBJECT);
    case "revoke":
      return client.revoke(SUBJECT);
  }
}

function withPatience(call: Promise<unknown>): Promise<Said> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: "nothing" }), PATIENCE_MILLIS);
    const settle = (said: Said): void => {
      clearTimeout(timer);
      resolve(said);
    };
    call.then(
      (value) => settle({ kind: "value", value }),
      (error: unknown) => settle({ kind: "error", error }),
    );
  });
}

async function populate(account: LocalAccount, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const response = await account.fetch("http://127.0.0.1/v1/access-tokens", {
      method: "POST",
      headers: { authorization: `Bearer ${BEARER}`, "content-type": "application/json" },
      body: JSON.stringify({ id, scope: { basins: { prefix: "" }, ops: ["list-streams"] } }),
    });
    if (response.status !== 201) throw new Error(`the account refused to issue ${id}: ${response.status}`);
  }
}
