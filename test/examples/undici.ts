import { S2, uniqueId } from "s2-access-tokens";
import { undiciFetch } from "s2-access-tokens/undici";
import { Agent } from "undici";

// One client and one agent for the whole process: its connections are kept and shared.
const client = S2.fromEnv({ fetch: undiciFetch(new Agent({ connections: 64 })) });

/** Issues a token for one session and returns its secret; the agent's connections limit the concurrency. */
async function mint(user: string): Promise<string> {
  const { accessToken } = await client.accessTokens.issue({
    id: uniqueId(`session/${user}/`),
    scope: {
      basins: { exact: "production" },
      streams: { prefix: `users/${user}/` },
      ops: ["append", "read", "check-tail"],
    },
    expiresIn: "15m",
  });
  return accessToken;
}

const secrets = await Promise.all(["1234", "5678"].map(mint));
console.log(secrets.length);
