import { readFile } from "node:fs/promises";
import type { AccountSnapshot, LocalAccount } from "../testing/index.js";
import { createLocalAccount } from "../testing/index.js";
import { arrayOf, objectOf, optional, stringOf, type JsonObject } from "../testing/read/json.js";
import { Refusal } from "../testing/refusal.js";

/**
 * Reads what an account is to start with. Each entry is the body of the request that would create it, and is checked as
 * that request is; a token's secret can be chosen with `access_token`, since nobody would be told another.
 *
 * Rejects with one sentence that names the file and the place in it.
 */
export async function readSeedFile(file: string): Promise<AccountSnapshot> {
  const seed = await readJsonFile(file);
  const secrets: string[] = [];
  const account = createLocalAccount({ newSecret: () => secrets.pop() ?? crypto.randomUUID() });
  try {
    const { basins, access_tokens } = objectOf(seed, "The seed");
    optional(arrayOf((basin, path) => seedBasin(account, objectOf(basin, path), path)))(basins, "basins");
    optional(arrayOf((token, path) => seedToken(account, objectOf(token, path), path, secrets)))(
      access_tokens,
      "access_tokens",
    );
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
  return account.snapshot();
}

async function readJsonFile(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Error(`${file} cannot be read.`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes the file, which holds secrets.
    throw new Error(`${file} is not JSON.`);
  }
}

function seedToken(account: LocalAccount, token: JsonObject, path: string, secrets: string[]): void {
  const secret = optional(stringOf)(token["access_token"], `${path}.access_token`);
  if (secret !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(secret) || secret === account.token || account.idOf(secret) !== undefined) {
      throw new Refusal("invalid", `${path}.access_token must be visible ASCII, and no other token's.`);
    }
    secrets.push(secret);
  }
  post(account, "/access-tokens", token, path);
}

function seedBasin(account: LocalAccount, basin: JsonObject, path: string): void {
  const { streams, ...body } = basin;
  post(account, "/basins", body, path);
  const name = stringOf(body["basin"], `${path}.basin`);
  const seedStream = (value: unknown, place: string) => {
    const stream = objectOf(value, place);
    post(account, "/streams", stream, place, name);
    const records = optional(arrayOf(stringOf))(stream["records"], `${place}.records`) ?? [];
    if (records.length === 0) return;
    const target = `/streams/${encodeURIComponent(stringOf(stream["stream"], `${place}.stream`))}/records`;
    post(account, target, { records: records.map((record) => ({ body: record })) }, `${place}.records`, name);
  };
  optional(arrayOf(seedStream))(streams, `${path}.streams`);
}

function post(account: LocalAccount, path: string, body: JsonObject, place: string, basin?: string): void {
  const headers = new Headers({
    authorization: `Bearer ${account.token}`,
    "content-type": "application/json",
  });
  if (basin !== undefined) headers.set("s2-basin", basin);
  const url = new URL(`http://localhost/v1${path}`);
  account.serve({ method: "POST", url, headers, body: new TextEncoder().encode(JSON.stringify(body)) });
  const decision = account.journal.at(-1)?.decision;
  if (decision?.code !== undefined) throw new Refusal("invalid", `${place}: ${decision.reason}`);
}
