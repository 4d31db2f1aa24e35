import {
  booleanOf,
  countOf,
  fail,
  objectOf,
  optional,
  stringOf,
  type JsonObject,
  type Reader,
} from "../read/json.js";
import { Refusal } from "../refusal.js";

/** How a stream keeps its records. What was not given is left out. */
export interface StreamConfig {
  readonly storage_class?: string | undefined;
  readonly retention_policy?: { readonly age: number } | { readonly infinite: JsonObject } | undefined;
  readonly timestamping?:
    { readonly mode?: TimestampingMode | undefined; readonly uncapped?: boolean | undefined } | undefined;
  readonly delete_on_empty?: { readonly min_age_secs?: number | undefined } | undefined;
}

/** Whose clock a record's timestamp is from. */
export type TimestampingMode = (typeof TIMESTAMPING_MODES)[number];

/** How a basin treats its streams. What was not given is left out. */
export interface BasinConfig {
  readonly create_stream_on_append?: boolean | undefined;
  readonly create_stream_on_read?: boolean | undefined;
  readonly default_stream_config?: StreamConfig | undefined;
}

const STORAGE_CLASSES = ["standard", "express"] as const;
const TIMESTAMPING_MODES = ["client-prefer", "client-require", "arrival"] as const;

/** Reads a basin's configuration. Nothing here encrypts, so a cipher is refused rather than ignored. */
export const readBasinConfig: Reader<BasinConfig> = (value, path) => {
  const config = objectOf(value, path);
  const cipher = config["stream_cipher"];
  if (cipher !== undefined && cipher !== null) {
    throw new Refusal("not_implemented", "The local account does not encrypt streams.");
  }
  return {
    create_stream_on_append: optional(booleanOf)(
      config["create_stream_on_append"],
      `${path}.create_stream_on_append`,
    ),
    create_stream_on_read: optional(booleanOf)(
      config["create_stream_on_read"],
      `${path}.create_stream_on_read`,
    ),
    default_stream_config: optional(readStreamConfig)(
      config["default_stream_config"],
      `${path}.default_stream_config`,
    ),
  };
};

/** Reads a stream's configuration. */
export const readStreamConfig: Reader<StreamConfig> = (value, path) => {
  const config = objectOf(value, path);
  const timestamping = optional(objectOf)(config["timestamping"], `${path}.timestamping`);
  const deleteOnEmpty = optional(objectOf)(config["delete_on_empty"], `${path}.delete_on_empty`);
  return {
    storage_class: optional(oneOf(STORAGE_CLASSES))(config["storage_class"], `${path}.storage_class`),
    retention_policy: optional(readRetention)(config["retention_policy"], `${path}.retention_policy`),
    timestamping: timestamping && {
      mode: optional(oneOf(TIMESTAMPING_MODES))(timestamping["mode"], `${path}.timestamping.mode`),
      uncapped: optional(booleanOf)(timestamping["uncapped"], `${path}.timestamping.uncapped`),
    },
    delete_on_empty: deleteOnEmpty && {
      min_age_secs: optional(countOf)(deleteOnEmpty["min_age_secs"], `${path}.delete_on_empty.min_age_secs`),
    },
  };
};

const readRetention: Reader<NonNullable<StreamConfig["retention_policy"]>> = (value, path) => {
  const policy = objectOf(value, path);
  const hasAge = Object.hasOwn(policy, "age");
  if (hasAge === Object.hasOwn(policy, "infinite")) return fail(path, "must have either age or infinite");
  return hasAge
    ? { age: countOf(policy["age"], `${path}.age`) }
    : { infinite: objectOf(policy["infinite"], `${path}.infinite`) };
};

function oneOf<W extends string>(words: readonly W[]): Reader<W> {
  return (value, path) => {
    const word = stringOf(value, path);
    return words.find((one) => one === word) ?? fail(path, `must be one of ${words.join(", ")}`);
  };
}
