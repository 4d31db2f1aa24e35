import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { shown } from "../../../check/text.js";
import type { Finding } from "../../../scope/lint/lint.js";
import { relative } from "../../output/time.js";
import { follow, go, hrefOf, type Move } from "./place.js";

/** A link inside the page. */
export function Go({
  to,
  children,
  ...rest
}: { to: Move; children: ComponentChildren } & Attributes): JSX.Element {
  return (
    <a {...rest} href={hrefOf(to)} onClick={(event) => follow(event, to)}>
      {children}
    </a>
  );
}

interface Attributes {
  readonly class?: string;
  readonly tabIndex?: number;
  readonly "aria-current"?: "page" | undefined;
}

/** A filter by text, which goes into the URL under its name. */
export function Search({ label, name, value }: { label: string; name: string; value: string }): JSX.Element {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      onInput={(event) => go({ [name]: event.currentTarget.value }, "replace")}
    />
  );
}

/** A name from outside, with invisible characters escaped. */
export function Name({ text }: { text: string }): JSX.Element {
  return <span class="name">{text === "" ? "(empty)" : shown(text)}</span>;
}

/** Text with a button to copy it. */
export function Code({ text, label }: { text: string; label: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <div class="code">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <button type="button" onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {copied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}

/** Findings with their fixes. */
export function Findings({ findings }: { findings: readonly Finding[] }): JSX.Element {
  if (findings.length === 0) return <p class="good">No findings.</p>;
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <li key={`${finding.rule} ${finding.path}`}>
          <p>
            <Severity of={finding.severity} /> <b>{finding.rule}</b>
            {finding.path === "" ? "" : <span class="quiet"> at {shown(finding.path)}</span>}
          </p>
          <p>{finding.message}</p>
          {finding.fix !== undefined && (
            <details>
              <summary>
                The fix
                {finding.fix.changesMeaning
                  ? ", which changes what the token permits"
                  : ", which keeps what the token permits"}
              </summary>
              <Code label={`the fix of ${finding.rule}`} text={asJson(finding.fix.change)} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

export function Severity({ of }: { of: Finding["severity"] }): JSX.Element {
  return <span class={`mark ${of}`}>{of}</span>;
}

export function Answer({ of }: { of: "yes" | "no" | "unknown" }): JSX.Element {
  return <span class={`mark ${of}`}>{of}</span>;
}

/** An explanation as the library writes it. */
export function Explanation({ text }: { text: string }): JSX.Element {
  return (
    <pre class="explanation" tabIndex={0} aria-label="explanation">
      {text}
    </pre>
  );
}

export function asJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** Returns the time until a token expires, in words. */
export function expiryWords(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return "never";
  if (Number.isNaN(expiresAt)) return "unreadable";
  return `${expiresAt <= now ? "expired " : ""}${relative(expiresAt, now)}`;
}
