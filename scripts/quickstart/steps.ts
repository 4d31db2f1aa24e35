import { permittedOperations, S2PermissionError } from "s2-access-tokens";
import { examples } from "./examples.js";
import type { ExampleName } from "./examples.js";
import { feelThePrefix } from "./streams.js";
import { inShell } from "./shell.js";
import { expectSame, holderOf, issue, ownTokens, revoke, Unexpected } from "./stage.js";
import type { Stage } from "./stage.js";

/** One step: its description, and a function that throws if something is not as expected. */
export interface Step {
  readonly title: string;
  readonly run: (stage: Stage) => Promise<void>;
}

// The keys of the examples are written out, so the cast is safe.
const names = Object.keys(examples) as ExampleName[];
const hourMillis = 60 * 60 * 1000;

const issueFour: Step = {
  title: "Issue the four tokens of S2's page",
  async run(stage) {
    for (const name of names) {
      const { about, token } = examples[name];
      const id = stage.idOf(token.id);
      await issue(stage, name, { ...token, id, expiresAt: Date.now() + hourMillis });
      stage.say(`issued ${id}, for an hour: ${about}`);
    }
    stage.say("each came back with its secret, which S2 returns only once; none is printed");
  },
};

const page: Step = {
  title: "Page through the listing, two at a time",
  async run(stage) {
    const seen: string[] = [];
    let number = 0;
    for await (const { items } of stage.client.accessTokens
      .listAll({ prefix: stage.prefix, pageSize: 2 })
      .pages()) {
      number += 1;
      const ids = items.map(({ id }) => id);
      stage.say(`page ${number}: ${ids.join(", ")}`);
      seen.push(...ids);
    }
    const wanted = names.map((name) => stage.idOf(examples[name].token.id)).sort();
    expectSame("the ids, in order", seen, wanted);
    expectSame("the number of pages", number, 2);
  },
};

const permits: Step = {
  title: "What each scope permits",
  async run(stage) {
    for (const { id, scope } of await ownTokens(stage)) {
      const held = permittedOperations(scope);
      const definite = held.filter(({ answer }) => answer === "yes").map(({ operation }) => operation);
      const unsure = held.filter(({ answer }) => answer === "unknown").map(({ operation }) => operation);
      const perhaps = unsure.length === 0 ? "" : `; perhaps ${unsure.join(", ")}`;
      stage.say(`${id}: ${definite.join(", ")}${perhaps}`);
      if (definite.length === 0) throw new Unexpected(`${id} permits nothing for certain`);
    }
  },
};

const fromAShell: Step = {
  title: "The same from a shell",
  async run(stage) {
    const id = stage.idOf(examples.analytics.token.id);
    await inShell(stage, ["list", ...(stage.prefix === "" ? [] : ["--prefix", stage.prefix])]);
    await inShell(stage, ["can", "read", id, "--basin", "production", "--stream", "logs/2030"]);
  },
};

const forbidden: Step = {
  title: "A call that a scope does not permit",
  async run(stage) {
    const analytics = holderOf(stage, "analytics");
    const refusal = await analytics.accessTokens.list().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(refusal instanceof S2PermissionError)) {
      throw new Unexpected(`listing with ${stage.idOf("analytics-readonly")} was not refused`);
    }
    expectSame("the status", refusal.status, 403);
    expectSame("the effect", refusal.effect, "none");
    stage.say(`${stage.idOf("analytics-readonly")} may not list tokens: ${refusal.status} ${refusal.code}`);
  },
};

const autoPrefix: Step = {
  title: "Streams under a prefix that the user never sees",
  async run(stage) {
    if (stage.basinEndpoint === undefined) stage.say("skipped: it needs a basin, and this run creates none");
    else await feelThePrefix(stage, stage.basinEndpoint);
  },
};

const rotate: Step = {
  title: "Rotate: issue the new one, then revoke the old",
  async run(stage) {
    const { token } = examples.backend;
    const [oldId, newId] = [stage.idOf(token.id), stage.idOf(`${token.id}-2`)];
    await issue(stage, "backend", { ...token, id: newId, expiresAt: Date.now() + hourMillis });
    stage.say(`issued ${newId} with the same scope; both work while their users switch`);
    await revoke(stage, oldId);
    stage.say(`revoked ${oldId}; S2 may accept it for up to ten more minutes`);
    expectSame(`${oldId} in the listing`, await stage.client.accessTokens.get({ id: oldId }), undefined);
  },
};

const revokeAll: Step = {
  title: "Revoke what is left",
  async run(stage) {
    for (const { id } of await ownTokens(stage)) {
      await revoke(stage, id);
      stage.say(`revoked ${id}`);
    }
    expectSame("what is left of this run", await ownTokens(stage), []);
    const again = await stage.client.accessTokens.revoke(
      { id: stage.idOf("metrics-collector") },
      { missingOk: true },
    );
    expectSame("revoking once more, with missingOk", again, "gone");
  },
};

/** Every step, in order. */
export const steps: readonly Step[] = [
  issueFour,
  page,
  permits,
  fromAShell,
  forbidden,
  autoPrefix,
  rotate,
  revokeAll,
];
