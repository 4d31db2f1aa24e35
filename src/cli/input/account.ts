import { readFile } from "node:fs/promises";
import { S2, type S2AccessTokens, type S2Event, type S2Options } from "../../index.js";
import { because, type Context } from "../context.js";
import { CommandError, usageError } from "../exit.js";
import { quoted } from "../../check/text.js";
import { textOf } from "./bytes.js";

/** The bearer and its source; only the source may be shown. */
interface Bearer {
  readonly text: string;
  readonly source: string;
}

/** Reads the bearer from the file that the flags name, or from the environment; never from an argument. */
async function readBearer(context: Context): Promise<Bearer> {
  const { tokenFile } = context.flags;
  const bearer = tokenFile === undefined ? fromEnvironment(context) : await fromFile(context, tokenFile);
  context.secrets.add(bearer.text);
  return bearer;
}

function fromEnvironment({ env }: Context): Bearer {
  const text = env["S2_ACCESS_TOKEN"] ?? "";
  if (text !== "") return { text, source: "S2_ACCESS_TOKEN" };
  throw usageError(
    "There is no bearer: set S2_ACCESS_TOKEN, or pass --token-file.",
    "To try things out without an S2 account: s2-access-tokens local",
  );
}

async function fromFile(context: Context, file: string): Promise<Bearer> {
  const source = file === "-" ? "stdin (--token-file -)" : `--token-file ${quoted(file)}`;
  const bytes = file === "-" ? context.read("--token-file -") : [await bearerFile(file)];
  const text = (await textOf(bytes, source)).trim();
  if (text === "") throw usageError(`${source} holds no bearer: it is empty.`);
  return { text, source };
}

async function bearerFile(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw usageError(`--token-file ${quoted(file)} cannot be read${because(error)}.`);
  });
}

/** Returns the endpoint from flags or environment, and its source; undefined text means S2's own. */
export function readEndpoint({ env, flags }: Context): {
  readonly text: string | undefined;
  readonly source: string;
} {
  if (flags.endpoint !== undefined) return { text: flags.endpoint, source: "--endpoint" };
  const text = env["S2_ACCOUNT_ENDPOINT"] ?? "";
  return text === "" ? { text: undefined, source: "the default" } : { text, source: "S2_ACCOUNT_ENDPOINT" };
}

/** An account, with the bearer and endpoint used to reach it. */
export interface Account {
  readonly accessTokens: S2AccessTokens;
  /** The source of the bearer. */
  readonly bearer: string;
}

/** Opens the account that flags and environment name. Sends nothing. */
export async function connect(context: Context, extra: Partial<S2Options> = {}): Promise<Account> {
  const bearer = await readBearer(context);
  const { accessTokens } = new S2({
    accessToken: bearer.text,
    endpoints: { account: readEndpoint(context).text },
    requestTimeoutMillis: context.flags.timeout,
    now: context.now,
    ...(context.flags.verbose === true ? { observe: (event) => context.warn(eventText(event)) } : {}),
    ...extra,
  });
  return { accessTokens, bearer: bearer.source };
}

/** Returns the line that `-v` shows for a request: never a header, never a body. */
function eventText(event: S2Event): string {
  const { type, operation } = event;
  switch (type) {
    case "attempt":
      return `> ${operation}, attempt ${event.attempt}`;
    case "response":
      return `< ${operation}: ${event.status} after ${Math.round(event.millis)} ms`;
    case "retry":
      return `  ${operation}: ${event.code}; again in ${Math.round(event.delayMillis)} ms`;
    case "done":
      return `  ${operation}: ${event.ok ? "done" : String(event.code)} after ${Math.round(event.millis)} ms`;
  }
}

/** Returns the client's error for a missing token, since a listing gives none. */
export function noSuchToken(id: string): CommandError {
  const message = `There is no token ${quoted(id)}, or none that this bearer may list.`;
  return new CommandError({ exit: "notFound", code: "access_token_not_found", message });
}
