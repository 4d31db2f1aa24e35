import type { Context, GlobalFlags } from "../context.js";
import { readDocument } from "../input/documents.js";
import { openExport } from "../local/export.js";
import { runLocal, type LocalOptions } from "../local/run.js";

/** The flags of `local`. */
export interface LocalFlags {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly seed?: string;
  readonly token?: string;
  readonly revocationDelay?: number;
  readonly fault?: readonly string[];
  readonly export?: string;
  readonly exitWithStdin?: boolean;
  readonly noPage?: boolean;
}

/** Runs a local account until it is stopped. */
export async function run(context: Context, flags: LocalFlags & GlobalFlags): Promise<void> {
  const stop =
    flags.exitWithStdin === true ? AbortSignal.any([context.stop, endOfStdin(context)]) : context.stop;
  const seed = flags.seed === undefined ? undefined : await readDocument(context, flags.seed);
  const file = flags.export === undefined ? undefined : await openExport(flags.export);
  const options: LocalOptions = {
    port: flags.port,
    host: flags.host,
    allowHosts: flags.allowHost,
    seed,
    token: flags.token,
    revocationDelayMillis: flags.revocationDelay,
    faults: flags.fault,
    json: flags.json,
    quiet: flags.quiet,
    save: file?.save,
    site: flags.noPage === true ? undefined : await pageSite(flags),
  };
  try {
    await runLocal(options, {
      print: (text) => context.print(text),
      say: (text) => context.stderr.write(text),
      isTerminal: context.stderr.isTerminal,
      stop,
    });
  } finally {
    await file?.abandon();
  }
}

/** Serves the page at the account's own address. */
async function pageSite({ allowHost, revocationDelay }: LocalFlags): Promise<LocalOptions["site"]> {
  const [{ createSite }, { localSource }, { readPage }] = await Promise.all([
    import("../page/site.js"),
    import("../page/local-source.js"),
    import("../page/document.js"),
  ]);
  return (account, server) => {
    let site: ReturnType<typeof createSite> | undefined;
    return (incoming, response) => {
      site ??= createSite({
        source: localSource(account, server().accountEndpoint, revocationDelay),
        document: readPage(),
        port: () => server().port,
        allowedHosts: allowHost,
      });
      return site(incoming, response);
    };
  };
}

/** Returns a signal that fires when the parent process has gone or closes stdin. */
function endOfStdin(context: Context): AbortSignal {
  const ended = new AbortController();
  const wait = async () => {
    try {
      for await (const _ of context.read("--exit-with-stdin"));
    } catch {
      // A broken pipe has ended.
    }
    ended.abort();
  };
  void wait();
  return ended.signal;
}
