// The local account as it grows: selecting a page of 1000 out of 100 000 tokens, and issuing and revoking in accounts
// of 1 000 and of 100 000. Serialisation is left out of the selection: it depends on the page, not on the account.
import { createLocalAccount, type LocalAccount } from "../../src/testing/index.js";
import { createSortedMap, selectPage } from "../../src/testing/sorted-map.js";
import { inWords, interleave, ratio, spread, table, target } from "./measure.js";

const TOKENS = 100_000;
const PAGE = 1_000;
const ROUNDS = 41;

/** Ids of a hundred tenants, so that prefixes cover everything, a part, a page and nothing. */
const idOf = (number: number): string =>
  `tenant-${String(number % 100).padStart(2, "0")}/${String(number).padStart(6, "0")}`;

const map = createSortedMap<string>();
for (let number = 0; number < TOKENS; number += 1) map.set(idOf(number), idOf(number));

const QUERIES = {
  "no prefix, first page": { prefix: "", start_after: "" },
  "no prefix, last page": { prefix: "", start_after: "tenant-98/999999" },
  "no prefix, from the middle": { prefix: "", start_after: "tenant-49/500000" },
  "a prefix of everything": { prefix: "tenant-", start_after: "tenant-70/" },
  "a prefix of one page": { prefix: "tenant-42/", start_after: "" },
  "a prefix of one token": { prefix: "tenant-42/000042", start_after: "" },
  "a prefix of nothing": { prefix: "user-", start_after: "" },
} satisfies Record<string, { prefix: string; start_after: string }>;

const everything = { prefix: "" };
const selections = await interleave(
  Object.entries(QUERIES).map(([name, query]) => ({
    name,
    run: () => void selectPage(map, (id) => id, { ...query, limit: PAGE }, everything),
  })),
  { rounds: ROUNDS, warmup: 10 },
);
table(
  `a page of ${PAGE} out of ${TOKENS}, selected: ${ROUNDS} rounds`,
  ["", "ms"],
  selections.map(({ name, wall }) => [name, inWords(spread(wall), 3)]),
);
const slowest = Math.max(...selections.map(({ wall }) => spread(wall).median));
target("the slowest selection, in milliseconds", slowest, { atMost: 1 });

const CALLS = 200;
const accounts = [1_000, TOKENS].map((size) => ({ size, account: accountOf(size) }));
const changes = await interleave(
  accounts.map(({ size, account }) => ({ name: `${size} tokens`, run: () => churn(account) })),
  { rounds: ROUNDS, warmup: 5 },
);
table(
  `issue and revoke, each ${CALLS} times: ${ROUNDS} rounds`,
  ["", "ms each"],
  changes.map(({ name, wall }) => [name, inWords(spread(wall.map((millis) => millis / CALLS / 2)), 4)]),
);
const [small, large] = changes;
if (small !== undefined && large !== undefined) {
  target("a hundred times the tokens, times as slow", ratio(large.wall, small.wall).median, { atMost: 1.5 });
}

function accountOf(size: number): LocalAccount {
  const account = createLocalAccount({ token: "root" });
  for (let number = 0; number < size; number += 1) issue(account, idOf(number));
  if (account.tokens().length !== size) throw new Error("not every token was issued");
  return account;
}

/** Issues in the midst of what is there, and leaves it as it was. */
function churn(account: LocalAccount): void {
  for (let number = 0; number < CALLS; number += 1) issue(account, `tenant-${number % 100}/new-${number}`);
  for (let number = 0; number < CALLS; number += 1) {
    send(account, "DELETE", `/${encodeURIComponent(`tenant-${number % 100}/new-${number}`)}`);
  }
}

function issue(account: LocalAccount, id: string): void {
  send(account, "POST", "", JSON.stringify({ id, scope: { ops: ["read"] } }));
}

function send(account: LocalAccount, method: string, path: string, body = ""): void {
  const headers = new Headers({ authorization: "Bearer root", "content-type": "application/json" });
  const url = new URL(`https://a.test/v1/access-tokens${path}`);
  account.serve({ method, url, headers, body: new TextEncoder().encode(body) });
}
