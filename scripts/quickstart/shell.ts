import { word } from "../../src/cli/failure.js";
import { run } from "../../src/cli/run.js";
import { Unexpected, type Stage } from "./stage.js";

/** Runs the command on the stage's account, as a shell would, and shows its input and output. */
export async function inShell(stage: Stage, args: readonly string[]): Promise<void> {
  stage.say(`$ npx s2-access-tokens ${args.map((arg) => (arg.startsWith("-") ? arg : word(arg))).join(" ")}`);
  const written: string[] = [];
  const never = new AbortController().signal;
  const output = {
    isTerminal: false,
    columns: 100,
    gone: never,
    write: async (text: string) => void written.push(text),
  };
  const code = await run(args, {
    env: { S2_ACCESS_TOKEN: stage.bearer, S2_ACCOUNT_ENDPOINT: stage.accountEndpoint },
    stdin: { isTerminal: false, async *read() {}, line: async () => undefined },
    stdout: output,
    stderr: output,
    stop: never,
    owed: new Set(),
    now: Date.now,
  });
  for (const line of written.join("").trimEnd().split("\n")) stage.say(line);
  if (code !== 0) throw new Unexpected(`the command ended with ${code}`);
}
