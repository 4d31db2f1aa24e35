import { readFileSync, readdirSync } from "node:fs";
import { S2 } from "s2-access-tokens";
import { createLocalAccount, type LocalAccount } from "s2-access-tokens/testing";
import { listen, type LocalServer } from "s2-access-tokens/testing/node";
import { afterEach, expect, test, vi } from "vitest";
import { TOKEN_ID_MAX_BYTES } from "../../generated/constants.js";

// The output of each block of the documents on an empty local account, after its file in `shows`.
const printed: Readonly<Record<string, readonly string[]>> = {
  "asking.ts": [],
  "audit.ts": ["careless warning never-expires", "careless warning separator-less-prefix", "1 1"],
  "clean-up.ts": ["2 1"],
  "from-form.ts": ["24 true", 'reporting ["check-tail","read"]'],
  "from-json.ts": [
    "ingest []",
    'scope.ops[0] must be an operation of S2, got "list-access-token"; use list-access-tokens instead.',
  ],
  "jwt-proxy.ts": ["true", "true"],
  "minter.ts": ["200", 'session/a%2Fb/ {"prefix":"users/a%2Fb/"}'],
  "options.ts": ["false 0 true"],
  "webhook.ts": ["true", '{"exact":"webhooks/acme/deliveries"} ["check-tail","append"]'],
  "beside-sdk.ts": ["function false"],
  "builders.ts": ["analytics false", "metrics false", "tenant-42 true"],
  "bulk-revoke.ts": ["true 15", "true 15", "true 15", "3"],
  "errors.ts": [
    "there is a token with this id",
    `id must be 1 to ${TOKEN_ID_MAX_BYTES} bytes of UTF-8 without a NUL, and not "." or "..", got an empty string.`,
    "scope permits nothing: name an operation in ops, or set a flag in opGroups.",
  ],
  "explain.ts": [],
  "guards.ts": ["scope.streams.prefix separator-less-prefix"],
  "first-program.ts": ["a secret of 15 characters", 'user-1234 {"prefix":"users/1234/"}'],
  "move-over.ts": ["done create svc/backend", "revoked backend-1"],
  "outcome-unknown.ts": ["job-7-again revoked"],
  "pages.ts": ["user-1 never expires", "user-2 expires", "user-3 never expires", "2 true", '["user-3"]'],
  "provider.ts": ["string 0"],
  "recipes.ts": [
    'To permit append on stream "logs/today" in basin "production", add append to ops.',
    '["read","check-tail","list-streams","append"] 1',
    "users/a%2Fb/ 2 4",
  ],
  "rotation.ts": ["done create", "done rotate svc/backend", "2"],
  "seeds-explained.ts": ["no Nothing in ops or opGroups holds list-streams.", "true"],
  "seeds.ts": ["0 string"],
  "service-tokens.ts": [
    "create svc/billing The sink holds nothing.",
    "create svc/ingest The sink holds nothing.",
    "2 []",
  ],
  "sessions.ts": ["true 1", '["effectiveBy"] 0'],
  "undici.ts": ["2"],
};

/** The blocks that show an example's output. `vitest -u` writes them, `npm run readme` copies them. */
const shows: Readonly<Record<string, string>> = {
  "asking.ts": "asking.txt",
  "explain.ts": "explain.txt",
  "seeds-explained.ts": "seeds-explained.txt",
};

/** The time at which the clocks of client and account stand for S2's own example, which contains a date. */
const clocks: Readonly<Record<string, () => number>> = { "seeds.ts": () => Date.UTC(2026, 10, 1) };

/** The preparations of the account for an example. */
const before: Readonly<Record<string, (account: LocalAccount) => unknown>> = {
  "outcome-unknown.ts": ({ faults }) => faults.next("issue", "truncated"),
  async "audit.ts"({ fetch, token }) {
    const { accessTokens } = new S2({ accessToken: token, fetch });
    const scope = { basins: { exact: "production" }, streams: { prefix: "users/1" }, ops: ["read"] } as const;
    await accessTokens.issue({ id: "careless", scope });
  },
  // It does not go through the global fetch.
  async "undici.ts"(account) {
    const server = await listen(account);
    servers.push(server);
    vi.stubEnv("S2_ACCOUNT_ENDPOINT", server.accountEndpoint);
  },
  async "pages.ts"({ fetch, token }) {
    const { accessTokens } = new S2({ accessToken: token, fetch });
    const scope = { ops: ["list-basins"] } as const;
    await accessTokens.issue({ id: "user-1", scope });
    await accessTokens.issue({ id: "user-2", scope, expiresAt: Date.now() + 60_000 });
    await accessTokens.issue({ id: "user-3", scope });
  },
};

const servers: LocalServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const files = readdirSync(import.meta.dirname).filter((name) => /^[a-z-]+\.ts$/.test(name));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("every example has its expected output", () => {
  expect(Object.keys(printed).sort()).toEqual(files.sort());
});

test.each(Object.entries(printed))("%s", async (name, lines) => {
  let secrets = 0;
  const account = createLocalAccount({
    newSecret: () => `s2_shown_once_${(secrets += 1)}`,
    now: clocks[name] ?? Date.now,
  });
  vi.stubEnv("S2_ACCESS_TOKEN", account.token);
  vi.stubGlobal("fetch", account.fetch);
  const said: string[] = [];
  vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
    said.push(values.map(shown).join(" "));
  });
  await before[name]?.(account);
  await import(/* @vite-ignore */ `./${name}`);
  const all = said.join("\n").split("\n");
  const file = shows[name];
  const shownInFile = file === undefined ? [] : all.splice(0, all.length - lines.length);
  if (file !== undefined) await expect(`${shownInFile.join("\n")}\n`).toMatchFileSnapshot(file);
  expect(all).toEqual(lines);
  expect(said.join("\n")).not.toMatch(/s2_shown_once|s2_local_root/);
});

test("no example contains a date that will pass, except S2's own", () => {
  const dated = files.filter((name) =>
    /\b20[2-9]\d-\d\d/.test(readFileSync(`${import.meta.dirname}/${name}`, "utf8")),
  );
  expect(dated).toEqual(["seeds-explained.ts", "seeds.ts"]);
});

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
