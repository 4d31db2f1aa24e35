import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { S2, S2Error, S2IssueOutcomeUnknownError } from "../../src/index.js";
import { createLocalAccount, FAULT_NAMES, type LocalAccount } from "../../src/testing/index.js";
import { runs } from "../runs.js";
import { fakeTime, settle } from "./harness.js";

const IDS = ["a", "b", "c"];
const PROGRAMS = runs(20_000);

interface Step {
  readonly client: 0 | 1;
  readonly call: "issue" | "recover" | "revoke" | "get" | "list";
  readonly id: string;
  readonly newId: string;
  readonly mode: "check" | "throw";
}

const step: fc.Arbitrary<Step> = fc.record({
  client: fc.constantFrom(0 as const, 1 as const),
  call: fc.constantFrom(
    "issue" as const,
    "issue" as const,
    "recover" as const,
    "revoke" as const,
    "get" as const,
    "list" as const,
  ),
  id: fc.constantFrom(...IDS),
  newId: fc.constantFrom(...IDS, "d", "e"),
  mode: fc.constantFrom("check" as const, "throw" as const),
});

// Building 5 MB for nothing would take most of the time.
const FAULTS = FAULT_NAMES.filter((name) => name !== "huge-error");

const program = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 6 }),
  before: fc.subarray(IDS),
  together: fc.boolean(),
});

/** A program's knowledge: the secrets it holds, and the ids reported as possibly lost. */
interface Known {
  readonly secrets: Set<string>;
  readonly named: Set<string>;
  readonly lost: (S2IssueOutcomeUnknownError | undefined)[];
}

beforeEach(fakeTime);
afterEach(() => vi.useRealTimers());

it(`leaves no token that its caller neither holds nor was told about, in ${PROGRAMS} programs`, async () => {
  await fc.assert(
    fc.asyncProperty(program, async ({ steps, faults, before, together }) => {
      const account = createLocalAccount();
      const clients = [clientOf(account, 0.2), clientOf(account, 0.9)] as const;
      for (const id of before) await clients[0].accessTokens.issue({ id, scope: { ops: ["append"] } });
      account.faults.script(faults);
      const known: Known = { secrets: new Set(), named: new Set(), lost: [] };
      const take = async (which: readonly Step[], alone: boolean): Promise<void> => {
        for (const each of which) await runStep(account, clients, each, known, alone);
      };
      const lanes = together ? [0, 1].map((lane) => steps.filter(({ client }) => client === lane)) : [steps];
      await settle(Promise.all(lanes.map((lane) => take(lane, !together))));
      const held = new Set([...known.secrets].map((secret) => account.idOf(secret)));
      const orphans = account
        .tokens()
        .map(({ id }) => id)
        .filter((id) => !held.has(id) && !known.named.has(id) && !before.includes(id));
      expect(orphans).toEqual([]);
    }),
    { numRuns: PROGRAMS, seed: 20_261_122, verbose: 1 },
  );
});

/** Runs one step. If nothing else is running, its result must match the account at that moment. */
async function runStep(
  account: LocalAccount,
  clients: readonly [S2, S2],
  { client, call, id, newId, mode }: Step,
  known: Known,
  alone: boolean,
): Promise<void> {
  const tokens = clients[client].accessTokens;
  const was = idsOf(account);
  const truth = (check: () => void) => {
    if (alone) check();
  };
  try {
    if (call === "issue") {
      const { accessToken } = await tokens.issue(
        { id, scope: { ops: ["read"] } },
        { ifOutcomeUnknown: mode },
      );
      known.secrets.add(accessToken);
      truth(() => expect(account.idOf(accessToken)).toBe(id));
    } else if (call === "recover") {
      const lost = known.lost[client];
      if (lost === undefined) return;
      const { accessToken, orphan } = await lost.recover({ newId });
      known.secrets.add(accessToken);
      truth(() => {
        expect(account.idOf(accessToken)).toBe(newId);
        if (orphan === "revoked" || orphan === "absent") expect(idsOf(account)).not.toContain(lost.id);
      });
    } else if (call === "revoke") {
      const told = await tokens.revoke({ id });
      truth(() => {
        expect(idsOf(account)).not.toContain(id);
        if (told === "revoked") expect(was).toContain(id);
      });
    } else if (call === "get") {
      const found = await tokens.get({ id });
      truth(() => expect(found !== undefined).toBe(was.includes(id)));
    } else {
      const { accessTokens } = await tokens.list();
      truth(() => expect(accessTokens.map((token) => token.id)).toEqual(was));
    }
  } catch (error) {
    if (!(error instanceof S2Error)) throw error;
    if (error instanceof S2IssueOutcomeUnknownError) {
      known.named.add(error.id);
      known.lost[client] = error;
    } else if (call === "issue" || call === "revoke") {
      if (error.effect === "none") truth(() => expect(idsOf(account)).toEqual(was));
    }
  }
}

function clientOf(account: LocalAccount, jitter: number): S2 {
  return new S2({ accessToken: account.token, fetch: account.fetch, random: () => jitter });
}

function idsOf(account: LocalAccount): string[] {
  return account.tokens().map(({ id }) => id);
}
