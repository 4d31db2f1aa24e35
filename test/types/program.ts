// A small consumer as users write it, for measuring the compiler's work and reading hovers.
import { exact, prefix, S2, S2Error, scope } from "s2-access-tokens";

const client = new S2({ accessToken: "not-a-real-bearer", retry: { maxAttempts: 2 } });

export async function mint(user: string): Promise<string> {
  const tenant = scope()
    .basins(exact("production"))
    .streams(prefix(`users/${user}/`))
    .group("stream", "read-write");
  const issued = await client.accessTokens.issue({
    id: `user-${user}`,
    scope: tenant,
    autoPrefixStreams: true,
    expiresAt: Date.now() + 3_600_000,
  });
  return issued.accessToken;
}

export async function expiring(before: Date): Promise<string[]> {
  const ids: string[] = [];
  for await (const token of client.accessTokens.listAll({ prefix: "user-" })) {
    if (token.expiresAt !== null && token.expiresAt < before) ids.push(token.id);
  }
  return ids;
}

export async function drop(id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const outcome = await client.accessTokens.revoke({ id }, { signal, missingOk: true });
    return outcome === "revoked";
  } catch (error) {
    if (error instanceof S2Error && error.effect === "unknown") return false;
    throw error;
  }
}

export async function copy(id: string, to: string): Promise<void> {
  const listed = await client.accessTokens.get({ id });
  if (listed) await client.accessTokens.issue({ ...listed, id: to });
}
