// The checks for every runtime. Portable: no Node built-ins, only the package and what all runtimes share.
import {
  evaluate,
  exact,
  excess,
  lint,
  prefix,
  S2,
  S2ApiError,
  S2ArgumentError,
  S2AuthenticationError,
  S2ConflictError,
  S2Error,
  S2ConnectionError,
  S2IssueOutcomeUnknownError,
  S2PermissionError,
  S2ResponseError,
  S2TimeoutError,
  scope,
} from "s2-access-tokens";
import { createLocalAccount, type LocalAccount } from "s2-access-tokens/testing";
import { rejection, same, type Check } from "./checks.js";

const READER = { basins: { prefix: "" }, ops: ["list-access-tokens", "read"] } as const;
const quick = { minBaseDelayMillis: 1, maxBaseDelayMillis: 2 };

function local(): { account: LocalAccount; client: S2 } {
  const account = createLocalAccount();
  return { account, client: new S2({ accessToken: account.token, fetch: account.fetch, retry: quick }) };
}

/** An account with user-1 … user-5. */
async function populated(): Promise<{ account: LocalAccount; client: S2 }> {
  const made = local();
  for (let number = 1; number <= 5; number += 1) {
    await made.client.accessTokens.issue({ id: `user-${number}`, scope: READER });
  }
  return made;
}

export const suite: readonly Check[] = [
  {
    name: "issues, lists, gets and revokes",
    run: async () => {
      const { account, client } = local();
      const { accessToken } = await client.accessTokens.issue({
        id: "session-ü",
        scope: READER,
        expiresAt: null,
      });
      same(account.idOf(accessToken), "session-ü");
      const { accessTokens, hasMore } = await client.accessTokens.list({ prefix: "session-" });
      same([accessTokens.map(({ id }) => id), hasMore], [["session-ü"], false]);
      same((await client.accessTokens.get({ id: "session-ü" }))?.scope.ops, ["list-access-tokens", "read"]);
      same(await client.accessTokens.revoke({ id: "session-ü" }), "revoked");
      same(account.tokens(), []);
    },
  },
  {
    name: "walks pages by items, by pages, in parallel, into an array, and stops early",
    run: async () => {
      const { client } = await populated();
      const all = ["user-1", "user-2", "user-3", "user-4", "user-5"];
      const seen: string[] = [];
      for await (const { id } of client.accessTokens.listAll({ pageSize: 2 })) seen.push(id);
      same(seen, all);
      const cursors: unknown[] = [];
      for await (const page of client.accessTokens.listAll({ pageSize: 2 }).pages())
        cursors.push(page.cursor);
      same(cursors, ["user-2", "user-4", "user-5"]);
      const parallel: string[] = [];
      for await (const { id } of client.accessTokens.listAll({ pageSize: 1 }, { parallel: 3 }))
        parallel.push(id);
      same(parallel, all);
      const rest = await client.accessTokens.listAll({ startAfter: "user-2" }).toArray({ maxItems: 2 });
      same(
        rest.map(({ id }) => id),
        ["user-3", "user-4"],
      );
      for await (const { id } of client.accessTokens.listAll({ pageSize: 1 })) if (id === "user-2") break;
    },
  },
  {
    name: "builds scopes and says what they permit",
    run: async () => {
      const { client } = local();
      const built = scope()
        .basins(exact("production"))
        .streams(prefix("logs/"))
        .group("stream", "read")
        .build();
      await client.accessTokens.issue({ id: "logs", scope: built, autoPrefixStreams: false });
      const asked = { operation: "read", basin: "production", stream: "logs/today" } as const;
      same(evaluate(built, asked).answer, "yes");
      same(excess({ ops: ["read"] }, built).length, 0);
      const wide = { id: "wide", scope: { ...built, basins: { prefix: "" } }, expiresAt: null };
      same(lint(wide, { now: Date.now }).length > 0, true);
    },
  },
  {
    name: "refuses a bad input with every problem, and sends nothing",
    run: async () => {
      const { account, client } = local();
      const error = await rejection(client.accessTokens.revoke({ id: ".." }));
      same(error instanceof S2ArgumentError && error.issues.length > 0 && error instanceof S2Error, true);
      same(account.journal.length, 0);
    },
  },
  {
    name: "tells S2's refusals apart",
    run: async () => {
      const { account, client } = await populated();
      const stranger = new S2({ accessToken: "nobody", fetch: account.fetch });
      same((await rejection(stranger.accessTokens.list())) instanceof S2AuthenticationError, true);
      const { accessToken } = await client.accessTokens.issue({ id: "reader", scope: READER });
      const reader = new S2({ accessToken, fetch: account.fetch });
      const refusal = await rejection(reader.accessTokens.issue({ id: "more", scope: READER }));
      same(refusal instanceof S2PermissionError && refusal.status, 403);
      const conflict = await rejection(client.accessTokens.issue({ id: "reader", scope: READER }));
      same(conflict instanceof S2ConflictError && conflict.effect, "none");
    },
  },
  {
    name: "tries again where that is safe",
    run: async () => {
      const { account, client } = await populated();
      account.faults.next("list", "500");
      same((await client.accessTokens.list()).accessTokens.length, 5);
      account.faults.next("issue", "reset-before");
      same((await client.accessTokens.issue({ id: "again", scope: READER })).id, "again");
      account.faults.next("revoke", "500-after");
      same(await client.accessTokens.revoke({ id: "again" }), "gone");
    },
  },
  {
    name: "says when a secret was lost, and recovers",
    run: async () => {
      const { account, client } = local();
      account.faults.next("issue", "bad-utf8");
      const error = await rejection(client.accessTokens.issue({ id: "lost", scope: READER }));
      if (!(error instanceof S2IssueOutcomeUnknownError)) throw error;
      const recovered = await error.recover({ newId: "found" });
      same([recovered.orphan, account.idOf(recovered.accessToken)], ["revoked", "found"]);
      same(
        account.tokens().map(({ id }) => id),
        ["found"],
      );
    },
  },
  {
    name: "keeps its deadlines",
    run: async () => {
      const { account } = local();
      const retry = { maxAttempts: 1 };
      const hurried = new S2({
        accessToken: account.token,
        fetch: account.fetch,
        requestTimeoutMillis: 30,
        retry,
      });
      account.faults.next("list", "hang-after");
      same((await rejection(hurried.accessTokens.list())) instanceof S2TimeoutError, true);
    },
  },
  {
    name: "ends at once with the caller's reason",
    run: async () => {
      const { account, client } = local();
      account.faults.next("list", "hang-after");
      const controller = new AbortController();
      const reason = new Error("changed my mind");
      setTimeout(() => controller.abort(reason), 10);
      same((await rejection(client.accessTokens.list({}, { signal: controller.signal }))) === reason, true);
    },
  },
  {
    name: "shows no secret when printed",
    run: async () => {
      const { account, client } = local();
      const issued = await client.accessTokens.issue({ id: "quiet", scope: READER });
      same(JSON.stringify(issued).includes(issued.accessToken), false);
      same(JSON.stringify(client).includes(account.token), false);
      same(JSON.stringify(Object.entries(issued)).includes(issued.accessToken), false);
    },
  },
];

