import { diffScopes, lint, parseToken, S2, S2ArgumentError } from "s2-access-tokens";

const client = S2.fromEnv();
const text = `[
  { "id": "ingest", "scope": { "basins": { "exact": "production" }, "streams": { "prefix": "logs/" },
    "op_groups": { "stream": { "read": true } } }, "expires_at": null },
  { "id": "audit", "scope": { "ops": ["list-access-token"] } }
]`;
// #region from-json
/** Issues the tokens of a file that the account lacks, in S2's own spelling or in this package's. */
async function apply(file: readonly unknown[]): Promise<void> {
  for (const entry of file) {
    const token = parseToken(entry);
    for (const { severity, rule } of lint(token)) {
      if (severity === "error") throw new Error(`${token.id}: ${rule}`);
    }
    const present = await client.accessTokens.get({ id: token.id });
    if (present === undefined) await client.accessTokens.issue(token);
    else console.log(token.id, diffScopes(present, token)); // a token cannot be changed: issue another
  }
}
// #endregion

const file: unknown = JSON.parse(text);
if (!Array.isArray(file)) throw new TypeError("The file is a list of tokens.");
await apply(file.slice(0, 1));
await apply(file.slice(0, 1));
await apply(file.slice(1)).catch((error: unknown) => {
  if (!(error instanceof S2ArgumentError)) throw error;
  console.log(error.message);
});
