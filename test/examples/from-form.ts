import { exact, isOperation, OPERATIONS, prefix, S2, scope } from "s2-access-tokens";

const client = S2.fromEnv();
// #region from-form
/** Issues a token from a form whose checkboxes are `OPERATIONS`; other values are ignored. */
async function issueFrom(form: URLSearchParams): Promise<string> {
  const operations = form.getAll("operation").filter((value) => isOperation(value));
  const { accessToken } = await client.accessTokens.issue({
    id: form.get("name") ?? "",
    scope: scope()
      .basins(exact(form.get("basin") ?? ""))
      .streams(prefix(form.get("prefix") ?? ""))
      .ops(...operations),
    expiresIn: form.get("lifetime") ?? "",
  });
  return accessToken;
}
// #endregion

const form =
  "name=reporting&basin=production&prefix=reports/&operation=read&operation=check-tail&lifetime=30d";
console.log(OPERATIONS.length, (await issueFrom(new URLSearchParams(`${form}&operation=all`))).length > 0);
for await (const token of client.accessTokens.listAll()) console.log(token.id, token.scope.ops);
