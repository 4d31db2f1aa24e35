import { Console } from "node:console";
import { PassThrough, type Writable } from "node:stream";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { pino } from "pino";
import { afterEach, expect, it, test, vi } from "vitest";
import winston from "winston";
import { IssuedAccessToken, RecoveredAccessToken, S2, S2IssueOutcomeUnknownError } from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";

const SECRET = "sHj2Gf4Td6Sw8Qa0Zx1Ce3Rv5";
const PLACEHOLDER = "[redacted: read .accessToken]";
const scope = { ops: ["read"] } as const;

async function issue(): Promise<IssuedAccessToken> {
  const account = createLocalAccount({ newSecret: () => SECRET });
  const client = new S2({ accessToken: account.token, fetch: account.fetch });
  return client.accessTokens.issue({ id: "a", scope, expiresAt: Date.now() + 60_000 });
}

function recovered(): RecoveredAccessToken {
  return new RecoveredAccessToken({ id: "b", accessToken: SECRET, orphan: "revoked" });
}

/** Returns everything that a logger writes to a stream. */
function written(log: (out: Writable) => void): string {
  const out = new PassThrough();
  log(out);
  return String(out.read() ?? "");
}

function winstonTo(out: Writable, format: winston.Logform.Format): winston.Logger {
  return winston.createLogger({ format, transports: [new winston.transports.Stream({ stream: out })] });
}

/** Functions that print, store or copy whole objects. */
const PRINTERS: Readonly<Record<string, (issued: IssuedAccessToken) => unknown>> = {
  "pino.info(issued)": (issued) => written((out) => pino(out).info(issued)),
  "pino.info({ issued })": (issued) => written((out) => pino(out).info({ issued }, "x")),
  "pino.info(x, issued)": (issued) => written((out) => pino(out).info("x %o %O %j", issued, issued, issued)),
  "pino.child(issued)": (issued) => written((out) => pino(out).child(Object(issued)).info("x")),
  "pino.child({ issued })": (issued) => written((out) => pino(out).child({ issued }).info("x")),
  "winston.info(x, issued)": (issued) =>
    written((out) => winstonTo(out, winston.format.json()).info("x", issued)),
  "winston.info({ message, issued })": (issued) =>
    written((out) => winstonTo(out, winston.format.simple()).info({ message: "x", issued })),
  "winston with splat and prettyPrint": (issued) =>
    written((out) => {
      const { combine, splat, prettyPrint } = winston.format;
      winstonTo(out, combine(splat(), prettyPrint())).info("x %s %j", issued, issued);
    }),
  "winston.child(issued)": (issued) =>
    written((out) => winstonTo(out, winston.format.json()).child({ issued }).info("x")),
  "console.log": (issued) => written((out) => new Console(out).log(issued, "%s %o %O %j", issued)),
  "console.table": (issued) => written((out) => new Console(out).table(issued)),
  "console.table of many": (issued) => written((out) => new Console(out).table([issued, issued])),
  "console.dir": (issued) => written((out) => new Console(out).dir(issued, { showHidden: true })),
  "inspect, all of it": (issued) => inspect(issued, { showHidden: true, depth: Infinity, getters: true }),
  "inspect without customInspect": (issued) => inspect(issued, { customInspect: false, getters: true }),
  "inspect, nested": (issued) => inspect({ deep: [new Map([["a", issued]])] }, { depth: Infinity }),
  "JSON.stringify": (issued) => JSON.stringify({ issued }),
  "Response.json": async (issued) => Response.json(issued).text(),
  "String and a template": (issued) => `${String(Object(issued))} ${Object(issued)}`,
  structuredClone: (issued) => inspect(structuredClone(issued), { showHidden: true, getters: true }),
  "Object.entries": (issued) => JSON.stringify(Object.entries(issued)),
  "Object.assign": (issued) => JSON.stringify(Object.assign({}, issued)),
  "a spread": (issued) => JSON.stringify({ ...Object(issued) }),
  "for in": (issued) => {
    const values: unknown[] = [];
    for (const key in issued) values.push(key, Reflect.get(issued, key));
    return JSON.stringify(values);
  },
  URLSearchParams: (issued) => String(new URLSearchParams(Object(issued))),
};

afterEach(() => vi.restoreAllMocks());

