import { BASE_URL } from "../../../generated/constants.js";
import { parseEndpoint } from "../../check/connection.js";
import { shown } from "../../check/text.js";
import type { S2Options } from "../../index.js";
import type { Context, GlobalFlags } from "../context.js";
import type { Exit, Failure } from "../exit.js";
import { failureOf } from "../failure.js";
import { connect, readEndpoint } from "../input/account.js";
import { pad } from "../output/layout.js";

/** The largest clock error tolerated; beyond it, expiries go wrong. */
const CLOCK_TOLERANCE_MILLIS = 60_000;

/** The result of `doctor`. */
interface Diagnosis {
  readonly version: 1;
  readonly bearer: string;
  readonly endpoint: string;
  readonly endpointFrom: string;
  /** `ok`, or the problem. */
  readonly answer: string;
  readonly millis: number;
  /** Operations that the bearer certainly has. */
  readonly may: readonly string[];
  /** Operations that only a request with side effects could test. */
  readonly untried: readonly string[];
  /** The milliseconds that this machine's clock is ahead of S2's; absent if S2 gave no time. */
  readonly clockAheadMillis: number | undefined;
}

/** Shows the endpoint and bearer that the command would use, and whether they work. */
export async function run(context: Context, flags: GlobalFlags): Promise<Exit> {
  const clock = clockReader(context.now);
  const { accessTokens, bearer } = await connect(context, { fetch: clock.fetch, retry: { maxAttempts: 1 } });
  const { text, source } = readEndpoint(context);
  const began = performance.now();
  let failure: Failure | undefined;
  try {
    await accessTokens.list({ limit: 1 }, { signal: context.stop });
  } catch (error) {
    failure = failureOf(error);
    if (failure.exit === "fault" || failure.exit === "stopped" || failure.exit === "usage") throw error;
  }
  const diagnosis: Diagnosis = {
    version: 1,
    bearer,
    endpoint: parseEndpoint(text ?? BASE_URL)?.href ?? BASE_URL,
    endpointFrom: source,
    answer: failure === undefined ? "ok" : failure.message,
    millis: Math.round(performance.now() - began),
    may: failure === undefined ? ["list-access-tokens"] : [],
    untried: ["issue-access-token", "revoke-access-token"],
    clockAheadMillis: clock.aheadMillis(),
  };
  if (flags.json === true) await context.printJson(diagnosis);
  else await context.print(`${textOf(diagnosis, context).join("\n")}\n`);
  return failure?.exit ?? "done";
}

/** Returns a fetch that records the offset of this clock from the server's: the client does not expose headers. */
function clockReader(now: () => number) {
  let ahead: number | undefined;
  const fetch: NonNullable<S2Options["fetch"]> = async (url, init) => {
    const response = await globalThis.fetch(url, init);
    const told = Date.parse(response.headers.get("date") ?? "");
    // The header is truncated to the second: add half of one, the expected remainder.
    if (!Number.isNaN(told)) ahead = now() - told - 500;
    return response;
  };
  return { fetch, aheadMillis: () => ahead };
}

function textOf(diagnosis: Diagnosis, { paint }: Context): string[] {
  const { answer, millis, may, untried, clockAheadMillis: ahead } = diagnosis;
  const good = answer === "ok";
  const rows: readonly (readonly [string, string])[] = [
    ["bearer", `from ${diagnosis.bearer}`],
    ["endpoint", `${shown(diagnosis.endpoint)} (from ${diagnosis.endpointFrom})`],
    ["answer", good ? paint("green", `yes, after ${millis} ms`) : paint("red", answer)],
    ["may", may.length === 0 ? "nothing for certain" : may.join(", ")],
    ["untried", `${untried.join(", ")}: only a change would show`],
    ["clock", clockText(ahead)],
  ];
  return rows.map(([label, text]) => `${pad(label, 8)}  ${text}`);
}

function clockText(ahead: number | undefined): string {
  if (ahead === undefined) return "not compared: no answer with a time";
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (seconds < 2) return "the same as S2's";
  const text = `${seconds} s ${ahead > 0 ? "ahead of" : "behind"} S2's`;
  return Math.abs(ahead) < CLOCK_TOLERANCE_MILLIS
    ? text
    : `${text}: expiries will be off by as much; correct this clock`;
}