/** With the runtime's own `fetch`, which can differ in errors, redirects and `this`. */
export function networkSuite(base: string): readonly Check[] {
  const at = (path: string, maxAttempts = 2): S2 =>
    new S2({
      accessToken: "s2_local_root",
      endpoints: { account: `${base}/${path}` },
      requestTimeoutMillis: 2000,
      retry: { ...quick, maxAttempts },
    });
  return [
    {
      name: "works with the runtime's fetch",
      run: async () => {
        const { accessTokens } = at("healthy/v1");
        const id = `by-fetch-${Math.random()}`;
        const { accessToken } = await accessTokens.issue({ id, scope: READER });
        same(accessToken.length > 0, true);
        const listed = await accessTokens.listAll({ prefix: id }).toArray({ maxItems: Infinity });
        same(
          listed.map((token) => token.id),
          [id],
        );
        same(await accessTokens.revoke({ id }), "revoked");
      },
    },
    {
      name: "follows no redirect",
      run: async () => {
        const error = await rejection(at("redirect/v1").accessTokens.list());
        same(error instanceof S2ResponseError, true);
      },
    },
    {
      name: "reads an error of the server",
      run: async () => {
        const error = await rejection(at("quota/v1").accessTokens.issue({ id: "one-more", scope: READER }));
        same(error instanceof S2ApiError && [error.status, error.code], [403, "quota_exhausted"]);
      },
    },
    {
      name: "takes a lost connection for one",
      run: async () => {
        const error = await rejection(at("reset-before/v1", 1).accessTokens.list());
        same(error instanceof S2ConnectionError && error.retryable, true);
        const lost = at("reset-before/v1", 1).accessTokens.issue({ id: "lost", scope: READER });
        same((await rejection(lost)) instanceof S2IssueOutcomeUnknownError, true);
      },
    },
    {
      name: "gives up on a server that never answers",
      run: async () => {
        const hanging = at("hang-after/v1", 1).accessTokens.list({}, { requestTimeoutMillis: 100 });
        same((await rejection(hanging)) instanceof S2TimeoutError, true);
      },
    },
  ];
}
