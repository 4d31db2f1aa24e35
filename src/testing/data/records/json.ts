import {
  arrayOf,
  fail,
  objectOf,
  optional,
  readJson,
  stringOf,
  type JsonObject,
  type Reader,
} from "../../read/json.js";
import { Refusal } from "../../refusal.js";
import type { AccountRequest, Bytes } from "../../request.js";
import {
  fencingTokenProblem,
  recordOf,
  type AppendRequest,
  type ReadBatch,
  type RecordRequest,
  type StoredRecord,
} from "./record.js";

/** An encoding of bytes as text in a JSON body, chosen by the `s2-format` header. */
interface Format {
  readonly read: (text: string) => Bytes;
  readonly write: (bytes: Bytes) => string;
}

const RAW: Format = {
  read: (text) => new TextEncoder().encode(text),
  write: (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
};

const STRICT_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const BASE64: Format = {
  read(text) {
    if (!STRICT_BASE64.test(text))
      throw new Refusal("invalid", "With s2-format base64, text must be base64.");
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  },
  write: (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")),
};

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ["raw", RAW],
  ["json", RAW],
  ["base64", BASE64],
  ["json-binsafe", BASE64],
]);

function formatOf(headers: Headers): Format {
  const format = FORMATS.get(headers.get("s2-format") ?? "raw");
  if (format === undefined) throw new Refusal("bad_header", "s2-format must be raw or base64.");
  return format;
}

/** Reads an append from a JSON body. */
export function readAppendJson(request: AccountRequest): AppendRequest {
  const format = formatOf(request.headers);
  const body = readJson(request);
  return {
    records: arrayOf((value, path) => readRecord(objectOf(value, path), path, format))(
      body["records"],
      "records",
    ),
    matchSeqNum: optional(uint64Of)(body["match_seq_num"], "match_seq_num"),
    fencingToken: optional(readFencingToken)(body["fencing_token"], "fencing_token"),
  };
}

/** Returns a function that writes a batch as JSON, in the format the request asks for. */
export function batchWriter(headers: Headers): (batch: ReadBatch) => object {
  const format = formatOf(headers);
  return ({ records, tail }) => ({
    records: records.map((record) => toJson(record, format)),
    ...(tail === undefined ? {} : { tail }),
  });
}

function readRecord(record: JsonObject, path: string, format: Format): RecordRequest {
  const readBytes: Reader<Bytes> = (value, place) => format.read(stringOf(value, place));
  const readHeader: Reader<readonly [Bytes, Bytes]> = (value, place) => {
    const [name, text, ...rest] = arrayOf(readBytes)(value, place);
    const isPair = name !== undefined && text !== undefined && rest.length === 0;
    return isPair ? [name, text] : fail(place, "must be a name and a value");
  };
  const headers = optional(arrayOf(readHeader))(record["headers"], `${path}.headers`) ?? [];
  const body = optional(readBytes)(record["body"], `${path}.body`) ?? new Uint8Array();
  return recordOf({ headers, body }, optional(uint64Of)(record["timestamp"], `${path}.timestamp`));
}

/** Reads a 64-bit integer; above 2^53 the JSON parser has already rounded it. */
const uint64Of: Reader<number> = (value, path) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 2 ** 64
    ? value
    : fail(path, "must be a 64-bit whole number, 0 or more");

const readFencingToken: Reader<string> = (value, path) => {
  const token = stringOf(value, path);
  const problem = fencingTokenProblem(token);
  return problem === undefined ? token : fail(path, problem);
};

function toJson({ seq_num, timestamp, headers, body }: StoredRecord, { write }: Format): object {
  return {
    seq_num,
    timestamp,
    ...(headers.length === 0 ? {} : { headers: headers.map(([name, value]) => [write(name), write(value)]) }),
    ...(body.length === 0 ? {} : { body: write(body) }),
  };
}