it.each(Object.entries(PRINTERS))("%s shows no secret", async (_, print) => {
  for (const token of [await issue(), recovered()]) {
    const text = String(await print(token));
    expect(text).not.toBe("");
    expect(text).not.toContain(SECRET);
  }
});

it("exposes its secret when read or destructured, with the id and expiry requested", async () => {
  vi.spyOn(Date, "now").mockReturnValue(1_800_000_000_000);
  const issued = await issue();
  const { id, accessToken, expiresAt } = issued;
  expect({ id, accessToken, expiresAt }).toEqual({
    id: "a",
    accessToken: SECRET,
    expiresAt: new Date(1_800_000_060_000),
  });
  expect(Object.keys(issued).sort()).toEqual(["expiresAt", "id"]);
});

it("has no expiry if none was requested", async () => {
  const account = createLocalAccount();
  const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch });
  expect((await accessTokens.issue({ id: "a", scope })).expiresAt).toBeUndefined();
  expect((await accessTokens.issue({ id: "b", scope, expiresAt: null })).expiresAt).toBeUndefined();
});

it("shows in JSON and on the console where to read the secret", async () => {
  const issued = await issue();
  expect(JSON.parse(JSON.stringify(issued))).toEqual({
    id: "a",
    expiresAt: issued.expiresAt?.toISOString(),
    accessToken: PLACEHOLDER,
  });
  expect(inspect(issued)).toContain(PLACEHOLDER);
  expect(JSON.parse(JSON.stringify(recovered()))).toEqual({
    id: "b",
    orphan: "revoked",
    accessToken: PLACEHOLDER,
  });
});

it("throws when the secret is read through a proxy or a derived object", async () => {
  const issued = await issue();
  const around: IssuedAccessToken = Object.create(issued);
  expect(() => around.accessToken).toThrow(TypeError);
  expect(() => new Proxy(issued, { get: (on, key, by) => Reflect.get(on, key, by) }).accessToken).toThrow(
    TypeError,
  );
});

it("is recognised by its brand across realms and copies", async () => {
  const issued = await issue();
  expect(issued).toBeInstanceOf(IssuedAccessToken);
  expect(recovered()).toBeInstanceOf(IssuedAccessToken);
  expect(issued).not.toBeInstanceOf(RecoveredAccessToken);
  expect({ id: "a", accessToken: SECRET }).not.toBeInstanceOf(IssuedAccessToken);
  expect(null).not.toBeInstanceOf(IssuedAccessToken);
  const foreign: unknown = runInNewContext(
    'class IssuedAccessToken {}; IssuedAccessToken.prototype[Symbol.for("s2-access-tokens.IssuedAccessToken")] = true; new IssuedAccessToken()',
  );
  expect(foreign).toBeInstanceOf(IssuedAccessToken);
});

it("is returned by recover with the fate of the lost token", async () => {
  const account = createLocalAccount();
  const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch });
  account.faults.next("issue", "500-after");
  const lost: unknown = await accessTokens
    .issue({ id: "a", scope }, { ifOutcomeUnknown: "throw" })
    .catch((error: unknown) => error);
  if (!(lost instanceof S2IssueOutcomeUnknownError)) throw lost;
  const found = await lost.recover({ newId: "b" });
  expect(found).toBeInstanceOf(RecoveredAccessToken);
  expect(found).toMatchObject({ id: "b", orphan: "revoked" });
  expect(account.idOf(found.accessToken)).toBe("b");
});

test("recover rejects on an object that is not its error", async () => {
  const error: S2IssueOutcomeUnknownError = Object.create(S2IssueOutcomeUnknownError.prototype);
  await expect(error.recover({ newId: "b" })).rejects.toThrow(TypeError);
});

/** Secrets that no header can carry, so nobody could use them. */
const UNUSABLE = ["", "a\0b", "a\r\nb", "a\nb", "a b", " a", "a\t", "\ud800", "é", "ﬀ", "\u007f", "\u0085"];

it.each(UNUSABLE)("treats the unusable secret %j as an unknown outcome", async (access_token) => {
  const fetch = () => Promise.resolve(Response.json({ access_token }, { status: 201 }));
  const { accessTokens } = new S2({ accessToken: "bearer", fetch });
  const work = accessTokens.issue({ id: "a", scope }, { ifOutcomeUnknown: "throw" });
  await expect(work).rejects.toThrow(S2IssueOutcomeUnknownError);
});
