import { expect, test } from "vitest";
import { runLocal, type LocalOptions } from "../../../src/cli/local/run.js";

/** Runs a local account until it has said what it says first. */
async function started(options: LocalOptions, isTerminal = false, isStopped = false) {
  const stopping = new AbortController();
  if (isStopped) stopping.abort();
  let [printed, said] = ["", ""];
  const ended = runLocal(
    { port: 0, ...options },
    {
      print: async (text) => {
        printed += text;
        // What is said after it is said in the same turn.
        setImmediate(() => stopping.abort());
      },
      say: async (text) => void (said += text),
      isTerminal,
      stop: stopping.signal,
    },
  );
  await ended;
  return { printed, said };
}

test("the variables are lines for a shell, with an odd bearer quoted", async () => {
  const { printed } = await started({ token: "it's" });
  expect(printed).toMatch(/^export S2_ACCESS_TOKEN='it'\\''s'\nexport S2_ACCOUNT_ENDPOINT=http:\/\/127/);
});

test("or one JSON object", async () => {
  const { printed, said } = await started({ json: true }, true);
  expect(JSON.parse(printed)).toMatchObject({ accessToken: "s2_local_root" });
  expect(said).toBe("");
});

test("a person is told what it is, what it holds and where to look", async () => {
  const access_tokens = [{ id: "a", access_token: "bearer-of-a", scope: { ops: ["list-basins"] } }];
  const seed = { name: "seed.json", value: { access_tokens } };
  const { said } = await started({ seed, site: () => () => false }, true);
  expect(said).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+\. It holds 1 access token\./);
  expect(said).toMatch(/http:\/\/localhost:\d+\//);
  expect((await started({}, true)).said).toContain("It is empty but for its root token.");
  expect((await started({ quiet: true }, true)).said).toBe("");
});

test("an address that others reach is warned of", async () => {
  expect((await started({ host: "0.0.0.0" })).said).toContain("On 0.0.0.0 whoever reaches this machine");
});

test("one that was stopped before it began ends at once", async () => {
  expect((await started({}, false, true)).printed).toContain("export");
});

test.each([["issue"], ["issue=no-such-fault"], ["nothing=500:always"]])(
  "--fault %s is refused, naming it",
  async (fault) => {
    await expect(started({ faults: [fault] })).rejects.toThrow(`--fault`);
  },
);

test("faults are queued, or stand", async () => {
  expect((await started({ faults: ["issue=500", "list=429:always"] })).printed).toContain("export");
});
