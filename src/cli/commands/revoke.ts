import { quoted, shown } from "../../check/text.js";
import { S2Error } from "../../index.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError, Stopped, usageError, type Exit } from "../exit.js";
import { failureOf, word } from "../failure.js";
import { connect, type Account } from "../input/account.js";
import { textOf } from "../input/documents.js";
import { progress } from "../output/progress.js";

/** The flags of `revoke`. */
export interface RevokeFlags {
  readonly prefix?: string;
  readonly stdin?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const BITES = "S2 may accept the secret for up to ten more minutes.";

/** Revokes tokens by id, by prefix, or from a list on stdin. */
export async function run(
  context: Context,
  flags: RevokeFlags & GlobalFlags,
  ...ids: string[]
): Promise<Exit | void> {
  refuseMixture(flags, ids);
  const account = await connect(context);
  const chosen = await idsOf(context, account, flags, ids);
  if (chosen.length === 0) return context.say("No tokens to revoke.");
  if (flags.dryRun === true) return showInstead(context, chosen, flags.json === true);
  if (flags.yes !== true && !(await context.confirm(question(chosen)))) {
    throw new CommandError({ exit: "stopped", code: "declined", message: "Nothing was revoked." });
  }
  if (ids.length === 1) await revokeOne(context, account, chosen[0] ?? "", flags.json === true);
  else await revokeMany(context, account, chosen, flags);
}

function refuseMixture({ prefix, stdin = false }: RevokeFlags, ids: readonly string[]): void {
  const ways = [ids.length > 0, prefix !== undefined, stdin].filter(Boolean).length;
  if (ways !== 1) throw usageError("revoke takes ids, or --prefix PREFIX, or --stdin: one of them.");
  if (prefix === "")
    throw usageError("--prefix must not be empty: that would be every token of the account.");
}

async function idsOf(
  context: Context,
  { accessTokens }: Account,
  { prefix, stdin }: RevokeFlags,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (prefix !== undefined) {
    const found: string[] = [];
    for await (const { id } of accessTokens.listAll({ prefix }, { signal: context.stop })) found.push(id);
    return found;
  }
  if (stdin !== true) return [...new Set(ids)];
  const lines = (await textOf(context.read("--stdin"), "stdin")).split("\n");
  return [...new Set(lines.map((line) => line.replace(/\r$/, "")).filter((line) => line !== ""))];
}

function question(ids: readonly string[]): string {
  const first = ids.slice(0, 5).map(quoted).join(", ");
  return ids.length === 1
    ? `Revoke ${first}?`
    : `Revoke ${ids.length} tokens (${first}${ids.length > 5 ? ", …" : ""})?`;
}

async function showInstead(context: Context, ids: readonly string[], json: boolean): Promise<void> {
  if (json) return context.printJson({ version: 1, wouldRevoke: ids });
  await context.say(`These ${ids.length} would be revoked:`);
  await context.print(ids.map((id) => `${shown(id)}\n`).join(""));
}

async function revokeOne(
  context: Context,
  { accessTokens }: Account,
  id: string,
  json: boolean,
): Promise<void> {
  context.throwIfStopped();
  const outcome = await accessTokens.revoke({ id });
  if (json) await context.printJson({ version: 1, results: [{ id, outcome }] });
  await context.say(`Revoked ${quoted(id)}. ${BITES}`);
}

/** One after the other; ends with what is left. */
async function revokeMany(
  context: Context,
  { accessTokens }: Account,
  ids: readonly string[],
  { json = false }: GlobalFlags,
): Promise<Exit> {
  const line = progress(context, "revoked", ids.length);
  const results: { readonly id: string; readonly outcome: string }[] = [];
  const left: string[] = [];
  for (const id of ids) {
    if (context.stop.aborted) {
      left.push(id);
      continue;
    }
    try {
      results.push({ id, outcome: await accessTokens.revoke({ id }, { missingOk: true }) });
      await line.step();
    } catch (error) {
      if (!(error instanceof S2Error)) throw error;
      results.push({ id, outcome: failureOf(error).message });
      left.push(id);
    }
  }
  await line.end();
  if (json) await context.printJson({ version: 1, results, left });
  if (left.length === 0) {
    await context.say(`Revoked ${results.length} tokens. ${BITES}`);
    return "done";
  }
  for (const id of left) await context.warn(`left: ${shown(id)}`);
  throw new CommandError(
    {
      exit: "stopped",
      code: "left",
      message: `${left.length} left.`,
      effect: "partial",
      next: `s2-access-tokens revoke ${left.map(word).join(" ")}`,
    },
    new Stopped(),
  );
}
