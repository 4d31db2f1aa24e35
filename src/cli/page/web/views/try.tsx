import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { OPERATIONS } from "../../../../../generated/constants.js";
import { parseToken } from "../../../../check/parse.js";
import { diffScopes } from "../../../../scope/canonical.js";
import { excess } from "../../../../scope/contain.js";
import { explain } from "../../../../scope/explain/explain.js";
import { lint } from "../../../../scope/lint/lint.js";
import type { ScopedToken } from "../../../../scope/subject.js";
import { messageOf, type AccountData } from "../account.js";
import { Ask } from "./ask.js";
import { asJson, Code, Explanation, Findings, Name } from "../parts.js";
import { go, type Place } from "../place.js";
import { issueToken, takeSecret } from "../server.js";

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
        streams are given and listed without the prefix
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

interface CompareProps {
  readonly token: ScopedToken;
  readonly data: AccountData;
  readonly other: string;
}

/** Shows the differences from another token, and what each permits beyond the other. */
function Compare({ token, data, other }: CompareProps): JSX.Element {
  const row = data.byId.get(other);
  return (
    <>
      <h2>Compared with</h2>
      <input
        aria-label="Compare with the token"
        placeholder="A token's id"
        value={other}
        list="ids"
        onInput={(event) => go({ with: event.currentTarget.value }, "replace")}
      />
      <datalist id="ids">
        {data.rows.slice(0, 200).map(({ id }) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      {row !== undefined && (
        <>
          <h3>
            Beyond <Name text={other} />
          </h3>
          <Sentences of={excess(token, row.token)} none="Nothing: it is contained." />
          <h3>
            What <Name text={other} /> has beyond it
          </h3>
          <Sentences of={excess(row.token, token)} none="Nothing." />
          <h3>Changes of the scope</h3>
          <Code label="the changes of the scope" text={asJson(diffScopes(row.token, token))} />
        </>
      )}
    </>
  );
}

function Sentences({
  of,
  none,
}: {
  of: readonly { readonly sentence: string }[];
  none: string;
}): JSX.Element {
  if (of.length === 0) return <p class="good">{none}</p>;
  return (
    <ul>
      {of.map(({ sentence }) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** Issues the token on the local account. */
function Issue({ token }: { token: ScopedToken }): JSX.Element {
  const [state, setState] = useState<{ id?: string; handle?: string; secret?: string; problem?: string }>({});
  const issue = (): void => {
    void issueToken(token).then(setState, (error: unknown) => setState({ problem: messageOf(error) }));
  };
  const show = (): void => {
    if (state.handle === undefined) return;
    void takeSecret(state.handle).then(
      (secret) => setState({ ...(state.id === undefined ? {} : { id: state.id }), secret }),
      (error: unknown) => setState({ problem: messageOf(error) }),
    );
  };
  return (
    <>
      <h2>Issue it on this local account</h2>
      <p>
        <button type="button" onClick={issue}>
          Issue
        </button>
      </p>
      <div aria-live="polite">
        {state.problem !== undefined && <p role="alert">{state.problem}</p>}
        {state.id !== undefined && (
          <p>
            Issued <Name text={state.id} />.{" "}
            {state.handle !== undefined && (
              <button type="button" onClick={show}>
                Show its secret, once
              </button>
            )}
          </p>
        )}
        {state.secret !== undefined && <Code label="the secret" text={state.secret} />}
      </div>
    </>
  );
}
