import { expect, test } from "vitest";
import { steadyTime } from "../../../src/lifecycle/provider/steady.js";

test("the time of a custom clock moves with it, and stands while it is set back, which is reported", () => {
  let now = 1_000_000;
  const back: number[] = [];
  const time = steadyTime(
    () => now,
    true,
    (millis) => back.push(millis),
  );
  expect(time()).toBe(0);
  now += 500;
  expect(time()).toBe(500);
  now -= 200;
  expect(time()).toBe(500);
  now += 100;
  expect([time(), back]).toEqual([600, [200]]);
});

test("the runtime's own clock may be set back: its timer goes on", () => {
  let now = 1_000_000;
  const back: number[] = [];
  const time = steadyTime(
    () => now,
    false,
    (millis) => back.push(millis),
  );
  now += 60_000;
  const before = time();
  now -= 3_600_000;
  expect(before).toBeGreaterThanOrEqual(60_000);
  expect(time()).toBeGreaterThanOrEqual(before);
  expect(back).toEqual([]);
});
