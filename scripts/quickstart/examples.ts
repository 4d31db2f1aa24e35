import type { IssueAccessTokenInput } from "s2-access-tokens";

/** The four tokens on S2's page about issuing. */
export const examples = {
  backend: {
    about: "reading and writing the records of every stream",
    token: {
      id: "app-backend-token",
      scope: {
        basins: { prefix: "" },
        streams: { prefix: "" },
        opGroups: { stream: { read: true, write: true } },
      },
    },
  },
  analytics: {
    about: "reading the records of production's logs",
    token: {
      id: "analytics-readonly",
      scope: {
        basins: { exact: "production" },
        streams: { prefix: "logs/" },
        opGroups: { stream: { read: true, write: false } },
      },
    },
  },
  user: {
    about: "one user's streams, with their names prefixed by S2",
    token: {
      id: "user-1234-token",
      scope: {
        basins: { prefix: "" },
        streams: { prefix: "users/1234/" },
        opGroups: { stream: { read: true, write: true } },
      },
      autoPrefixStreams: true,
    },
  },
  metrics: {
    about: "three operations, each named",
    token: {
      id: "metrics-collector",
      scope: { basins: { prefix: "" }, ops: ["account-metrics", "basin-metrics", "stream-metrics"] },
    },
  },
} as const satisfies Readonly<Record<string, { about: string; token: IssueAccessTokenInput }>>;

/** The name of one of the four. */
export type ExampleName = keyof typeof examples;
