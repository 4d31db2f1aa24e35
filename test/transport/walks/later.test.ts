// Walks that a bundle for browsers loads when they are first needed: as those of servers, and loaded once.
import { describe, expect, it } from "vitest";
import { notLoaded } from "../../../src/transport/failure.js";
import { later } from "../../../src/transport/walks/later.js";
import type { PageSource } from "../../../src/transport/walks/source.js";
import * as browsers from "../../../src/transport/runtime/browsers.js";
import * as servers from "../../../src/transport/runtime/servers.js";
import { S2ConnectionError } from "../../../src/index.js";
import { sourceOf, WALK } from "./simulated-walk.js";

const ids = Array.from({ length: 250 }, (_, index) => String(index).padStart(3, "0"));

/** A listing of a hundred ids a page; counts the requests. */
function listing(): { source: PageSource<string>; requests: () => number } {
  let requests = 0;
  const source = sourceOf(({ startAfter, limit }) => {
    requests++;
    const from = startAfter === undefined ? 0 : ids.indexOf(startAfter) + 1;
    const items = ids.slice(from, from + limit);
    const page = Promise.resolve({ items, cursor: items.at(-1), hasMore: from + limit < ids.length });
    return { page, bringForward: () => undefined, abort: () => undefined };
  });
  return { source, requests: () => requests };
}

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const options = { ...WALK, pageSize: 100, parallel: 1 };

describe("in a bundle for browsers", () => {
  it("a walk gives the items and the pages that it gives on servers", async () => {
    for (const walks of [servers, browsers]) {
      const { source } = listing();
      expect(await walks.collect(source, options, 120)).toEqual(ids.slice(0, 120));
      expect(await gather(walks.walkItems(source, options))).toEqual(ids);
      const pages = await gather(walks.walkListing(source, options));
      expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 50]);
    }
  });

  it("nothing is requested before the first step, nor after a walk was closed", async () => {
    const { source, requests } = listing();
    const walk = browsers.walkItems(source, options);
    expect(requests()).toBe(0);
    const first = walk.next();
    await walk.return?.();
    expect([await first, await walk.next()]).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(requests()).toBe(0);
  });

  it("steps that are asked for at once come in order", async () => {
    const walk = browsers.walkItems(listing().source, options);
    const steps = await Promise.all([walk.next(), walk.next(), walk.next()]);
    expect(steps.map(({ value }) => value)).toEqual(["000", "001", "002"]);
    expect((await walk.next()).value).toBe("003");
  });
});

describe("a walk that cannot be loaded", () => {
  const missing = () => Promise.reject(new Error("no such file"));

  it("fails with an error that may be retried, since nothing was sent", async () => {
    const walk = later(missing, notLoaded("list"));
    const error: unknown = await walk.next().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(S2ConnectionError);
    expect(error).toMatchObject({
      operation: "list",
      effect: "none",
      attempts: 0,
      retryable: true,
      message: "A part of this package could not be loaded, so nothing was sent.",
      cause: { message: "no such file" },
    });
  });

  it("can be closed all the same", async () => {
    const walk = later(missing, notLoaded("list"));
    await walk.next().catch(() => undefined);
    expect(await walk.return?.()).toEqual({ done: true, value: undefined });
  });
});
