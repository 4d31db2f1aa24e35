import { BASE_URL } from "../../../generated/constants.js";
import { aborted, systemCode, usageError } from "../exit.js";
import type { Context, GlobalFlags } from "../context.js";
import { connect, readEndpoint } from "../input/account.js";
import { readPage } from "../page/document.js";
import { remoteSource } from "../page/remote-source.js";
import { servePage } from "../page/serve.js";

/** The flags of `ui`. */
export interface UiFlags {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost?: readonly string[];
}

/** Serves the page of an account until it is stopped. */
export async function run(context: Context, flags: UiFlags & GlobalFlags): Promise<void> {
  const { port = 0, host = "127.0.0.1", allowHost = [] } = flags;
  const { accessTokens } = await connect(context);
  const endpoint = readEndpoint(context).text ?? BASE_URL;
  const page = await servePage({
    source: remoteSource(accessTokens, endpoint),
    document: readPage(),
    port,
    host,
    allowedHosts: allowHost,
  }).catch((error: unknown) => {
    if (systemCode(error) === "EADDRINUSE")
      throw usageError(`Port ${port} of ${host} is in use: choose another with --port.`);
    throw error;
  });
  await context.say("Open this address; it admits one browser and is read-only. Ctrl-C stops it.");
  await context.print(`${page.address}\n`);
  await aborted(context.stop);
  await page.close();
}
