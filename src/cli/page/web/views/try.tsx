import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { OPERATIONS } from "../../../../../generated/constants.js";
import { parseToken } from "../../../../check/parse.js";
import { explain } from "../../../../scope/explain/explain.js";
import { lint } from "../../../../scope/lint/lint.js";
import type { ScopedToken } from "../../../../scope/subject.js";
import { messageOf, type AccountData } from "../account.js";
import { Ask } from "./ask.js";
import { asJson, Explanation, Findings } from "../parts.js";
import type { Place } from "../place.js";
import { Compare } from "./compare.js";
import { Issue } from "./issue.js";

const BEGINNING = {
  id: "try",
  scope: {
    basins: { exact: "production" },
    streams: { prefix: "users/1/" },
    ops: ["append", "check-tail", "read"],
  },
};

/** Edits a scope, and shows live what it permits. */
export function Try({ data, place }: { data: AccountData; place: Place }): JSX.Element {
  const from = data.byId.get(place.get("from"))?.token;
  const [text, setText] = useState(() => asJson(from ?? BEGINNING));
  const [origin, setOrigin] = useState(from);
  // The tokens may arrive after the page was opened with one to start from.
  if (from !== undefined && from !== origin) {
    setOrigin(from);
    setText(asJson(from));
  }
  const read = useMemo(() => readToken(text), [text]);
  return (
    <section class="try" aria-label="Try a scope">
      <div class="edit">
        <label>
          A token or scope, as JSON
          <textarea
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            aria-invalid={typeof read === "string"}
          />
        </label>
        {typeof read === "string" ? (
          <p role="alert">{read}</p>
        ) : (
          <Controls token={read} change={(token) => setText(asJson(token))} />
        )}
      </div>
      {typeof read !== "string" && (
        <div class="said">
          <Explanation text={explain(read)} />
          <h2>Findings</h2>
          <Findings findings={lint(read)} />
          <h2>May it …?</h2>
          <Ask token={read} />
          <Compare token={read} data={data} other={place.get("with")} />
          {data.account?.kind === "local" && <Issue token={read} />}
        </div>
      )}
    </section>
  );
}

function readToken(text: string): ScopedToken | string {
  try {
    const parsed: unknown = JSON.parse(text);
    const isToken = typeof parsed === "object" && parsed !== null && "scope" in parsed;
    return parseToken(isToken ? parsed : { id: "try", scope: parsed });
  } catch (error) {
    return messageOf(error);
  }
}

interface ControlsProps {
  readonly token: ScopedToken;
  readonly change: (token: unknown) => void;
}

/** The parts of a scope as controls, which edit the JSON. */
function Controls({ token, change }: ControlsProps): JSX.Element {
  const scope = token.scope as Readonly<Record<string, unknown>>;
  const set = (key: string, value: unknown): void => change({ ...token, scope: { ...scope, [key]: value } });
  const ops = new Set(Array.isArray(scope["ops"]) ? scope["ops"] : []);
  return (
    <details>
      <summary>Controls</summary>
      {(["basins", "streams", "accessTokens"] as const).map((key) => (
        <SetControl key={key} label={key} value={scope[key]} change={(value) => set(key, value)} />
      ))}
      <fieldset>
        <legend>Operations</legend>
        <div class="operations">
          {OPERATIONS.map((operation) => (
            <label key={operation}>
              <input
                type="checkbox"
                checked={ops.has(operation)}
                onChange={(event) =>
                  set(
                    "ops",
                    OPERATIONS.filter((name) =>
                      name === operation ? event.currentTarget.checked : ops.has(name),
                    ),
                  )
                }
              />
              {operation}
            </label>
          ))}
        </div>
      </fieldset>
      <label>
        <input
          type="checkbox"
          checked={token.autoPrefixStreams === true}
          onChange={(event) => change({ ...token, autoPrefixStreams: event.currentTarget.checked })}
        />
        stream names are given and listed without the prefix
      </label>
    </details>
  );
}

interface SetControlProps {
  readonly label: string;
  readonly value: unknown;
  readonly change: (value: unknown) => void;
}

function SetControl({ label, value, change }: SetControlProps): JSX.Element {
  const set = (typeof value === "object" && value !== null ? value : {}) as {
    exact?: string;
    prefix?: string;
  };
  const kind = set.exact !== undefined ? "exact" : set.prefix !== undefined ? "prefix" : "none";
  const name = set.exact ?? set.prefix ?? "";
  const make = (kind: string, name: string): unknown => (kind === "none" ? undefined : { [kind]: name });
  return (
    <div class="set">
      <label>
        {label === "accessTokens" ? "access tokens" : label}
        <select value={kind} onChange={(event) => change(make(event.currentTarget.value, name))}>
          <option value="none">none</option>
          <option value="exact">only</option>
          <option value="prefix">that begin with</option>
        </select>
      </label>
      {kind !== "none" && (
        <input
          aria-label={`name of ${label}`}
          value={name}
          onInput={(event) => change(make(kind, event.currentTarget.value))}
        />
      )}
    </div>
  );
}
