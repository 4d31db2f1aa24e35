import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { onAbort } from "../src/signals.js";

test("a signal has one listener however many wait for it, and none once nobody does", () => {
  const { signal } = new AbortController();
  const cancels = Array.from({ length: 100 }, () => onAbort(signal, () => undefined));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  for (const cancel of cancels) cancel();
  for (const cancel of cancels) cancel();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("everybody who waits is called once when the signal fires, unless cancelled before its turn", () => {
  const controller = new AbortController();
  const calls: string[] = [];
  onAbort(controller.signal, () => {
    calls.push("first");
    cancelSecond();
  });
  const cancelSecond = onAbort(controller.signal, () => calls.push("second"));
  onAbort(controller.signal, () => calls.push("third"));
  controller.abort();
  controller.signal.dispatchEvent(new Event("abort"));
  expect(calls).toEqual(["first", "third"]);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
});

test("a signal that has fired calls back at once, and no signal never does", () => {
  const called = vi.fn();
  onAbort(AbortSignal.abort(), called)();
  expect(called).toHaveBeenCalledOnce();
  onAbort(undefined, called)();
  expect(called).toHaveBeenCalledOnce();
});
