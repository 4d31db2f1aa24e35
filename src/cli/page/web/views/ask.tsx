import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { OPERATION_TABLE, OPERATIONS } from "../../../../../generated/constants.js";
import { evaluate } from "../../../../scope/evaluate.js";
import type { ScopeRequest } from "../../../../scope/requests.js";
import { widen } from "../../../../scope/widen.js";
import type { ScopeOrToken } from "../../../../scope/subject.js";
import type { Resource } from "../../../../scope/resources.js";
import { messageOf } from "../account.js";
import { Answer, asJson, Code } from "../parts.js";

const FIELDS = {
  basin: "basin",
  stream: "stream",
  "access-token": "accessTokenId",
} as const satisfies Record<Resource, string>;

/** A request being composed: names may be missing. */
export interface Asked {
  readonly operation: string;
  readonly names: { readonly [K in Resource]?: string | undefined };
}

const FIRST: Asked = { operation: "append", names: {} };

interface AskProps {
  readonly token: ScopeOrToken;
  /** The initial request, for one that was refused. */
  readonly request?: Asked;
}

/** Shows whether a token permits a request, and what would. */
export function Ask({ token, request = FIRST }: AskProps): JSX.Element {
  const [asked, setAsked] = useState(request);
  const { operation, names } = asked;
  const named = RESOURCES_OF.get(operation) ?? [];
  const unnamed = named.filter((resource) => (names[resource] ?? "") === "");
  return (
    <form class="ask" onSubmit={(event) => event.preventDefault()}>
      <label>
        operation
        <select
          value={operation}
          onChange={(event) => setAsked({ ...asked, operation: event.currentTarget.value })}
        >
          {OPERATIONS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {named.map((resource) => (
        <label key={resource}>
          {labelOf(resource)}
          <input
            value={names[resource] ?? ""}
            onInput={(event) =>
              setAsked({ operation, names: { ...names, [resource]: event.currentTarget.value } })
            }
          />
        </label>
      ))}
      {unnamed.length === 0 ? (
        <Verdict token={token} request={requestOf(asked, named)} />
      ) : (
        <p class="quiet">Name the {unnamed.map(labelOf).join(" and the ")}.</p>
      )}
    </form>
  );
}

/** Shows the decision on a request, and the smallest change that would permit it. */
export function Verdict({ token, request }: { token: ScopeOrToken; request: ScopeRequest }): JSX.Element {
  try {
    const { answer, reasons } = evaluate(token, request);
    return (
      <div aria-live="polite">
        <p>
          <Answer of={answer} />
        </p>
        <ul>
          {reasons.map(({ sentence }) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {answer !== "yes" && <Widened token={token} request={request} />}
      </div>
    );
  } catch (error) {
    return <p class="quiet">{messageOf(error)}</p>;
  }
}

function Widened({ token, request }: { token: ScopeOrToken; request: ScopeRequest }): JSX.Element {
  const widening = widen(token, request);
  if (widening.scope === undefined) return <p>{widening.sentence}</p>;
  return (
    <details open>
      <summary>The least scope that would permit it</summary>
      <p>{widening.sentence}</p>
      <Code label="the wider scope" text={asJson(widening.scope)} />
    </details>
  );
}

function labelOf(resource: Resource): string {
  return resource === "access-token" ? "token id" : resource;
}

function requestOf({ operation, names }: Asked, named: readonly Resource[]): ScopeRequest {
  const request: Record<string, string> = { operation };
  for (const resource of named) request[FIELDS[resource]] = names[resource] ?? "";
  // The fields are those that the operation needs; evaluate reports an invalid name.
  return request as unknown as ScopeRequest;
}

const RESOURCES_OF: ReadonlyMap<string, readonly Resource[]> = new Map(
  OPERATIONS.map((operation) => [operation, OPERATION_TABLE[operation].resources]),
);
