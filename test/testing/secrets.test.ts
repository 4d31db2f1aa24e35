import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { describeEntry } from "../../src/cli/local/log.js";
import { createLocalAccount } from "../../src/testing/index.js";
import { createSecrets } from "../../src/testing/secrets.js";
import { runs } from "../runs.js";

const url = (path: string) => `https://a.test/v1${path}`;
const all = { prefix: "" };

/** Every way in which a secret may appear in a request or in messages about it. */
const DISGUISES: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  embedded: (secret) => `see-${secret}-here`,
  "with a space encoded after it": (secret) => `${secret}%20`,
  "after the word Bearer": (secret) => `Bearer%20${secret}`,
  "percent-encoded throughout": (secret) => percent(secret),
  "percent-encoded twice": (secret) => percent(secret).replaceAll("%", "%25"),
  "percent-encoded in part": (secret) =>
    `${secret.slice(0, 3)}${percent(secret.slice(3, 6))}${secret.slice(6)}`,
  "in capitals": (secret) => secret.toUpperCase(),
};

function percent(text: string): string {
  return Array.from(text, (character) => `%${character.charCodeAt(0).toString(16)}`).join("");
}

/** An account whose present and past secrets are all markers. */
async function marked() {
  let secrets = 0;
  let time = 0;
  const account = createLocalAccount({
    token: "marker-root-secret",
    newSecret: () => `marker-${secrets++}-secret`,
    now: () => time,
    revocationDelayMillis: 10,
  });
  const said: string[] = [];
  account.journal.subscribe((entry) => said.push(JSON.stringify(entry), describeEntry(entry)));
  const send = async (method: string, path: string, bearer: string, body?: unknown, basin?: string) => {
    const response = await account.fetch(url(path), {
      method,
      headers: {
        authorization: bearer.includes(" ") ? bearer : `Bearer ${bearer}`,
        "content-type": "application/json",
        ...(basin === undefined ? {} : { "s2-basin": basin }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) said.push(text);
    return { status: response.status, text };
  };
  const issue = async (id: string, token: object = {}) =>
    send("POST", "/access-tokens", account.token, { id, scope: { ops: ["read"] }, ...token });
  await issue("live", { scope: { ops: ["list-access-tokens", "read"], access_tokens: all } });
  await issue("revoked");
  await issue("expired", { expires_at: "1970-01-01T00:00:01Z" });
  const snapshot = account.snapshot();
  await issue("forgotten");
  account.restore(snapshot);
  await send("DELETE", "/access-tokens/revoked", account.token);
  time = 2_000;
  const known = ["root", "0", "1", "2", "3"].map((name) => `marker-${name}-secret`);
  return { account, said, send, known };
}

describe("no output of the account contains a secret", () => {
  it.each(Object.keys(DISGUISES))("%s", async (name) => {
    const disguise = DISGUISES[name] ?? percent;
    const { account, said, send, known } = await marked();
    const basin = "my-basin-1";
    for (const secret of [...known, "marker-own-secret"]) {
      const given = disguise(secret);
      const plain = decodeURIComponent(given);
      // An unknown one is the request's own secret.
      const others = known.includes(secret) ? [account.token, "marker-0-secret"] : [];
      for (const bearer of [...others, "marker-own-secret", `Bearer ${given} x`]) {
        await send("DELETE", `/access-tokens/${given}`, bearer);
        await send("GET", `/access-tokens?prefix=${given}&start_after=${given}&limit=${given}`, bearer);
        await send("GET", `/streams/${given}/records?seq_num=${given}`, bearer, undefined, basin);
        await send("GET", `/streams/a/records`, bearer, undefined, given);
        await send("GET", `/${given}/${given}`, bearer);
        await send(given, "/access-tokens", bearer);
        await send("POST", "/basins", bearer, { basin: plain });
        await send("POST", "/streams", bearer, { stream: plain }, basin);
        const scope = { basins: { exact: plain, [plain]: 1 }, ops: [plain] };
        await send("POST", "/access-tokens", bearer, { id: plain, scope });
        await send("POST", "/access-tokens", bearer, { id: "x", scope: { streams: { prefix: plain } } });
        await send("POST", "/access-tokens", bearer, `{"${plain}":1,"${plain}":2}`);
        await send("POST", "/access-tokens", bearer, plain);
      }
      const at = { method: "GET", headers: new Headers(), body: new Uint8Array() };
      if (known.includes(secret))
        account.serve({ ...at, url: new URL(`http://${plain.replaceAll(" ", "")}.test/v1/basins`) });
    }
    expect(said.length).toBeGreaterThan(500);
    const search = said.join("\n").toLowerCase();
    expect(search.match(/.*marker-\w+-secret.*/g)).toBeNull();
    for (const secret of known) expect(search).not.toContain(percent(secret));
  });

  test("a refusal redacts a secret in the caller's id and in its scope", async () => {
    const { send, account, said } = await marked();
    const id = "of marker-0-secret";
    await send("POST", "/access-tokens", account.token, {
      id,
      scope: { ops: ["create-basin"], basins: { prefix: "marker-0-secret" } },
    });
    expect((await send("POST", "/basins", "marker-4-secret", { basin: "other-basin" })).status).toBe(403);
    expect(said.join()).not.toContain("marker-0-secret");
    expect(account.tokens().map((token) => token.id)).toContain(id);
  });
});

test("the account's own words are never redacted, whatever the bearer", async () => {
  const account = createLocalAccount();
  await account.fetch(url("/access-tokens"), { headers: { authorization: "Bearer list-access-tokens" } });
  expect(account.journal.at(-1)).toMatchObject({
    operation: "list-access-tokens",
    decision: { code: "authn" },
  });
});

test("a secret is found in any escaping, and all other text is kept", () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  const secret = visible.filter((text) => text.length > 3);
  const escape = fc.constantFrom<(text: string) => string>(
    (text) => text,
    encodeURIComponent,
    percent,
    (text) => JSON.stringify(text).slice(1, -1),
    (text) => JSON.stringify(encodeURIComponent(text)).slice(1, -1),
    (text) => encodeURIComponent(JSON.stringify(text)),
    (text) => Array.from(text, (one) => `\\u00${one.charCodeAt(0).toString(16)}`).join(""),
  );
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1 }), escape, fc.nat(), (known, escaped, at) => {
      const secrets = createSecrets();
      for (const one of known) secrets.add(one);
      const text = `<<${escaped(known[at % known.length] ?? "")}>>`;
      const blanked = secrets.blank(text);
      expect(blanked).toMatch(/^(?:<<|\[redacted\]).*(?:>>|\[redacted\])$/s);
      expect(secrets.blank("<< >>", known)).toBe("<< >>");
      expect(blanked).toContain("[redacted]");
      for (const one of known) expect(blanked.replaceAll("[redacted]", " ")).not.toContain(one);
    }),
    { seed: 20_261_101, numRuns: runs(5_000) },
  );
});
