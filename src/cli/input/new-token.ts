import { OPERATION_GROUPS } from "../../../generated/constants.js";
import { quoted } from "../../check/text.js";
import {
  appendOnly,
  readOnly,
  readWrite,
  tenant,
  type AccessTokenScope,
  type IssueAccessTokenInput,
  type ResourceSet,
} from "../../index.js";
import type { Context } from "../context.js";
import { usageError } from "../exit.js";
import { noSuchToken, type Account } from "./account.js";
import { readDocument } from "./documents.js";
import { parseSubject } from "./operands.js";

/** The flags for the permissions and lifetime of a new token. */
export interface NewTokenFlags {
  readonly basinsPrefix?: string;
  readonly basinsExact?: string;
  readonly streamsPrefix?: string;
  readonly streamsExact?: string;
  readonly accessTokensPrefix?: string;
  readonly accessTokensExact?: string;
  readonly opGroupPerms?: string;
  readonly ops?: readonly string[];
  readonly autoPrefixStreams?: boolean;
  readonly expiresIn?: string;
  readonly expiresAt?: string;
  readonly from?: string;
  readonly like?: string;
  readonly recipe?: keyof typeof RECIPES;
}

/** Scopes by the name of their recipe. */
const RECIPES = {
  "append-only": (basins: ResourceSet, streams: ResourceSet) => ({ scope: appendOnly({ basins, streams }) }),
  "read-write": (basins: ResourceSet, streams: ResourceSet) => ({ scope: readWrite({ basins, streams }) }),
  "read-only": (basins: ResourceSet, streams: ResourceSet) => ({ scope: readOnly({ basins, streams }) }),
  tenant: (basins: ResourceSet, streams: ResourceSet) => tenant({ prefix: streams.prefix ?? "", basins }),
} as const;

/** The input of a token except its id. */
type Rest = Omit<IssueAccessTokenInput, "id">;

/** Returns the token that the flags describe; the client checks it like any other input. */
export async function newToken(
  context: Context,
  account: Account,
  id: string,
  flags: NewTokenFlags,
): Promise<IssueAccessTokenInput> {
  refuseMixture(flags);
  const rest = await restOf(context, account, flags);
  const { expiresIn, expiresAt } = flags;
  if (expiresIn === undefined && expiresAt === undefined) return { id, ...rest };
  // A lifetime in the flags overrides the one in a file.
  const { expiresIn: _, expiresAt: __, ...scope } = rest;
  return {
    id,
    ...scope,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(expiresIn === undefined ? {} : { expiresIn }),
  };
}

function restOf(context: Context, account: Account, flags: NewTokenFlags): Rest | Promise<Rest> {
  if (flags.from !== undefined) return fromFile(context, flags.from);
  return flags.like === undefined ? scoped(flags) : likeToken(context, account, flags.like);
}

/** Reads a token from a file, except its id: a scope alone, or a token with its lifetime. */
async function fromFile(context: Context, file: string): Promise<Rest> {
  const subject = parseSubject(await readDocument(context, file));
  if (!("scope" in subject)) return { scope: subject };
  const { id: _, expiresAt, ...rest } = subject;
  // In a listing null means never; for a new token it would mean the issuer's expiry.
  return expiresAt === null || expiresAt === undefined ? rest : { ...rest, expiresAt };
}

/** Ends the command if more than one source gives the token's permissions. */
function refuseMixture(flags: NewTokenFlags): void {
  const { from, like, recipe, opGroupPerms, ops, autoPrefixStreams } = flags;
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  const sets = given.filter(([key]) => /^(basins|streams|accessTokens)(Prefix|Exact)$/.test(key));
  const problems: string[] = [];
  const operations = opGroupPerms !== undefined || ops !== undefined || autoPrefixStreams === true;
  const sources = [from && "--from", like && "--like", recipe && "--recipe"].filter(Boolean);
  if (sources.length > 1) problems.push(`Only one of ${sources.join(" and ")} can give the scope.`);
  const whole = from === undefined ? like && "--like" : "--from";
  if (whole !== undefined && (sets.length > 0 || operations)) {
    problems.push(
      `${whole} gives the whole scope: leave out the flags for basins, streams, tokens and operations.`,
    );
  }
  if (recipe !== undefined && operations) {
    problems.push(
      "--recipe determines the operations: leave out --ops, --op-group-perms and --auto-prefix-streams.",
    );
  }
  if (problems.length > 0) throw usageError(problems);
}

async function likeToken(context: Context, { accessTokens }: Account, id: string): Promise<Rest> {
  const token = await accessTokens.get({ id }, { signal: context.stop });
  if (token === undefined) throw noSuchToken(id);
  // Do not copy the lifetime: the other token's expiry may be near, or past.
  return { scope: token.scope, autoPrefixStreams: token.autoPrefixStreams };
}

function scoped(flags: NewTokenFlags): Rest {
  const basins = setOf("basins", flags.basinsExact, flags.basinsPrefix);
  const streams = setOf("streams", flags.streamsExact, flags.streamsPrefix);
  if (flags.recipe !== undefined) {
    if (basins !== undefined && streams !== undefined) return RECIPES[flags.recipe](basins, streams);
    throw usageError(
      `--recipe ${flags.recipe} needs --basins-exact or --basins-prefix, and --streams-${flags.recipe === "tenant" ? "" : "exact or --streams-"}prefix.`,
    );
  }
  const scope: AccessTokenScope = {
    basins,
    streams,
    accessTokens: setOf("access-tokens", flags.accessTokensExact, flags.accessTokensPrefix),
    opGroups: flags.opGroupPerms === undefined ? undefined : readGroups(flags.opGroupPerms),
    // The client checks the names, and suggests corrections.
    ops: flags.ops?.map((name) => name.trim()) as AccessTokenScope["ops"],
  };
  return flags.autoPrefixStreams === true ? { scope, autoPrefixStreams: true } : { scope };
}

function setOf(kind: string, exact: string | undefined, prefix: string | undefined): ResourceSet | undefined {
  if (exact !== undefined && prefix !== undefined) {
    throw usageError(`--${kind}-exact and --${kind}-prefix exclude each other.`);
  }
  if (exact !== undefined) return { exact };
  return prefix === undefined ? undefined : { prefix };
}

/** Parses `account=r,stream=rw`. */
function readGroups(text: string): AccessTokenScope["opGroups"] {
  const groups: Record<string, { read: boolean; write: boolean }> = {};
  for (const part of text.split(",")) {
    const [, group = "", access = ""] = /^\s*(\w+)=(r|w|rw|wr)\s*$/.exec(part) ?? [];
    if (!OPERATION_GROUPS.some((known) => known === group) || Object.hasOwn(groups, group)) {
      throw usageError(
        `--op-group-perms must be ${OPERATION_GROUPS.join(", ")} with r, w or rw, each once, like account=r,stream=rw; got ${quoted(part)}.`,
      );
    }
    groups[group] = { read: access.includes("r"), write: access.includes("w") };
  }
  return groups;
}
