import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import * as browsers from "../../../src/transport/runtime/browsers.js";
import * as servers from "../../../src/transport/runtime/servers.js";

it("has the same parts for browsers as for servers", () => {
  expect(Object.keys(browsers).sort()).toEqual(Object.keys(servers).sort());
});

describe.each(Object.entries({ browsers, servers }))("a signal, on %s", (_runtime, { onAbort }) => {
  it("calls back once when it fires, and leaves no listener", () => {
    const controller = new AbortController();
    const called: string[] = [];
    const cancel = ["a", "b"].map((name) => onAbort(controller.signal, () => called.push(name)));
    controller.abort();
    controller.abort();
    for (const each of cancel) each();
    expect(called).toEqual(["a", "b"]);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("calls back at once if it has fired, and never if it was cancelled or is not there", () => {
    const called: string[] = [];
    onAbort(AbortSignal.abort(), () => called.push("fired"))();
    onAbort(undefined, () => called.push("absent"))();
    const controller = new AbortController();
    onAbort(controller.signal, () => called.push("cancelled"))();
    controller.abort();
    expect(called).toEqual(["fired"]);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });
});
