import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Bytes } from "../../request.js";

/** A type of values, with its encoder and decoder. */
interface Kind<T> {
  readonly wireType: WireType;
  readonly read: (reader: BinaryReader) => T;
  readonly write: (writer: BinaryWriter, value: T) => void;
}

/** A field of a message: its number, and how it handles any number of values. */
interface Field<T> {
  readonly number: number;
  readonly wireType: WireType;
  /** The value if the field is absent. */
  readonly absent: T;
  /** Reads one more value and adds it to the previous ones. */
  readonly add: (before: T, reader: BinaryReader) => T;
  readonly write: (writer: BinaryWriter, value: T) => void;
}

/** A description of a message that encodes and decodes it. */
interface Message<M> extends Kind<M> {
  readonly encode: (value: M) => Bytes;
  /** Decodes a message; throws if the bytes are not one. Skips fields that are not described. */
  readonly decode: (encoded: Uint8Array) => M;
}

/** `uint64`. Values above 2^53 are read as the nearest JavaScript number. */
export const uint64: Kind<number> = {
  wireType: WireType.Varint,
  read: (reader) => Number(reader.uint64()),
  write: (writer, value) => void writer.uint64(BigInt(value)),
};

/** `bytes`, read as a view of the encoded message. */
export const bytes: Kind<Bytes> = {
  wireType: WireType.LengthDelimited,
  // The account receives into its own memory, never shared with another thread.
  read: (reader) => reader.bytes() as Bytes,
  write: (writer, value) => void writer.bytes(value),
};

/** `string`. Invalid UTF-8 is rejected. */
export const string: Kind<string> = {
  wireType: WireType.LengthDelimited,
  read: (reader) => reader.string(true),
  write: (writer, value) => void writer.string(value),
};

/** Describes a field without presence: 0 or empty is the same as absent. */
export function plain<T extends number | Bytes>(number: number, kind: Kind<T>, absent: T): Field<T> {
  return {
    ...single(number, kind, absent),
    write(writer, value) {
      if (typeof value === "number" ? value !== 0 : value.length > 0) put(writer, number, kind, value);
    },
  };
}

/** Describes a field with presence: 0 or empty differs from absent. */
export function optional<T>(number: number, kind: Kind<T>): Field<T | undefined> {
  return {
    ...single<T | undefined>(number, kind, undefined),
    write(writer, value) {
      if (value !== undefined) put(writer, number, kind, value);
    },
  };
}

/** Describes a repeated field. Values beyond `most` are skipped, to bound memory. */
export function repeated<T>(number: number, kind: Kind<T>, most = Infinity): Field<readonly T[]> {
  const none: readonly T[] = [];
  return {
    number,
    wireType: kind.wireType,
    absent: none,
    add(before, reader) {
      if (before.length >= most) {
        reader.skip(kind.wireType, number);
        return before;
      }
      // Any array but `none` was made here, and nothing else refers to it yet.
      const values = before === none ? [] : (before as T[]);
      values.push(kind.read(reader));
      return values;
    },
    write(writer, values) {
      for (const value of values) put(writer, number, kind, value);
    },
  };
}

/** Describes a message by its fields. */
export function message<M extends object>(fields: { readonly [K in keyof M]: Field<M[K]> }): Message<M> {
  // The keys of `fields` are the message's own.
  const names = Object.keys(fields) as (keyof M)[];
  const byNumber = new Map(names.map((name) => [fields[name].number, name]));

  const readAll = (reader: BinaryReader): M => {
    // Every field gets a value here, so the message is complete.
    const value = Object.fromEntries(names.map((name) => [name, fields[name].absent])) as M;
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const name = byNumber.get(number);
      if (name === undefined) reader.skip(wireType, number);
      else if (wireType !== fields[name].wireType) throw new Error(`Field ${number} has another wire type.`);
      else value[name] = fields[name].add(value[name], reader);
    }
    return value;
  };
  const writeAll = (writer: BinaryWriter, value: M): BinaryWriter => {
    for (const name of names) fields[name].write(writer, value[name]);
    return writer;
  };
  return {
    wireType: WireType.LengthDelimited,
    read: (reader) => readAll(new BinaryReader(reader.bytes())),
    write: (writer, value) => void writeAll(writer.fork(), value).join(),
    encode: (value) => writeAll(new BinaryWriter(), value).finish(),
    decode: (encoded) => readAll(new BinaryReader(encoded)),
  };
}

function single<T>(number: number, { wireType, read }: Pick<Kind<T>, "wireType" | "read">, absent: T) {
  return { number, wireType, absent, add: (_before: T, reader: BinaryReader): T => read(reader) };
}

function put<T>(writer: BinaryWriter, number: number, { wireType, write }: Kind<T>, value: T): void {
  write(writer.tag(number, wireType), value);
}
