import { S2Error } from "@s2-dev/streamstore";

/** Returns status and code of the answer that refused a call of S2's own client; `none` if it was not refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "none";
  } catch (error) {
    if (error instanceof S2Error) return `${error.status} ${error.code}`;
    throw error;
  }
}
