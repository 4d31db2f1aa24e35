import { expect, test } from "vitest";
import { runLocal, type LocalOptions } from "../../../src/cli/local/run.js";

/** Runs a local account until it has printed its introduction. */
async function started(options: LocalOptions, isTerminal = false, isStopped = false) {
  const stopping = new AbortController();
  if (isStopped) stopping.abort();
  let [printed, said] = ["", ""];
  const ended = runLocal(
    { port: 0, ...options },
    {
      print: async (text) => {
        printed += text;
        // Further messages follow in the same turn.
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

test("prints the variables as shell lines, with an odd bearer quoted", async () => {
  const { printed } = await started({ token: "it's" });
  expect(printed).toMatch(/^export S2_ACCESS_TOKEN='it'\\''s'\nexport S2_ACCOUNT_ENDPOINT=http:\/\/127/);
});

test("prints one JSON object with json", async () => {
  const { printed, said } = await started({ json: true }, true);
  expect(JSON.parse(printed)).toMatchObject({ accessToken: "s2_local_root" });
  expect(said).toBe("");
});

test("introduces itself on a terminal", async () => {
  const access_tokens = [{ id: "a", access_token: "bearer-of-a", scope: { ops: ["list-basins"] } }];
  const seed = { name: "seed.json", value: { access_tokens } };
  const { said } = await started({ seed, site: () => () => false }, true);
  expect(said).toMatch(/is listening on http:\/\/127\.0\.0\.1:\d+\. It holds 1 access token\./);
  expect(said).toMatch(/http:\/\/localhost:\d+\//);
  expect((await started({}, true)).said).toContain("It is empty except for its root token.");
  expect((await started({ quiet: true }, true)).said).toBe("");
});

test("warns about an address that other machines can reach", async () => {
  expect((await started({ host: "0.0.0.0" })).said).toContain("On 0.0.0.0 anyone who can reach this machine");
});

test("ends at once if already stopped", async () => {
  expect((await started({}, false, true)).printed).toContain("export");
});

test.each([["issue"], ["issue=no-such-fault"], ["nothing=500:always"]])(
  "refuses --fault %s by name",
  async (fault) => {
    await expect(started({ faults: [fault] })).rejects.toThrow(`--fault`);
  },
);

test("queues faults once or always", async () => {
  expect((await started({ faults: ["issue=500", "list=429:always"] })).printed).toContain("export");
});
