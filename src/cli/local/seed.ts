import { randomUUID } from "node:crypto";
import { isBearer } from "../../check/connection.js";
import { isRecord, join, nearest } from "../../check/keys.js";
import { kindOf } from "../../check/problems.js";
import { quoted, shown } from "../../check/text.js";
import { createLocalAccount, type AccountSnapshot, type LocalAccount } from "../../testing/index.js";
import { usageError } from "../exit.js";

/** A part of a seed: a value that its request checks, a list of parts, or an object of parts under S2's own names. */
type Shape = "any" | readonly [Shape] | { readonly [key: string]: Shape };

const SET = { exact: "any", prefix: "any" } as const;
const ACCESS = { read: "any", write: "any" } as const;
const STREAM_CONFIG = {
  storage_class: "any",
  retention_policy: { age: "any", infinite: "any" },
  timestamping: { mode: "any", uncapped: "any" },
  delete_on_empty: { min_age_secs: "any" },
} as const;

const SEED = {
  basins: [
    {
      basin: "any",
      location: "any",
      config: {
        create_stream_on_append: "any",
        create_stream_on_read: "any",
        default_stream_config: STREAM_CONFIG,
        stream_cipher: "any",
      },
      streams: [
        {
          stream: "any",
          config: STREAM_CONFIG,
          records: [{ body: "any", headers: "any", timestamp: "any", base64: "any" }],
        },
      ],
    },
  ],
  access_tokens: [
    {
      id: "any",
      access_token: "any",
      expires_at: "any",
      auto_prefix_streams: "any",
      scope: {
        access_tokens: SET,
        basins: SET,
        streams: SET,
        op_groups: { account: ACCESS, basin: ACCESS, stream: ACCESS },
        ops: "any",
      },
    },
  ],
} as const satisfies Shape;

/**
 * Reads the initial content of an account. Each entry is the body of the request that would create it, in S2's spelling
 * or this package's, and is checked like that request. `access_token` can set a token's secret, since a generated one
 * would be lost; a token may have expired; and a record is a string, or an object with its parts.
 *
 * Ends the command with all unknown keys, or else with every entry that the account refuses, by `name` and path.
 */
export function readSeed(seed: unknown, name: string, rootToken: string | undefined): AccountSnapshot {
  const problems: string[] = [];
  const refuse = (): void => {
    if (problems.length > 0) throw usageError(problems.map((problem) => `${shown(name)}: ${problem}`));
  };
  const spelled = spell(seed, SEED, "", problems);
  if (!isRecord(spelled))
    throw usageError(`${shown(name)}: The seed must be an object, got ${kindOf(seed)}.`);
  refuse();
  const ground = tillGround(rootToken, problems);
  for (const [place, basin] of listAt(spelled, "basins", "", problems)) plantBasin(ground, basin, place);
  for (const [place, token] of listAt(spelled, "access_tokens", "", problems))
    plantToken(ground, token, place);
  refuse();
  return ground.account.snapshot();
}

/** An account being seeded. */
interface Ground {
  readonly account: LocalAccount;
  readonly problems: string[];
  /** The secret of the next token, and the time that its expiry is checked against. */
  next: { secret?: string | undefined; now?: number | undefined };
}

function tillGround(rootToken: string | undefined, problems: string[]): Ground {
  const account = createLocalAccount({
    token: rootToken,
    now: () => ground.next.now ?? Date.now(),
    newSecret: () => ground.next.secret ?? randomUUID(),
  });
  const ground: Ground = { account, problems, next: {} };
  return ground;
}

type Part = Readonly<Record<string, unknown>>;

function plantToken(ground: Ground, { access_token: secret, ...body }: Part, place: string): void {
  const { account, problems } = ground;
  if (secret !== undefined && secret !== null) {
    if (!isBearer(secret)) {
      problems.push(`${place}.access_token must be a string of visible ASCII.`);
      return;
    }
    if (secret === account.token || account.idOf(secret) !== undefined) {
      problems.push(`${place}.access_token must be unique.`);
      return;
    }
    ground.next.secret = secret;
  }
  // The year 1, since a token may have expired.
  ground.next.now = -62_135_596_800_000;
  plant(ground, "/access-tokens", body, place);
  ground.next = {};
}

function plantBasin(ground: Ground, { streams, ...body }: Part, place: string): void {
  if (!plant(ground, "/basins", body, place)) return;
  for (const [at, stream] of listAt({ streams }, "streams", place, ground.problems)) {
    plantStream(ground, stream, at, String(body["basin"]));
  }
}

function plantStream(ground: Ground, { records = [], ...body }: Part, place: string, basin: string): void {
  if (!plant(ground, "/streams", body, place, basin)) return;
  if (!Array.isArray(records)) {
    ground.problems.push(`${place}.records must be an array, got ${kindOf(records)}.`);
    return;
  }
  const target = `/streams/${encodeURIComponent(String(body["stream"]))}/records`;
  for (const [index, record] of records.entries()) {
    const at = `${place}.records[${index}]`;
    if (!isRecord(record) && typeof record !== "string") {
      ground.problems.push(`${at} must be a string or an object, got ${kindOf(record)}.`);
      return;
    }
    const { base64 = false, ...parts } = isRecord(record) ? record : { body: record };
    const format = base64 === true ? "base64" : "raw";
    if (!plant(ground, target, { records: [parts] }, at, basin, format)) return;
  }
}

/** Sends the request that creates a part; reports a refusal as a problem at its path. */
function plant(
  { account, problems }: Ground,
  path: string,
  body: Part,
  place: string,
  basin?: string,
  format = "raw",
): boolean {
  const headers = new Headers({
    authorization: `Bearer ${account.token}`,
    "content-type": "application/json",
    "s2-format": format,
  });
  if (basin !== undefined) headers.set("s2-basin", basin);
  const url = new URL(`http://localhost/v1${path}`);
  account.serve({ method: "POST", url, headers, body: new TextEncoder().encode(JSON.stringify(body)) });
  const decision = account.journal.at(-1)?.decision;
  if (decision?.code !== undefined) problems.push(`${place}: ${decision.reason}`);
  return decision?.code === undefined;
}

/** Copies a part in S2's spelling; reports unknown keys, and keys given in both spellings. */
function spell(value: unknown, shape: Shape, path: string, problems: string[]): unknown {
  if (shape === "any") return value;
  if (isList(shape)) {
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown, index) => spell(item, shape[0], `${path}[${index}]`, problems));
  }
  if (!isRecord(value)) return value;
  const known = Object.keys(shape);
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const part = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const at = join(path, shown(key));
    if (part === undefined) {
      const meant = nearest(key, known);
      problems.push(
        `${at} is not a key of a seed${meant === undefined ? "." : `; did you mean ${quoted(meant)}?`}`,
      );
    } else if (Object.hasOwn(copy, name)) problems.push(`${at} is given in two spellings.`);
    else copy[name] = spell(member, part, at, problems);
  }
  return copy;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** Returns the objects of a list, each with its path; reports anything else as a problem. */
function listAt(
  parent: Readonly<Record<string, unknown>>,
  key: string,
  path: string,
  problems: string[],
): (readonly [place: string, item: Readonly<Record<string, unknown>>])[] {
  const list = parent[key] ?? [];
  const place = join(path, key);
  if (!Array.isArray(list)) {
    problems.push(`${place} must be an array, got ${kindOf(list)}.`);
    return [];
  }
  return list.flatMap((item: unknown, index) => {
    const at = `${place}[${index}]`;
    if (isRecord(item)) return [[at, item] as const];
    problems.push(`${at} must be an object, got ${kindOf(item)}.`);
    return [];
  });
}
