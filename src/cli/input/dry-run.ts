import type { TokenCalls } from "../../lifecycle/index.js";
import { quoted } from "../../check/text.js";

/** An account's tokens, for listing only: changes are recorded in words and refused before they are sent. */
export function dryRunOf(tokens: TokenCalls): {
  readonly tokens: TokenCalls;
  readonly would: readonly string[];
} {
  const would: string[] = [];
  const note = async (words: string): Promise<never> => {
    would.push(words);
    throw new Error("a dry run changes nothing");
  };
  return {
    would,
    tokens: {
      listAll: (...given) => tokens.listAll(...given),
      issue: ({ id }) => note(`would issue ${quoted(id)}`),
      revoke: ({ id }) => note(`would revoke ${quoted(id)}`),
    },
  };
}
