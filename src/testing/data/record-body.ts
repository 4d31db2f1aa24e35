import {
  arrayOf,
  countOf,
  fail,
  objectOf,
  optional,
  readJson,
  stringOf,
  type JsonObject,
  type Reader,
} from "../read/json.js";
import { byteLength } from "../read/names.js";
import { Refusal } from "../refusal.js";
import type { AccountRequest, Bytes } from "../request.js";

/** A record as it is kept. */
export interface RecordContent {
  readonly headers: readonly (readonly [name: Bytes, value: Bytes])[];
  readonly body: Bytes;
}

/** A record to append. */
export interface RecordRequest extends RecordContent {
  readonly timestamp: number | undefined;
  readonly command: Command | undefined;
}

/** What a record tells the stream, when it is no data. */
export type Command =
  { readonly kind: "fence"; readonly token: string } | { readonly kind: "trim"; readonly to: number };

/** The records of one append and its conditions. */
export interface AppendRequest {
  readonly records: readonly RecordRequest[];
  readonly matchSeqNum: number | undefined;
  readonly fencingToken: string | undefined;
}

/** Most records, and most bytes as S2 counts them, of one append or one read. */
export const BATCH_MAX = { count: 1000, bytes: 1024 * 1024 } as const;

const FENCING_TOKEN_MAX_BYTES = 36;

/** Turns bytes into the text of a JSON body and back, by the `s2-format` header. */
export interface RecordFormat {
  readonly read: (text: string) => Bytes;
  readonly write: (bytes: Bytes) => string;
}

const RAW: RecordFormat = {
  read: (text) => new TextEncoder().encode(text),
  write: (bytes) => new TextDecoder().decode(bytes),
};

const BASE64: RecordFormat = {
  read: (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
  write: (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")),
};

/** Reads the form that bodies and headers of records have in JSON. */
export function readFormat({ headers }: AccountRequest): RecordFormat {
  const name = headers.get("s2-format") ?? "raw";
  if (name !== "raw" && name !== "base64") {
    throw new Refusal("bad_header", "s2-format must be raw or base64.");
  }
  return name === "raw" ? RAW : BASE64;
}

/** Reads the body of an append. */
export function readAppend(request: AccountRequest): AppendRequest {
  const format = readFormat(request);
  const body = readJson(request);
  return {
    records: arrayOf((value, path) => readRecord(objectOf(value, path), path, format))(
      body["records"],
      "records",
    ),
    matchSeqNum: optional(countOf)(body["match_seq_num"], "match_seq_num"),
    fencingToken: optional(readFencingToken)(body["fencing_token"], "fencing_token"),
  };
}

/** Refuses a batch that is empty or larger than S2 takes. */
export function checkAppend({ records }: AppendRequest): void {
  if (records.length === 0) throw new Refusal("invalid", "An append needs at least one record.");
  const bytes = records.reduce((sum, record) => sum + meteredBytes(record), 0);
  if (records.length > BATCH_MAX.count || bytes > BATCH_MAX.bytes) {
    throw new Refusal(
      "invalid",
      `An append takes at most ${BATCH_MAX.count} records and ${BATCH_MAX.bytes} bytes.`,
    );
  }
}

/** Bytes of a record as S2 counts them. */
export function meteredBytes({ headers, body }: RecordContent): number {
  const inHeaders = headers.reduce((sum, [name, value]) => sum + 2 + name.length + value.length, 0);
  return 8 + inHeaders + body.length;
}

function readRecord(record: JsonObject, path: string, format: RecordFormat): RecordRequest {
  const readBytes: Reader<Bytes> = (value, place) => {
    try {
      return format.read(stringOf(value, place));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      return fail(place, "is not base64");
    }
  };
  const readHeader: Reader<readonly [Bytes, Bytes]> = (value, place) => {
    const [name, text, ...rest] = arrayOf(readBytes)(value, place);
    const isPair = name !== undefined && text !== undefined && rest.length === 0;
    return isPair ? [name, text] : fail(place, "must be a name and a value");
  };
  const headers = optional(arrayOf(readHeader))(record["headers"], `${path}.headers`) ?? [];
  const body = optional(readBytes)(record["body"], `${path}.body`) ?? new Uint8Array();
  const timestamp = optional(countOf)(record["timestamp"], `${path}.timestamp`);
  return { headers, body, timestamp, command: readCommand({ headers, body }) };
}

/** A record with one header without a name is a command: the header's value says which. */
function readCommand({ headers, body }: RecordContent): Command | undefined {
  const named = headers.map(([name, value]) => ({ name, value: RAW.write(value) }));
  const [only] = named;
  if (!named.some(({ name }) => name.length === 0)) return undefined;
  if (only !== undefined && named.length === 1) {
    if (only.value === "fence" && body.length <= FENCING_TOKEN_MAX_BYTES) {
      return { kind: "fence", token: RAW.write(body) };
    }
    if (only.value === "trim" && body.length === 8) {
      return { kind: "trim", to: Number(new DataView(body.buffer, body.byteOffset).getBigUint64(0)) };
    }
  }
  throw new Refusal(
    "invalid",
    "A record with an unnamed header must be a fence or trim command, and have its body.",
  );
}

const readFencingToken: Reader<string> = (value, path) => {
  const token = stringOf(value, path);
  return byteLength(token) > FENCING_TOKEN_MAX_BYTES
    ? fail(path, `must have at most ${FENCING_TOKEN_MAX_BYTES} bytes`)
    : token;
};
