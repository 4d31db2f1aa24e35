import { quoted, shown } from "../../check/text.js";
import { revokeMany } from "../../lifecycle/index.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError, usageError, type Exit } from "../exit.js";
import { failureOf, word } from "../failure.js";
import { connect, type Account } from "../input/account.js";
import { textOf } from "../input/bytes.js";
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
  else return revokeAll(context, account, chosen, flags);
}

function refuseMixture({ prefix, stdin = false }: RevokeFlags, ids: readonly string[]): void {
  const ways = [ids.length > 0, prefix !== undefined, stdin].filter(Boolean).length;
  if (ways !== 1) throw usageError("revoke takes exactly one of: ids, --prefix PREFIX, --stdin.");
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

/** Revokes as many at once as S2 takes; ends with those that are left. */
async function revokeAll(
  context: Context,
  { accessTokens }: Account,
  ids: readonly string[],
  { json = false, prefix }: RevokeFlags & GlobalFlags,
): Promise<Exit> {
  const line = progress(context, "revoked", ids.length);
  const owed = `A revocation was in progress. To continue: ${resumption(prefix, ids)}`;
  context.owed.add(owed);
  const results: { readonly id: string; readonly outcome: string; readonly error?: string }[] = [];
  let ended: unknown;
  try {
    for await (const { id, status, error } of revokeMany(accessTokens, ids, { signal: context.stop })) {
      results.push({
        id,
        outcome: status,
        ...(error === undefined ? {} : { error: failureOf(error).message }),
      });
      await line.step();
    }
  } catch (error) {
    ended = error;
  }
  context.owed.delete(owed);
  await line.end();
  const done = new Set(results.filter(({ outcome }) => /^(revoked|gone)$/.test(outcome)).map(({ id }) => id));
  const left = ids.filter((id) => !done.has(id));
  if (json) await context.printJson({ version: 1, results, left });
  if (left.length === 0) {
    await context.say(`Revoked ${plural(done.size)}. ${BITES}`);
    return "done";
  }
  if (!json) await tellLeft(context, left, results);
  const failure = ended === undefined ? undefined : failureOf(ended);
  throw new CommandError({
    exit: failure?.exit ?? "stopped",
    code: failure?.code ?? "left",
    message: `${failure === undefined ? "" : `${failure.message} `}Revoked ${plural(done.size)}; ${left.length} left.`,
    effect: "partial",
    next: resumption(prefix, left),
  });
}

async function tellLeft(
  context: Context,
  left: readonly string[],
  results: readonly { readonly id: string; readonly error?: string }[],
): Promise<void> {
  const errors = new Map(results.map(({ id, error }) => [id, error]));
  for (const id of left) {
    const error = errors.get(id);
    await context.warn(`left: ${shown(id)}${error === undefined ? "" : ` (${error})`}`);
  }
}

/** Returns the command that resumes the work. */
function resumption(prefix: string | undefined, left: readonly string[]): string {
  if (prefix !== undefined) return `s2-access-tokens revoke --prefix ${word(prefix)}`;
  if (left.length <= 20) return `s2-access-tokens revoke ${left.map(word).join(" ")}`;
  return "Pass the ids left to s2-access-tokens revoke --stdin --yes.";
}

function plural(tokens: number): string {
  return `${tokens} ${tokens === 1 ? "token" : "tokens"}`;
}
