import type { AccessTokenInfo, IssueAccessTokenInput, S2 } from "s2-access-tokens";
import type { ExampleName } from "./examples.js";

/** The holder of a token of the quickstart. */
export type Holder = ExampleName | "tenant";

/** The account of the quickstart, and the state that its steps share. */
export interface Stage {
  /** The account's own client, and its bearer. */
  readonly client: S2;
  readonly bearer: string;
  /** Returns a client of the same account with another bearer. */
  readonly as: (accessToken: string) => S2;
  /** The endpoint of basins and streams, on the local account only. */
  readonly basinEndpoint: string | undefined;
  /** Returns an example's id as this run uses it. */
  readonly idOf: (id: string) => string;
  /** The prefix of every id of this run. */
  readonly prefix: string;
  readonly say: (line: string) => void;
  /** The endpoint of the account; undefined for S2's own. */
  readonly accountEndpoint: string | undefined;
  /** Secrets by holder, for later steps; never printed. */
  readonly secrets: Map<Holder, string>;
  /** Ids that this run has or may have issued, and not yet revoked. */
  readonly issued: Set<string>;
}

/** Thrown when a step does not find what it expects. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

/** Fails the step unless the result is what it expects. */
export function expectSame(what: string, got: unknown, want: unknown): void {
  const shown = { got: JSON.stringify(got), want: JSON.stringify(want) };
  if (shown.got !== shown.want) throw new Unexpected(`${what}: expected ${shown.want}, got ${shown.got}`);
}

/** Issues a token of this run and keeps its secret for later steps. */
export async function issue(
  stage: Stage,
  holder: Holder,
  input: IssueAccessTokenInput,
  client: S2 = stage.client,
): Promise<void> {
  stage.issued.add(input.id);
  const { accessToken } = await client.accessTokens.issue(input);
  if (accessToken === "") throw new Unexpected(`${input.id} came back without a secret`);
  stage.secrets.set(holder, accessToken);
}

/** Revokes a token of this run. */
export async function revoke(stage: Stage, id: string): Promise<void> {
  expectSame(`revoking ${id}`, await stage.client.accessTokens.revoke({ id }), "revoked");
  stage.issued.delete(id);
}

/** Returns a client with the token that an earlier step issued. */
export function holderOf(stage: Stage, holder: Holder): S2 {
  return stage.as(secretOf(stage, holder));
}

/** Returns the secret that an earlier step issued. */
export function secretOf(stage: Stage, holder: Holder): string {
  const secret = stage.secrets.get(holder);
  if (secret === undefined) throw new Unexpected(`no step has issued the token of ${holder}`);
  return secret;
}

/** Lists the tokens of this run. */
export function ownTokens(stage: Stage): Promise<readonly AccessTokenInfo[]> {
  return stage.client.accessTokens.listAll({ prefix: stage.prefix }).toArray({ maxItems: 100 });
}
