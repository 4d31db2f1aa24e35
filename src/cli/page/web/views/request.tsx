import type { JSX } from "preact";
import type { JournalEntry } from "../../../../testing/index.js";
import type { AccountData } from "../account.js";
import { Go, Name } from "../parts.js";
import { Ask } from "./ask.js";

/** One request in full; for a refusal, with a link to the scope that would allow it. */
export function Request({ entry, data }: { entry: JournalEntry; data: AccountData }): JSX.Element {
  const { operation, caller, decision, status, fault } = entry;
  const row = caller === undefined ? undefined : data.byId.get(caller);
  return (
    <aside class="token" aria-label="Request">
      <header>
        <h2>
          {status ?? "no answer"} {operation ?? `${entry.method} ${entry.path}`}
        </h2>
        <Go to={{ entry: "" }} class="close">
          Close
        </Go>
      </header>
      <p>
        Requested by{" "}
        {caller === undefined ? (
          "an unknown bearer"
        ) : (
          <Go to={{ view: "tokens", id: caller, entry: "" }}>
            <Name text={caller} />
          </Go>
        )}{" "}
        at {clock(entry.at)}.
      </p>
      {fault !== undefined && fault !== "none" && <p>The account served the fault {fault}.</p>}
      {decision !== undefined && (
        <>
          <h3>Why</h3>
          <p>{decision.reason}</p>
        </>
      )}
      {decision !== undefined && decision.status === 403 && operation !== undefined && (
        <>
          <h3>How to permit it</h3>
          {row === undefined ? (
            <p>The token no longer exists.</p>
          ) : (
            <Ask key={entry.seq} token={row.token} request={{ operation, names: entry.resources }} />
          )}
        </>
      )}
    </aside>
  );
}

/** The time of day of a request. */
export function clock(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour12: false });
}
