import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileSecret } from "../../../src/cli/sinks/secret-file.js";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "s2-secret-file-"));
  file = join(folder, "a.token");
});
afterEach(() => rm(folder, { recursive: true }));

test("holds the secret for its owner alone", async () => {
  const place = fileSecret(file, false);
  await place.prepare();
  await place.deliver("secret", "id");
  expect([await readFile(file, "utf8"), (await stat(file)).mode & 0o777]).toEqual(["secret", 0o600]);
});

test("takes the place of another file only with force, and only once it is whole", async () => {
  await writeFile(file, "old");
  await expect(fileSecret(file, false).prepare()).rejects.toThrow("exists; --force replaces it");
  const place = fileSecret(file, true);
  await place.prepare();
  expect(await readFile(file, "utf8")).toBe("old");
  await place.deliver("new", "id");
  expect([await readFile(file, "utf8"), await readdir(folder)]).toEqual(["new", ["a.token"]]);
});

test("leaves nothing if it is abandoned, prepared or not", async () => {
  await fileSecret(file, false).abandon();
  const place = fileSecret(file, true);
  await place.prepare();
  await place.abandon();
  expect(await readdir(folder)).toEqual([]);
});

test("cannot be created in a folder that is not there, and takes nothing unprepared", async () => {
  const nowhere = fileSecret(join(folder, "none", "a.token"), false);
  await expect(nowhere.prepare()).rejects.toThrow(/cannot be created \(ENOENT\)\. Nothing was sent\.$/);
  await expect(nowhere.deliver("secret", "id")).rejects.toThrow(TypeError);
});
