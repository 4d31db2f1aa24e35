import type { Context } from "../context.js";
import { usageError } from "../exit.js";
import { propose } from "../input/proposals.js";
import type { CommandModel } from "../model/command.js";

/** Prints the completion script of a shell, or the completions of a line of these commands. */
export async function run(
  context: Context,
  commands: ReadonlyMap<string, CommandModel>,
  what: string,
  ...words: string[]
): Promise<void> {
  if (what === "propose") {
    const proposals = await propose(context, commands, words);
    return context.print(proposals.map((word) => `${word}\n`).join(""));
  }
  const script = what === "bash" ? BASH : what === "zsh" ? ZSH : undefined;
  if (script === undefined || words.length > 0) throw usageError("completion takes bash or zsh.");
  await context.print(script);
}

/** The script for bash, which splits ids at @ and :. It splits at spaces and drops the part that bash already has. */
const BASH = `# s2-access-tokens: eval "$(s2-access-tokens completion bash)"
_s2_access_tokens() {
  local line="\${COMP_LINE:0:COMP_POINT}" IFS=$' \\t\\n' words full
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  full="\${words[-1]}"
  local part="\${COMP_WORDS[COMP_CWORD]}" IFS=$'\\n'
  COMPREPLY=($(s2-access-tokens completion propose -- "\${words[@]:1}" 2>/dev/null))
  COMPREPLY=("\${COMPREPLY[@]#"\${full%"$part"}"}")
}
complete -o default -F _s2_access_tokens s2-access-tokens
`;

const ZSH = `#compdef s2-access-tokens
# s2-access-tokens: eval "$(s2-access-tokens completion zsh)"
_s2_access_tokens() {
  local -a proposals
  proposals=("\${(@f)$(s2-access-tokens completion propose -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  proposals=("\${(@)proposals:#}")
  if (( \${#proposals} )); then compadd -- "\${proposals[@]}"; else _files; fi
}
compdef _s2_access_tokens s2-access-tokens
`;
