import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { explain } from "../../../../scope/explain/explain.js";
import { permittedOperations } from "../../../../scope/permitted.js";
import type { AccountData } from "../account.js";
import { Ask } from "./ask.js";
import { asJson, Code, Explanation, expiryWords, Findings, Go, Name } from "../parts.js";
import { analysisOf, type Row } from "../rows.js";

/** One token in full. */
export function Token({ data, id }: { data: AccountData; id: string }): JSX.Element {
  const row = data.byId.get(id);
  return (
    <aside class="token" aria-label="Token">
      <header>
        <h2>
          <Name text={id} />
        </h2>
        <Go to={{ id: "", operation: "" }} class="close">
          Close
        </Go>
      </header>
      {row === undefined ? <Missing data={data} id={id} /> : <Whole row={row} data={data} />}
    </aside>
  );
}

function Missing({ data, id }: { data: AccountData; id: string }): JSX.Element {
  if (id === "root")
    return <p>The account's root token: it permits everything, never expires and is not listed.</p>;
  return (
    <p>{data.loading ? "Loading …" : "There is no token with this id: it was revoked, or never issued."}</p>
  );
}

function Whole({ row, data }: { row: Row; data: AccountData }): JSX.Element {
  const [now] = useState(Date.now);
  const { findings } = analysisOf(row);
  const mints = mintsOf(row);
  return (
    <>
      <p class="quiet">Expires {expiryWords(row.expiresAt, now)}.</p>
      <h3>What it may do</h3>
      <Explanation text={explain(row.token)} />
      <h3>Findings</h3>
      <Findings findings={findings} />
      <h3>May it …?</h3>
      <Ask token={row.token} />
      <h3>What it could issue</h3>
      <p>{mints}</p>
      <p>
        <Go to={{ view: "try", from: row.id, id: "" }}>Try changing this scope</Go>
        {data.account?.kind === "local" && (
          <>
            {" · "}
            <Go to={{ view: "journal", caller: row.id, id: "" }}>Its requests</Go>
          </>
        )}
      </p>
      <details>
        <summary>As JSON</summary>
        <Code label="the token as JSON" text={asJson(row.token)} />
      </details>
    </>
  );
}

/** Describes the tokens that a holder of this token can issue. */
function mintsOf({ token }: Row): string {
  const minting = permittedOperations(token).find(({ operation }) => operation === "issue-access-token");
  if (minting === undefined || minting.answer === "no") return "Nothing: it may not issue tokens.";
  const sure = minting.answer === "yes" ? "It may issue" : "It may perhaps issue";
  return `${sure} tokens whose ids its access-token set covers, with at most its own scope and expiry.`;
}
