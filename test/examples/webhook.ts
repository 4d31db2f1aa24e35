import { appendOnly, exact, refuseFindings, S2, streamPrefix, uniqueId } from "s2-access-tokens";

const client = S2.fromEnv({ before: [refuseFindings("warning")] });
// #region webhook
/** Issues a token that can append to one stream for as long as the delivery of a webhook may take. */
async function writerFor(customer: string): Promise<string> {
  const { accessToken } = await client.accessTokens.issue({
    id: uniqueId("webhook/"),
    scope: appendOnly({
      basins: exact("production"),
      streams: exact(`${streamPrefix("webhooks", customer)}deliveries`),
    }),
    expiresIn: "15m",
  });
  return accessToken;
}
// #endregion

console.log((await writerFor("acme")).length > 0);
for await (const { scope } of client.accessTokens.listAll()) console.log(scope.streams, scope.ops);
