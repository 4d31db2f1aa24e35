import { describe, expect, test } from "vitest";
import { S2ArgumentError, S2IssueOutcomeUnknownError, type IssueAccessTokenInput } from "../../src/index.js";
import { recoverToken } from "../../src/lifecycle/index.js";
import { ids, setting } from "./world.js";

const input: IssueAccessTokenInput = {
  id: "job-7",
  scope: { ops: ["list-basins"] },
  expiresAt: Date.now() + 3_600_000,
};
const newId = "job-7-again";

describe("recoverToken after a restart", () => {
  test("issues a new token and revokes the lost one, like the error's own recover", async () => {
    const { account, client } = setting();
    account.faults.next("issue", "truncated");
    await expect(client.accessTokens.issue(input)).rejects.toBeInstanceOf(S2IssueOutcomeUnknownError);
    const token = await recoverToken(client.accessTokens, input, { newId });
    expect(token.orphan).toBe("revoked");
    expect(account.idOf(token.accessToken)).toBe(newId);
    expect(ids(account)).toEqual([newId]);
  });

  test("leaves a different token alone; a relative expiry matches any", async () => {
    const { account, client } = setting();
    await client.accessTokens.issue(input);
    const other = { ...input, expiresAt: Date.now() + 7_200_000 };
    expect((await recoverToken(client.accessTokens, other, { newId })).orphan).toBe("different");
    const { expiresAt: _, ...open } = input;
    const lasting = { ...open, expiresIn: "2h" } as IssueAccessTokenInput;
    expect((await recoverToken(client.accessTokens, lasting, { newId: "job-7-third" })).orphan).toBe(
      "revoked",
    );
    expect(ids(account)).toEqual([newId, "job-7-third"]);
  });

  test.each([
    ["404", "revoked", "absent"],
    ["403", "revoke", "unknown"],
  ] as const)(
    "reports a lost token that is absent or cannot be revoked (%s)",
    async (fault, call, orphan) => {
      const { account, client } = setting();
      if (call === "revoke") {
        await client.accessTokens.issue(input);
        account.faults.always("revoke", fault);
      }
      expect((await recoverToken(client.accessTokens, input, { newId })).orphan).toBe(orphan);
    },
  );

  test("refuses the same id and bad input before anything is sent", async () => {
    const { account, client } = setting();
    const bad: readonly [IssueAccessTokenInput, string][] = [
      [input, input.id],
      [input, ""],
      [{ ...input, id: "" }, newId],
    ];
    for (const [token, id] of bad) {
      await expect(recoverToken(client.accessTokens, token, { newId: id })).rejects.toBeInstanceOf(
        S2ArgumentError,
      );
    }
    expect(account.journal).toEqual([]);
  });
});
