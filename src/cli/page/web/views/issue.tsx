import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ScopedToken } from "../../../../scope/subject.js";
import { messageOf } from "../account.js";
import { Code, Name } from "../parts.js";
import { issueToken, takeSecret } from "../server.js";

/** Issues the token on the local account. */
export function Issue({ token }: { token: ScopedToken }): JSX.Element {
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
