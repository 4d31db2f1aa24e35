import type { JSX } from "preact";
import { diffScopes } from "../../../../scope/canonical.js";
import { excess } from "../../../../scope/excess/excess.js";
import type { ScopedToken } from "../../../../scope/subject.js";
import type { AccountData } from "../account.js";
import { asJson, Code, Name } from "../parts.js";
import { go } from "../place.js";

interface CompareProps {
  readonly token: ScopedToken;
  readonly data: AccountData;
  readonly other: string;
}

/** Shows the differences from another token, and what each permits beyond the other. */
export function Compare({ token, data, other }: CompareProps): JSX.Element {
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
            What <Name text={other} /> permits beyond it
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
