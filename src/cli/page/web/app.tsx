import type { JSX } from "preact";
import { useAccount, type AccountData } from "./account.js";
import { Journal } from "./views/journal.js";
import { Go } from "./parts.js";
import { usePlace, VIEWS, type Place, type View } from "./place.js";
import { OverTime } from "./views/time.js";
import { Token } from "./views/token.js";
import { Tokens } from "./views/tokens.js";
import { Try } from "./views/try.js";

export function App(): JSX.Element {
  const data = useAccount();
  const place = usePlace();
  const id = place.get("id");
  const isLocal = data.account?.kind === "local";
  return (
    <>
      <header class="top">
        <h1>
          {isLocal ? "Local S2 account" : "S2 account"} <small>{data.account?.endpoint}</small>
        </h1>
        <nav aria-label="Views">
          {Object.entries(VIEWS).map(([view, title]) =>
            view === "journal" && !isLocal ? null : (
              <Go key={view} to={{ view, id: "", entry: "" }} {...current(place.view === view)}>
                {title}
              </Go>
            ),
          )}
        </nav>
      </header>
      {data.problem !== undefined && (
        <p class="problem" role="alert">
          {data.problem}{" "}
          <button type="button" onClick={data.reload}>
            Try again
          </button>
        </p>
      )}
      <main class={id === "" && place.get("entry") === "" ? "" : "with-detail"}>
        {viewOf(place.view, data, place)}
        {place.view === "tokens" && id !== "" && <Token data={data} id={id} />}
      </main>
    </>
  );
}

function current(is: boolean): { "aria-current"?: "page" } {
  return is ? { "aria-current": "page" } : {};
}

function viewOf(view: View, data: AccountData, place: Place): JSX.Element {
  switch (view) {
    case "tokens":
      return <Tokens data={data} place={place} />;
    case "journal":
      return <Journal data={data} place={place} />;
    case "try":
      return <Try data={data} place={place} />;
    case "time":
      return <OverTime data={data} />;
  }
}
