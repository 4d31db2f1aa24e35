import { explain, lint, type IssueAccessTokenInput, type IssuedAccessToken } from "../../index.js";
import { tokenReader } from "../../check/inputs.js";
import { issueOptions } from "../../check/settings.js";
import { readCall } from "../../check/values.js";
import { toWire } from "../../check/wire/token.js";
import { quoted } from "../../check/text.js";
import type { Context, GlobalFlags } from "../context.js";
import { CommandError } from "../exit.js";
import { word } from "../failure.js";
import { connect, type Account } from "../input/account.js";
import { inFlags } from "../input/flag-paths.js";
import { newToken, type NewTokenFlags } from "../input/new-token.js";
import { findingLines } from "../output/findings.js";
import { minute, relative } from "../output/time.js";
import { findingJson } from "../output/token-json.js";
import { deliveryProblem, type SecretPlace } from "../sinks/place.js";
import { placeOf, type PlaceFlags } from "../sinks/secret.js";

/** The flags of `issue`. */
export interface IssueFlags extends NewTokenFlags, PlaceFlags {
  readonly dryRun?: boolean;
}

/** Issues a token and stores its secret in the one place named. */
export async function run(context: Context, flags: IssueFlags & GlobalFlags, id: string): Promise<void> {
  const place = flags.dryRun === true ? undefined : placeOf(context, flags, flags.json === true);
  const account = await connect(context);
  try {
    const input = await newToken(context, account, id, flags);
    if (place === undefined) await showInstead(context, input, flags.json === true);
    else await issueInto(context, account, input, place);
  } catch (error) {
    throw flags.like === undefined ? inFlags(error) : error;
  }
}

/** Shows what would be sent, explained and linted. */
async function showInstead(context: Context, input: IssueAccessTokenInput, json: boolean): Promise<void> {
  const [token] = readCall("issue", [tokenReader(context.now()), input], [issueOptions, {}]);
  const request = toWire(token.id, token.scope, token.autoPrefixStreams, token.expiresAtText);
  const findings = lint(input, { now: context.now });
  if (json) return context.printJson({ version: 1, request, findings: findings.map(findingJson) });
  const lines = [
    "This would be sent (POST /access-tokens):",
    JSON.stringify(request, null, 2),
    "",
    explain(input),
    "",
    ...findingLines(findings, context),
  ];
  await context.print(`${lines.join("\n")}\n`);
}

async function issueInto(
  context: Context,
  account: Account,
  input: IssueAccessTokenInput,
  place: SecretPlace,
): Promise<void> {
  await place.prepare();
  const owed = `Issuing ${quoted(input.id)} was in progress: the token may exist. Check: s2-access-tokens get ${word(input.id)}`;
  let issued: IssuedAccessToken | undefined;
  try {
    context.throwIfStopped();
    context.owed.add(owed);
    // From here on a first Ctrl-C waits until the token is delivered or revoked.
    issued = await account.accessTokens.issue(input);
    context.secrets.add(issued.accessToken);
    await place.deliver(issued.accessToken, issued.id);
  } catch (error) {
    await place.abandon();
    throw issued === undefined ? error : await takeBack(account, issued.id, deliveryProblem(place, error));
  } finally {
    context.owed.delete(owed);
  }
  await tell(context, input, issued, place);
}

/** Revokes a token whose secret nobody has. */
async function takeBack({ accessTokens }: Account, id: string, problem: string): Promise<CommandError> {
  try {
    await accessTokens.revoke({ id }, { missingOk: true });
  } catch {
    const message = `${problem}, and the token could not be revoked: ${quoted(id)} exists, and nobody has its secret.`;
    const next = `s2-access-tokens revoke ${word(id)}`;
    return new CommandError({ exit: "unknown", code: "undelivered", message, effect: "unknown", next });
  }
  return new CommandError({
    exit: "failed",
    code: "undelivered",
    message: `${problem}; the token was revoked.`,
  });
}

async function tell(
  context: Context,
  input: IssueAccessTokenInput,
  { id, expiresAt }: IssuedAccessToken,
  place: SecretPlace,
): Promise<void> {
  const now = context.now();
  const until =
    expiresAt === undefined
      ? "expires when the bearer does"
      : `expires ${relative(expiresAt.getTime(), now)} (${minute(expiresAt)})`;
  await context.say(`Issued ${quoted(id)}; it ${until}. Its secret is ${place.where}.`);
  const findings = lint(input, { now }).filter(({ severity }) => severity !== "info");
  if (findings.length > 0) {
    const paint = context.paintError;
    await context.say(findingLines(findings, { paint, stdout: context.stderr }).join("\n"));
  }
}
