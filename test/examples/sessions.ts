import { S2 } from "s2-access-tokens";

const client = S2.fromEnv();
// #region sessions
const lifeMillis = 60 * 60 * 1000;
const sessions = new Map<string, { secret: Promise<string>; renewAt: number }>();

/** The secret of a narrow token for one user, issued anew when less than five minutes of it are left. */
function tokenFor(user: string): Promise<string> {
  const known = sessions.get(user);
  if (known && Date.now() < known.renewAt) return known.secret;
  const expiresAt = Date.now() + lifeMillis;
  const secret = client.accessTokens
    .issue({
      id: `session-${user}-${crypto.randomUUID()}`,
      scope: {
        basins: { exact: "production" },
        streams: { prefix: `users/${user}/` },
        opGroups: { stream: { read: true, write: true } },
      },
      autoPrefixStreams: true,
      expiresAt,
    })
    .then(({ accessToken }) => accessToken);
  sessions.set(user, { secret, renewAt: expiresAt - 5 * 60 * 1000 });
  secret.catch(() => sessions.delete(user)); // the next caller tries again
  return secret;
}
// #endregion

const [first, second] = await Promise.all([tokenFor("1234"), tokenFor("1234")]);
console.log(first === second, (await client.accessTokens.list()).accessTokens.length);
