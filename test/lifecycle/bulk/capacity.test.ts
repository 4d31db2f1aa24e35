import { expect, test } from "vitest";
import { S2RateLimitError } from "../../../src/errors.js";
import { revokeMany } from "../../../src/lifecycle/index.js";
import type { TokenCalls } from "../../../src/lifecycle/index.js";
import { virtualTime } from "../world.js";

/** The ways in which a service limits its calls. */
const services = {
  "a bucket that fills steadily": (capacity: () => number) => {
    let level = 0;
    let at = 0;
    return (time: number): boolean => {
      const most = capacity() / 10;
      level = Math.min(most, level + ((time - at) * capacity()) / 1000);
      at = time;
      if (level < 1) return false;
      level -= 1;
      return true;
    };
  },
  "a count that begins anew with every second": (capacity: () => number) => {
    let second = -1;
    let count = 0;
    return (time: number): boolean => {
      if (Math.floor(time / 1000) !== second) [second, count] = [Math.floor(time / 1000), 0];
      return ++count <= capacity();
    };
  },
} as const;

test.each(Object.entries(services))(
  "a bulk run uses 85 % of a capacity that steps from 200 to 20 to 200 a second, given %s",
  async (_name, service) => {
    const time = virtualTime(0);
    const capacityAt = (millis: number): number => (millis >= 30_000 && millis < 60_000 ? 20 : 200);
    const hasRoom = service(() => capacityAt(time.now()));
    const served = new Map<number, number>();
    const tokens: TokenCalls = {
      listAll: () => ({ [Symbol.asyncIterator]: () => [][Symbol.iterator]() }) as never,
      issue: () => Promise.reject(new Error("not asked for")),
      async revoke() {
        await time.sleep(50);
        const took = hasRoom(time.now());
        if (took) {
          const second = Math.floor(time.now() / 1000);
          served.set(second, (served.get(second) ?? 0) + 1);
        }
        await time.sleep(50);
        if (!took) throw new S2RateLimitError(429, "rate_limited", "slow down", { retryable: true });
        return "revoked";
      },
    };
    function* many(): Generator<string> {
      for (let number = 0; time.now() < 90_000; number++) yield `t/${number}`;
    }
    const used: Record<string, number> = {};
    await time.run(
      (async () => {
        for await (const result of revokeMany(tokens, many(), time)) expect(result.status).toBe("revoked");
      })(),
    );
    for (const [from, to] of [
      [15, 30],
      [45, 60],
      [75, 90],
    ] as const) {
      let sum = 0;
      for (let second = from; second < to; second++) sum += served.get(second) ?? 0;
      used[`${from}`] = sum / ((to - from) * capacityAt(from * 1000));
    }
    for (const share of Object.values(used)) expect(share, JSON.stringify(used)).toBeGreaterThanOrEqual(0.85);
  },
);
