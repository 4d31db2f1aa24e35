import { all, appendOnly, exact, prefix, readOnly, readWrite, S2, tenant, widen } from "s2-access-tokens";

const client = S2.fromEnv();
// #region recipes
const reader = readOnly({ basins: exact("production"), streams: prefix("logs/"), listStreams: true });
const collector = appendOnly({ basins: exact("production"), streams: exact("audit-log") });
const worker = readWrite({ basins: all(), streams: prefix("jobs/"), createStreams: true });

const userId = "a/b"; // whatever it is: it never covers the streams of user "a"
const session = tenant({ segments: ["users", userId], basins: exact("production") });
await client.accessTokens.issue({ id: "session-1", ...session, expiresIn: "1h" });
// #endregion
// #region widen
const refused = { operation: "append", basin: "production", stream: "logs/today" } as const;
const { scope, changes, sentence } = widen(reader, refused);
console.log(sentence);
console.log(scope?.ops, changes.length);
// #endregion
console.log(session.scope.streams.prefix, collector.ops?.length, worker.ops?.length);
