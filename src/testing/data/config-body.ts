import { booleanOf, countOf, fail, objectOf, optional, stringOf, type Reader } from "../read/json.js";
import { Refusal } from "../refusal.js";

/** A stream's configuration, with no field left out. */
export type StreamConfig = {
  readonly storage_class: "standard" | "express";
  readonly retention_policy: { readonly age: number } | { readonly infinite: object };
  readonly timestamping: {
    readonly mode: "client-prefer" | "client-require" | "arrival";
    readonly uncapped: boolean;
  };
  readonly delete_on_empty: { readonly min_age_secs: number };
};

/** A partial configuration as given: a missing key changes nothing, and null resets. */
export type Given = { readonly [key: string]: unknown };

/** A basin's configuration. */
export interface BasinConfig {
  /** The defaults for streams created in it; null for S2's own. */
  readonly default_stream_config: Given | null;
  readonly stream_cipher: null;
  readonly create_stream_on_append: boolean;
  readonly create_stream_on_read: boolean;
}

/** The keys of a configuration, each with its reader or with keys of its own. */
type Shape = { readonly [key: string]: Reader<unknown> | Shape };

const STREAM: Shape = {
  storage_class: oneOf("standard", "express"),
  retention_policy: readRetention,
  timestamping: { mode: oneOf("client-prefer", "client-require", "arrival"), uncapped: booleanOf },
  delete_on_empty: { min_age_secs: countOf },
} satisfies { readonly [K in keyof StreamConfig]: unknown };

/** S2's own defaults. */
const SYSTEM: StreamConfig = {
  storage_class: "express",
  retention_policy: { age: 604_800 },
  timestamping: { mode: "client-prefer", uncapped: false },
  delete_on_empty: { min_age_secs: 0 },
};

/** Reads a stream's configuration, or a change to it. */
export const readStreamConfig: Reader<Given> = (value, path) => readGiven(STREAM, value, path);

/** Reads a basin's configuration, or a change to it. Nothing here encrypts, so a cipher is refused, not ignored. */
export const readBasinConfig: Reader<Given> = (value, path) => {
  const config = objectOf(value, path);
  if (optional(stringOf)(config["stream_cipher"], `${path}.stream_cipher`) !== undefined) {
    throw new Refusal("not_implemented", "The local account does not encrypt streams.");
  }
  const given: Record<string, unknown> = {};
  for (const key of ["create_stream_on_append", "create_stream_on_read"]) {
    if (config[key] !== undefined) given[key] = booleanOf(config[key], `${path}.${key}`);
  }
  const defaults = config["default_stream_config"];
  if (defaults === undefined) return given;
  const read = defaults === null ? null : readStreamConfig(defaults, `${path}.default_stream_config`);
  return { ...given, default_stream_config: read };
};

/** Refuses what no stream can have: a retention age of zero. */
export function checkConfig(given: Given): void {
  const { retention_policy: retention, default_stream_config: defaults } = given;
  if (typeof retention === "object" && retention !== null && "age" in retention && retention.age === 0) {
    throw new Refusal("invalid", "The age of a retention policy must be greater than 0.");
  }
  if (isGiven(defaults)) checkConfig(defaults);
}

/** Returns a stream's full configuration: its own values, else its basin's defaults, else S2's. */
export function resolveStream({ default_stream_config: defaults }: BasinConfig, given: Given): StreamConfig {
  const fallback = changed(STREAM, SYSTEM, defaults ?? {}, SYSTEM);
  return changed(STREAM, fallback, given, fallback) as StreamConfig; // S2's defaults have a value for every key.
}

/** Returns a stream's configuration with a change; what it resets falls back to its basin's defaults, or S2's. */
export function changeStream(old: StreamConfig, change: Given, basin: BasinConfig): StreamConfig {
  return changed(STREAM, old, change, resolveStream(basin, {})) as StreamConfig; // As above.
}

/** Returns a basin's configuration with a change; for a new basin, start from `NEW_BASIN`. */
export function changeBasin(old: BasinConfig, change: Given): BasinConfig {
  const defaults = change["default_stream_config"];
  return {
    ...old,
    ...change,
    default_stream_config: isGiven(defaults)
      ? collapsed(changed(STREAM, old.default_stream_config ?? {}, defaults, {}))
      : defaults === null
        ? null
        : old.default_stream_config,
  };
}

/** The configuration of a basin created without one. */
export const NEW_BASIN: BasinConfig = {
  default_stream_config: null,
  stream_cipher: null,
  create_stream_on_append: false,
  create_stream_on_read: false,
};

function readGiven(shape: Shape, value: unknown, path: string): Given {
  const given = objectOf(value, path);
  const parts = Object.entries(shape).filter(([key]) => given[key] !== undefined);
  return Object.fromEntries(
    parts.map(([key, part]) => {
      const at = `${path}.${key}`;
      const read: Reader<unknown> =
        typeof part === "function" ? part : (inner, place) => readGiven(part, inner, place);
      return [key, given[key] === null ? null : read(given[key], at)];
    }),
  );
}

/** Lays a change over a configuration; what the change resets comes from `fallback`. */
function changed(shape: Shape, old: object, change: Given, fallback: object): Given {
  const [before, otherwise]: Given[] = [{ ...old }, { ...fallback }];
  return Object.fromEntries(
    Object.entries(shape).map(([key, part]) => {
      const next = change[key];
      if (next === undefined) return [key, before?.[key] ?? null];
      if (next === null || typeof part === "function") return [key, next ?? otherwise?.[key] ?? null];
      return [key, changed(part, partOf(before, key), partOf({ [key]: next }, key), partOf(otherwise, key))];
    }),
  );
}

function partOf(given: Given | undefined, key: string): Given {
  const part = given?.[key];
  return isGiven(part) ? part : {};
}

/** Returns null for a configuration that is empty at every depth. */
function collapsed(given: Given): Given | null {
  const parts = Object.entries(given).map(
    ([key, part]) => [key, isGiven(part) && key !== "retention_policy" ? collapsed(part) : part] as const,
  );
  return parts.every(([, part]) => part === null) ? null : Object.fromEntries(parts);
}

function isGiven(value: unknown): value is Given {
  return typeof value === "object" && value !== null;
}

function readRetention(value: unknown, path: string): StreamConfig["retention_policy"] {
  const policy = objectOf(value, path);
  const hasAge = Object.hasOwn(policy, "age");
  if (hasAge === Object.hasOwn(policy, "infinite")) return fail(path, "must have either age or infinite");
  if (hasAge) return { age: countOf(policy["age"], `${path}.age`) };
  objectOf(policy["infinite"], `${path}.infinite`);
  return { infinite: {} };
}

function oneOf(...words: readonly string[]): Reader<string> {
  return (value, path) => {
    const word = stringOf(value, path);
    return words.find((one) => one === word) ?? fail(path, `must be one of ${words.join(", ")}`);
  };
}
