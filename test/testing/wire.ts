/** S2's binary formats, written independently for tests: handwritten protobuf, and frames. */

export const text = (value: string): number[] => [...new TextEncoder().encode(value)];

/** A field of bytes, a string or a message: its tag, its length, its value. */
export const sized = (tag: number, value: readonly number[]): number[] => [
  tag,
  ...varint(value.length),
  ...value,
];

export function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** An AppendRecord of a body and headers. */
export function record(body: readonly number[], headers: readonly (readonly [string, string])[] = []) {
  const fields = headers.map(([name, value]) =>
    sized(0x12, [...sized(0x0a, text(name)), ...sized(0x12, text(value))]),
  );
  return sized(0x0a, [...fields.flat(), ...sized(0x1a, body)]);
}

/** An AppendInput of text records. */
export const input = (...bodies: string[]): number[] => bodies.flatMap((body) => record(text(body)));

/** The command that removes what lies before a sequence number. */
export const trim = (to: number): number[] => record([0, 0, 0, 0, 0, 0, 0, to], [["", "trim"]]);

/** The command that sets the fencing token. */
export const fence = (token: string): number[] => record(text(token), [["", "fence"]]);

export function frame(message: readonly number[], flags = 0): number[] {
  const length = message.length + 1;
  return [length >> 16, (length >> 8) & 255, length & 255, flags, ...message];
}

/** The fields of a message by number, each with all its values. */
type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

function fieldsOf(bytes: Uint8Array): Fields {
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * weight;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const first = number();
    const value = tag % 8 === 0 ? first : bytes.subarray(at, (at += first));
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const numberIn = (fields: Fields, field: number): number => Number(fields.get(field)?.[0] ?? 0);
const bytesIn = (fields: Fields, field: number): Uint8Array => {
  const value = fields.get(field)?.[0];
  return value instanceof Uint8Array ? value : new Uint8Array();
};
const position = (bytes: Uint8Array): string =>
  `${numberIn(fieldsOf(bytes), 1)}@${numberIn(fieldsOf(bytes), 2)}`;

/** An AppendAck as `start end tail`, each a sequence number and a timestamp. */
export function ackIn(message: Uint8Array): string {
  const fields = fieldsOf(message);
  return [1, 2, 3].map((field) => (fields.has(field) ? position(bytesIn(fields, field)) : "none")).join(" ");
}

/** A ReadBatch as its bodies, and the tail where it has one. */
export function batchIn(message: Uint8Array): string {
  const fields = fieldsOf(message);
  const bodies = (fields.get(1) ?? []).map((one) =>
    new TextDecoder().decode(one instanceof Uint8Array ? bytesIn(fieldsOf(one), 4) : undefined),
  );
  const tail = fields.has(2) ? [`tail ${position(bytesIn(fields, 2))}`] : [];
  return [...bodies, ...tail].join(" ");
}

/** A terminal frame as its status and JSON; any other by `describe`. */
export type Describe = (message: Uint8Array) => string;

/** Frames as they arrive, described. Throws for bytes that are no frame. */
export function framesIn(bytes: Uint8Array, describe: Describe): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const [high = 0, middle = 0, low = 0, flags = 0] = bytes.subarray(at);
    const end = at + 3 + high * 65_536 + middle * 256 + low;
    if (end > bytes.length || end < at + 4) throw new Error(`There is no whole frame at ${at}.`);
    const body = bytes.subarray(at + 4, end);
    if (flags === 0) found.push(describe(body));
    else if (flags === 0x80) found.push(terminalIn(body));
    else throw new Error(`A frame with the flags ${flags}.`);
    at = end;
  }
  return found;
}

function terminalIn(body: Uint8Array): string {
  const json: unknown = JSON.parse(new TextDecoder().decode(body.subarray(2)));
  const status = (body[0] ?? 0) * 256 + (body[1] ?? 0);
  const isError = typeof json === "object" && json !== null && "code" in json;
  return `end ${status} ${isError ? String(json.code) : JSON.stringify(json)}`;
}
