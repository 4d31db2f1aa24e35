import type { AccessTokenInfo, IssueAccessTokenInput, S2 } from "s2-access-tokens";
import type { ExampleName } from "./examples.js";

/** Who holds a token of the quickstart. */
export type Holder = ExampleName | "tenant";

/** Where the quickstart plays, and what its steps share. */
export interface Stage {
  /** The account's own client, and its bearer. */
  readonly client: S2;
  readonly bearer: string;
  /** A client of the same account with another bearer. */
  readonly as: (accessToken: string) => S2;
  /** Where basins and streams are, on the local account only. */
  readonly basinEndpoint: string | undefined;
  /** An example's id as this run uses it. */
  readonly idOf: (id: string) => string;
  /** What every id of this run begins with. */
  readonly prefix: string;
  readonly say: (line: string) => void;
  /** Where the account is; undefined for S2's own. */
  readonly accountEndpoint: string | undefined;
  /** Secrets by who holds them, for later steps; never printed. */
  readonly secrets: Map<Holder, string>;
  /** Ids that this run has issued, or may have, and not yet revoked. */
  readonly issued: Set<string>;
}

/** A step found something else than it expects. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

/** Fails the step unless what came back is what the step expects. */
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

/** A client that holds what an earlier step issued. */
export function holderOf(stage: Stage, holder: Holder): S2 {
  return stage.as(secretOf(stage, holder));
}

/** What an earlier step issued. */
export function secretOf(stage: Stage, holder: Holder): string {
  const secret = stage.secrets.get(holder);
  if (secret === undefined) throw new Unexpected(`no step has issued the token of ${holder}`);
  return secret;
}

/** The tokens of this run, as S2 lists them. */
export function ownTokens(stage: Stage): Promise<readonly AccessTokenInfo[]> {
  return stage.client.accessTokens.listAll({ prefix: stage.prefix }).toArray({ maxItems: 100 });
}
