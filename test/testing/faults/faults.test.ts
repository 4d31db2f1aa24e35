import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import {
  FAULT_NAMES,
  type Fault,
  type FaultCall,
  type FaultName,
  type Faults,
  type LocalAccount,
} from "../../../src/testing/index.js";
import { S2ArgumentError } from "../../../src/errors.js";
import { createCheckedAccount } from "../contract.js";
import { requestsOf, secretIn } from "../requests.js";

const BEARER = "bearer-of-root";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Returns what a bare fetch sees of a request: status and body, or the failure. Gives up after five seconds. */
async function seen(account: LocalAccount, method: string, path = "", body?: object): Promise<string> {
  const request = account.fetch(`https://a.test/v1/access-tokens${path}`, {
    method,
    redirect: "manual",
    headers: { authorization: `Bearer ${account.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const outcome = request.then(describeResponse).catch((error: unknown) => String(codeOf(error)));
  const patience = new Promise<string>((resolve) => void setTimeout(resolve, 5_000, "nothing"));
  const result = Promise.race([outcome, patience]);
  await vi.advanceTimersByTimeAsync(5_000);
  return await result;
}

async function describeResponse(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return `${response.status} ${describeBody(bytes)}`;
}

function describeBody(bytes: Uint8Array): string {
  if (bytes.length === 0) return "empty";
  if (bytes.length > 1_000_000) return "huge";
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return "not UTF-8";
  }
  if (text.includes(BEARER)) return "echo";
  if (text.startsWith("<")) return "html";
  try {
    const json = JSON.parse(text) as { code?: string };
    return json.code ?? (typeof Object.values(json)[0] === "number" ? "number" : "json");
  } catch {
    return "cut JSON";
  }
}

function codeOf(error: unknown): unknown {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "code" in cause ? cause.code : error;
}

/** A bare fetch's view of an issue under each fault, and the number of tokens afterwards. */
const ISSUE = {
  none: ["201 json", 1],
  slow: ["201 json", 1],
  gzip: ["201 json", 1],
  "408": ["408 request_timeout", 0],
  "500": ["500 other", 0],
  "500-empty": ["500 empty", 0],
  "502": ["502 html", 0],
  "503": ["503 html", 0],
  "504": ["504 html", 0],
  "reset-before": ["ECONNRESET", 0],
  "html-2xx": ["201 html", 0],
  "429": ["429 rate_limited", 0],
  "429-retry-after": ["429 rate_limited", 0],
  "409-transaction-conflict": ["409 transaction_conflict", 0],
  "502-hot-server": ["502 hot_server", 0],
  "503-draining": ["503 server_draining", 0],
  refused: ["ECONNREFUSED", 0],
  "500-after": ["500 other", 1],
  "504-after": ["504 upstream_timeout", 1],
  "reset-after": ["ECONNRESET", 1],
  "hang-after": ["nothing", 1],
  drip: ["nothing", 1],
  truncated: ["201 cut JSON", 1],
  "cut-body": ["ECONNRESET", 1],
  "empty-2xx": ["201 empty", 1],
  "wrong-shape": ["201 number", 1],
  "bad-utf8": ["201 not UTF-8", 1],
  "400": ["400 bad_json", 0],
  "401": ["401 authn", 0],
  "403": ["403 permission_denied", 0],
  "404": ["404 access_token_not_found", 0],
  "409": ["409 resource_already_exists", 0],
  "422": ["422 invalid", 0],
  "501": ["501 not_implemented", 0],
  quota: ["403 quota_exhausted", 0],
  "dead-bearer": ["404 access_token_not_found", 0],
  "401-echo": ["401 echo", 0],
  "huge-error": ["400 huge", 0],
  redirect: ["307 empty", 0],
  "redirect-loop": ["307 empty", 0],
  "empty-page": ["201 json", 1],
  "repeat-page": ["201 json", 1],
  "backward-page": ["201 json", 1],
} as const satisfies Record<FaultName, readonly [seen: string, tokens: 0 | 1]>;

describe("issue", () => {
  it.each(FAULT_NAMES)("under %s", async (name) => {
    const account = createCheckedAccount({
      token: BEARER,
      newSecret: () => `secret-that-is-long-enough-to-drip-${crypto.randomUUID()}`,
    });
    account.faults.next("issue", name);
    const [want, tokens] = ISSUE[name];
    // A drip of a byte every 100 ms takes longer than the five seconds.
    expect(await seen(account, "POST", "", { id: "a", scope: { ops: ["read"] } })).toBe(want);
    expect(account.tokens()).toHaveLength(tokens);
    expect(account.journal.at(-1)).toMatchObject({ fault: name, operation: "issue-access-token" });
    if (name === "dead-bearer") account.faults.clear();
    expect(await seen(account, "POST", "", { id: "b", scope: { ops: ["read"] } })).toBe("201 json");
  });
});

describe("revoke", () => {
  /** A 204 has no body to spoil: what spoils bodies answers 200 with one. */
  const spoilt: { readonly [N in FaultName]?: string } = {
    none: "204 empty",
    truncated: "200 cut JSON",
    "empty-2xx": "200 empty",
    "wrong-shape": "200 json",
    "bad-utf8": "200 not UTF-8",
    "cut-body": "ECONNRESET",
    "html-2xx": "200 html",
    "hang-after": "nothing",
    "empty-page": "204 empty",
  };

  it.each(FAULT_NAMES)("under %s has an effect where an issue has one", async (name) => {
    const account = createCheckedAccount({ token: BEARER });
    await requestsOf(account).issue({ id: "a", scope: { ops: ["read"] } });
    account.faults.next("revoke", name);
    const result = await seen(account, "DELETE", "/a");
    expect(account.tokens()).toHaveLength(1 - ISSUE[name][1]);
    if (spoilt[name] !== undefined) expect(result).toBe(spoilt[name]);
  });
});

describe("list", () => {
  async function withTokens() {
    const account = createCheckedAccount();
    for (const id of ["a", "b", "c"]) await requestsOf(account).issue({ id, scope: { ops: ["read"] } });
    const ids = async (query: string) => {
      const { json } = await requestsOf(account).list(query);
      const page = json as { access_tokens: { id: string }[]; has_more: boolean };
      return `${page.access_tokens.map(({ id }) => id).join(" ")}${page.has_more ? " +" : ""}`;
    };
    return { account, ids };
  }

  it.each([
    { name: "empty-page", query: "", want: " +" },
    { name: "repeat-page", query: "?limit=2", want: "a b b +" },
    { name: "repeat-page", query: "?limit=2&start_after=b", want: "a b +" },
    { name: "backward-page", query: "?limit=2", want: "b a +" },
    { name: "backward-page", query: "?start_after=b", want: "c b a +" },
  ] as const)("under $name, with $query, gives $want", async ({ name, query, want }) => {
    const { account, ids } = await withTokens();
    account.faults.next("list", name);
    expect(await ids(query)).toBe(want);
    expect(await ids("?limit=1")).toBe("a +");
  });

  test("spoils a page only if there is one", async () => {
    const account = createCheckedAccount();
    account.faults.always("list", "empty-page");
    expect((await requestsOf(account, "nobody").list()).status).toBe(401);
  });
});

describe("faults", () => {
  const statuses = async (account: LocalAccount, calls: string) => {
    const root = requestsOf(account);
    const sent: number[] = [];
    for (const call of calls) {
      const reply = call === "l" ? root.list() : call === "i" ? root.issue("") : root.revoke("a");
      sent.push((await reply).status);
    }
    return sent;
  };

  test("wait for their call, in order", async () => {
    const account = createCheckedAccount();
    account.faults.next("issue", "503");
    account.faults.next("list", "429");
    account.faults.next("any", "501");
    expect(account.faults.pending).toBe(3);
    expect(await statuses(account, "lirl")).toEqual([429, 503, 501, 200]);
    expect(account.faults.pending).toBe(0);
  });

  test("follow a script, one per request", async () => {
    const account = createCheckedAccount();
    account.faults.script(["none", "503", { name: "500", code: "storage" }]);
    expect(await statuses(account, "llll")).toEqual([200, 503, 500, 200]);
  });

  test("can stay, behind queued ones, until cleared", async () => {
    const account = createCheckedAccount();
    account.faults.always("list", "503");
    account.faults.always("any", "429");
    account.faults.next("list", "none");
    expect(await statuses(account, "lllri")).toEqual([200, 503, 503, 429, 429]);
    account.faults.next("any", "500");
    account.faults.clear();
    expect(await statuses(account, "ll")).toEqual([200, 200]);
  });

  it.each<{ given: (faults: Faults) => void; message: string }>([
    {
      given: (faults) => faults.next("isue" as FaultCall, "refused"),
      message: 'call must be "list", "issue", "revoke" or "any", got a string.',
    },
    {
      given: (faults) => faults.next("issue", "refusd" as FaultName),
      message: 'fault must be one of FAULT_NAMES, got a string; the nearest is "refused".',
    },
    {
      given: (faults) => faults.always("any", undefined as unknown as FaultName),
      message: "fault must be one of FAULT_NAMES, got undefined.",
    },
    {
      given: (faults) => faults.script(["none", { name: "constructor" as FaultName }]),
      message: "faults[1].name must be one of FAULT_NAMES, got a string",
    },
    {
      given: (faults) => faults.script("503" as unknown as FaultName[]),
      message: "faults must be an array, got a string.",
    },
    {
      given: (faults) =>
        faults.always("lists" as FaultCall, { name: "slow", delayMillis: -1, delay: 1 } as Fault),
      message: [
        'call must be "list", "issue", "revoke" or "any", got a string.',
        'fault.delay: There is no "delay" here; use delayMillis instead.',
        "fault.delayMillis must be a number of milliseconds from 0 to 2147483647, got a number.",
      ].join("\n"),
    },
    {
      given: (faults) => faults.next("list", { name: "wrong-shape", json: 1n, retryAfterMillis: NaN }),
      message: "fault.json must be data that JSON can carry, got a bigint.",
    },
    {
      given: (faults) => faults.next("list", { name: "503", code: "teapot" as "other" }),
      message: "fault.code must be one of the codes of S2's errors, got a string.",
    },
  ])("are all refused if one is invalid: $message", ({ given, message }) => {
    const { faults } = createCheckedAccount();
    expect(() => given(faults)).toThrow(S2ArgumentError);
    expect(() => given(faults)).toThrow(message);
    expect([faults.pending, faults.peek()]).toEqual([0, undefined]);
  });

  test("leave other requests alone", async () => {
    const account = createCheckedAccount();
    account.faults.always("any", "503");
    expect((await requestsOf(account).send("GET", "/basins")).status).toBe(200);
  });

  test("apply with and without a bearer", async () => {
    const account = createCheckedAccount();
    account.faults.next("list", "500-after");
    expect((await requestsOf(account, "nobody").list()).status).toBe(500);
    expect(account.journal.at(-1)).toMatchObject({ status: 500, decision: { status: 401 } });
  });

  test("delay the answer, not the effect of the request", async () => {
    const account = createCheckedAccount();
    account.faults.next("issue", { name: "none", delayMillis: 300 });
    const issue = requestsOf(account).issue({ id: "a", scope: { ops: ["read"] } });
    await vi.advanceTimersByTimeAsync(299);
    expect(account.tokens()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(secretIn((await issue).json)).not.toBe("");
  });

  test("accept details such as a delay or a shape", async () => {
    const account = createCheckedAccount();
    account.faults.next("list", { name: "429-retry-after", retryAfterMillis: 7 });
    account.faults.next("list", { name: "wrong-shape", json: ["mine"] });
    expect((await account.fetch("https://a.test/v1/access-tokens")).headers.get("retry-after-ms")).toBe("7");
    expect((await requestsOf(account).list()).json).toEqual(["mine"]);
  });
});
