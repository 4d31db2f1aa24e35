import { describe, expect, test } from "vitest";
import { compareBytes } from "../../src/check/names.js";
import { generationNameProblem, newGeneration } from "../../src/lifecycle/ids.js";
import { generationOf, markOf } from "../../src/lifecycle/index.js";
import { BEGIN } from "./world.js";
import { seeded } from "../seeded.js";

const mark = markOf("production");

describe("generation ids", () => {
  test("combine the name, the time of issue, the sink's mark and two random digits, and are read back", () => {
    const id = newGeneration({
      name: "svc/ingest",
      mark,
      newest: undefined,
      now: BEGIN + 999,
      random: () => 0.25,
    });
    expect(id).toBe(`svc/ingest@20010101T000000Z-${mark}-40`);
    expect(generationOf(id)).toEqual({ id, name: "svc/ingest", issuedAt: BEGIN, mark });
  });

  test("have a mark of eight hexadecimal digits derived from the sink's name", () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `sink-${index}`);
    const marks = names.map(markOf);
    for (const each of marks) expect(each).toMatch(/^[0-9a-f]{8}$/);
    expect(new Set(marks).size).toBe(names.length);
    expect(markOf("production")).toBe(mark);
    expect(markOf("")).toMatch(/^[0-9a-f]{8}$/);
  });

  test("sort by age even if clocks lag", () => {
    const random = seeded(1);
    let newest: number | undefined;
    const made: string[] = [];
    for (let index = 0; index < 200; index++) {
      const now = BEGIN + index * 1000 + Math.floor((random() - 0.5) * 600_000);
      const id = newGeneration({ name: "a", mark, newest, now, random });
      newest = generationOf(id)?.issuedAt;
      made.push(id);
    }
    expect([...made].sort(compareBytes)).toEqual(made);
    expect(new Set(made.map((id) => generationOf(id)?.issuedAt)).size).toBe(made.length);
  });

  test.each([
    ["no time of issue", "svc/ingest"],
    ["a day that does not exist", `svc/ingest@20010230T000000Z-${mark}-00`],
    ["an hour that does not exist", `svc/ingest@20010101T240000Z-${mark}-00`],
    ["a leap second", `svc/ingest@20161231T235960Z-${mark}-00`],
    ["upper case", `svc/ingest@20010101T000000Z-${mark.toUpperCase()}x-00`],
    ["no name", `@20010101T000000Z-${mark}-00`],
    ["two @", `a@b@20010101T000000Z-${mark}-00`],
    ["a longer end", `svc/ingest@20010101T000000Z-${mark}-000`],
    ["a line break after it", `svc/ingest@20010101T000000Z-${mark}-00\n`],
    ["a line break before it", `\nsvc/ingest@20010101T000000Z-${mark}-0`],
    ["more than 96 bytes", `${"é".repeat(34)}@20010101T000000Z-${mark}-00`],
  ])("do not include an id with %s", (_why, id) => {
    expect(generationOf(id)).toBeUndefined();
  });

  test.each([
    ["", "must not be empty"],
    ["a@b", "must not contain @"],
    ["a\0", "must be valid Unicode"],
    ["a\ud800", "must be valid Unicode"],
    ["é".repeat(34), "must be at most 67 bytes long, so that its ids fit in 96, got 68"],
  ])("refuse the name %j before anything is sent", (name, problem) => {
    expect(generationNameProblem(name)).toContain(problem);
  });

  test("reach 96 bytes with the longest name", () => {
    const name = "a".repeat(67);
    expect(generationNameProblem(name)).toBeUndefined();
    const id = newGeneration({ name, mark, newest: undefined, now: BEGIN, random: () => 0.999 });
    expect(new TextEncoder().encode(id)).toHaveLength(96);
    expect(generationOf(id)?.name).toBe(name);
  });
});
