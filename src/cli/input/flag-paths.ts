import { S2ArgumentError } from "../../errors.js";
import { CommandError } from "../exit.js";

/** The flag for each part of an input. */
const FLAG_OF: readonly (readonly [path: RegExp, flag: string])[] = [
  [/^id$/, "ID"],
  [/^(scope\.)?basins\.exact$/, "--basins-exact"],
  [/^(scope\.)?basins/, "--basins-prefix"],
  [/^(scope\.)?streams\.exact$/, "--streams-exact"],
  [/^(scope\.)?streams|^prefix$/, "--streams-prefix"],
  [/^(scope\.)?accessTokens\.exact$/, "--access-tokens-exact"],
  [/^(scope\.)?accessTokens/, "--access-tokens-prefix"],
  [/^(scope\.)?opGroups/, "--op-group-perms"],
  [/^(scope\.)?ops/, "--ops"],
  [/^autoPrefixStreams/, "--auto-prefix-streams"],
  [/^expiresIn/, "--expires-in"],
  [/^expiresAt/, "--expires-at"],
  [/^request\.basin$/, "--basin"],
  [/^request\.stream$/, "--stream"],
  [/^request\.accessTokenId$/, "--token-id"],
];

/** A flag that was not given: `undefined` means nothing in a shell. */
const ABSENT = /^ must be a string, (since .+), got undefined\.$/;

/** Replaces input paths with flags in an error; passes any other error through. */
export function inFlags(error: unknown): unknown {
  if (!(error instanceof S2ArgumentError)) return error;
  const issues = error.issues.map(({ path, code, message }) => {
    const flag = FLAG_OF.find(([part]) => part.test(path))?.[1];
    // Most messages start with their path.
    if (flag === undefined) return { path, code, message };
    const rest = message.startsWith(path) ? message.slice(path.length) : `: ${message}`;
    return { path: flag, code, message: flag + rest.replace(ABSENT, " is needed, $1.") };
  });
  const message = issues.map((issue) => issue.message).join("\n");
  return new CommandError({ exit: "usage", code: error.code, message, issues }, error);
}
