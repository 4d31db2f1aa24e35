import { describe, expect, test } from "vitest";
import type { Sink } from "../../../src/lifecycle/index.js";
import { FAULT_NAMES, type FaultName } from "../../../src/testing/index.js";
import { runs } from "../../runs.js";
import {
  MINUTE,
  OVERLAP,
  pointsOf,
  Runner,
  SITUATIONS,
  twoMoreRuns,
  unfinished,
  worldOf,
  type RunnerOptions,
} from "./crash.js";
import { seeded } from "../../seeded.js";

const situations = Object.keys(SITUATIONS);
/** `rotate` takes the scope from a generation that is there. */
const rotated = situations.filter((name) => name !== "nothing");

describe("a run killed at any point", () => {
  const ways: readonly { name: string; of: readonly string[]; options: RunnerOptions; late?: boolean }[] = [
    { name: "applyPlan", of: situations, options: {} },
    { name: "rotate", of: rotated, options: { by: "rotate" } },
    { name: "applyPlan, effects land late", of: situations, options: {}, late: true },
    { name: "rotate, effects land late", of: rotated, options: { by: "rotate" }, late: true },
    { name: "applyPlan, the id stored last", of: situations, options: { storing: "id-last" } },
    { name: "applyPlan, the sink emptied first", of: situations, options: { storing: "emptied-first" } },
  ];
  const cases = ways.flatMap((way) => way.of.map((situation) => ({ ...way, situation })));

  test.each(cases)(
    "$name, $situation: leaves a working delivered token, and two runs later exactly one",
    async ({ situation, options, late = false }) => {
      const points = await pointsOf(situation, options);
      expect(points).toBeGreaterThan(3);
      for (let at = 0; at < points; at++) {
        for (const again of [true, false]) {
          const world = await worldOf(situation);
          const killed = new Runner(world, { ...options, ending: { at, how: "kill", late } });
          await killed.start();
          const where = `${situation}, ${killed.log.at(-1)}, ${again ? "run again at once" : "run again later"}`;
          const next = new Runner(world, { ...options, seed: 7 });
          if (again) await next.start();
          // Within the time limit of a put.
          world.time += 5 * MINUTE;
          for (const land of world.late.splice(0)) await land();
          await twoMoreRuns(world, options);
          expect(unfinished(world), where).toEqual([]);
        }
      }
    },
  );

  test.each(["one of another scope", "nothing"])(
    "%s: killed after each issue, leaves at most two undelivered tokens beside the oldest",
    async (situation) => {
      const world = await worldOf(situation);
      for (let run = 0; run < 6; run++) {
        await new Runner(world, {
          seed: run,
          ending: { at: "after POST /v1/access-tokens", how: "kill" },
        }).start();
        expect(world.alive().length).toBeLessThanOrEqual(3);
        world.time += OVERLAP + 5 * MINUTE;
      }
      expect(world.alive()).toHaveLength(3);
      await twoMoreRuns(world);
      expect(unfinished(world)).toEqual([]);
    },
  );
});

describe("two runners at once with clocks five minutes apart", () => {
  test.each(situations)("%s, at every pair of points", async (situation) => {
    const points = await pointsOf(situation);
    const pairs = Array.from({ length: points ** 2 * 2 }, (_, index) => index);
    const random = seeded(points);
    // All of them in the long run, otherwise a sample.
    const chosen = pairs.filter(() => random() < runs(100) / 100);
    expect(chosen.length).toBeGreaterThan(10);
    for (const pair of chosen) {
      const [first, second] = [Math.floor(pair / 2) % points, Math.floor(pair / 2 / points)];
      const skew = pair % 2 === 0 ? -5 * MINUTE : 5 * MINUTE;
      const world = await worldOf(situation);
      const a = new Runner(world, { ending: { at: first, how: "pause" }, seed: 1 });
      const b = new Runner(world, { ending: { at: second, how: "pause" }, skew, seed: 2 });
      await a.start();
      await b.start();
      await a.finish();
      await b.finish();
      await twoMoreRuns(world);
      expect(unfinished(world), `${situation}, ${a.log[first]}, ${b.log[second]}, ${skew}`).toEqual([]);
    }
  });
});

describe("every fault at every call of a run", () => {
  const timed = new Set<FaultName>(["slow", "hang-after", "drip"]);
  const busiest = "two newer ones that never arrived";

  test.each(situations)("%s", async (situation) => {
    const calls = await requestsOf(situation);
    const random = seeded(calls);
    const names = FAULT_NAMES.filter((name) => !timed.has(name));
    for (let call = 0; call < calls; call++) {
      for (const name of names.filter(() => random() < runs(1000) / 300)) {
        const world = await worldOf(situation);
        world.account.faults.script([...Array.from({ length: call }, () => "none" as const), name]);
        await new Runner(world).start();
        world.account.faults.clear();
        await twoMoreRuns(world);
        expect(unfinished(world), `${situation}, ${name} at ${call}`).toEqual([]);
      }
    }
  });

  test.each([...timed])("%s, with only a deadline to end the call", async (name) => {
    const calls = await requestsOf(busiest);
    for (let call = 0; call < calls; call++) {
      const world = await worldOf(busiest);
      world.account.faults.script([...Array.from({ length: call }, () => "none" as const), name]);
      await new Runner(world, { requestTimeoutMillis: 100 }).start();
      world.account.faults.clear();
      await twoMoreRuns(world);
      expect(unfinished(world), `${name} at ${call}`).toEqual([]);
    }
  });
});

async function requestsOf(situation: string): Promise<number> {
  const world = await worldOf(situation);
  const before = world.account.journal.length;
  await new Runner(world).start();
  return world.account.journal.length - before;
}

describe("a failing sink", () => {
  const failing: Readonly<Record<string, (sink: Sink) => Sink>> = {
    "cannot be read": (sink) => ({ ...sink, current: () => Promise.reject(new Error("EACCES")) }),
    "cannot be read back": (sink) => {
      let put = false;
      return {
        ...sink,
        current: (...asked) => (put ? Promise.reject(new Error("EACCES")) : sink.current(...asked)),
        async put(...given) {
          await sink.put(...given);
          put = true;
        },
      };
    },
    "reads back something else": (sink) => {
      let put = false;
      return {
        ...sink,
        current: (...asked) => (put ? "svc/other" : sink.current(...asked)),
        put: () => void (put = true),
      };
    },
    "fails before it stores": (sink) => ({ ...sink, put: () => Promise.reject(new Error("ENOSPC")) }),
    "fails after it stored": (sink) => ({
      ...sink,
      async put(...given) {
        await sink.put(...given);
        throw new Error("EIO");
      },
    }),
  };
  const cases = Object.keys(failing).flatMap((how) =>
    situations.map((situation) => [how, situation] as const),
  );

  test.each(cases)("%s: %s, loses nothing, and healthy runs finish the work", async (how, situation) => {
    const world = await worldOf(situation);
    const before = world.alive();
    const { sink } = { sink: failing[how] };
    const runner = new Runner(world, sink === undefined ? {} : { sink });
    await runner.start();
    expect(runner.error).toBeUndefined();
    if (how === "cannot be read") expect(world.alive()).toEqual(before);
    await twoMoreRuns(world);
    expect(unfinished(world)).toEqual([]);
  });
});
