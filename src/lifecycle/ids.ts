import { TOKEN_ID_MAX_BYTES } from "../../generated/constants.js";
import { byteLength, isText } from "../check/names.js";
import { parseRfc3339 } from "../check/times.js";

/** The parts of a generation's id. */
export interface Generation {
  readonly id: string;
  /** The name shared by its generations: `svc/ingest`. */
  readonly name: string;
  /** The time of issue by the issuer's clock, in milliseconds since 1970, to the second. */
  readonly issuedAt: number;
  /** Eight hexadecimal digits that identify the sink it was issued for. */
  readonly mark: string;
}

const GENERATION = /^([^@]+)@(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-([0-9a-f]{8})-[0-9a-f]{2}$/;

/**
 * Reads the id of a generation: `svc/ingest@20261125T103000Z-9c41e07b-3f` is the name, the time of issue (UTC), eight
 * hexadecimal digits that mark the sink, and two random ones. Returns undefined for any other id, including one that
 * only looks similar. S2 stores neither labels nor the time of issue, so the id carries them.
 *
 * @example
 * ```ts
 * generationOf("svc/ingest@20261125T103000Z-9c41e07b-3f")?.name; // "svc/ingest"
 * ```
 */
export function generationOf(id: string): Generation | undefined {
  const [, name, year, month, day, hour, minute, second, mark] = GENERATION.exec(id) ?? [];
  if (name === undefined || mark === undefined || byteLength(id) > TOKEN_ID_MAX_BYTES) return undefined;
  const issuedAt = parseRfc3339(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Rejects a 31st of February, and leap seconds, which are never written.
  return Number.isNaN(issuedAt) || second === "60" ? undefined : { id, name, issuedAt, mark };
}

/**
 * Returns the eight hexadecimal digits that mark a sink in the ids of its generations. The chance that two sinks share
 * a mark is one in four billion.
 */
export function markOf(sinkName: string): string {
  // FNV-1a, and the last step of MurmurHash3, which spreads every bit over all digits.
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(sinkName)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, "0");
}

/** The input for a new generation's id. */
export interface NewGeneration {
  readonly name: string;
  readonly mark: string;
  /** The time of issue of the newest generation of this name and mark. */
  readonly newest: number | undefined;
  readonly now: number;
  readonly random: () => number;
}

/**
 * Returns the id of a new generation. Its time is the clock's, but at least a second after the newest generation's: ids
 * sort by age even if a clock lags.
 */
export function newGeneration({ name, mark, newest = -Infinity, now, random }: NewGeneration): string {
  const seconds = Math.max(Math.floor(now / 1000), Math.floor(newest / 1000) + 1);
  const time = new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  const chance = Math.floor(random() * 256);
  return `${name}@${time}-${mark}-${chance.toString(16).padStart(2, "0")}`;
}

/** The length of a generation's id after its name, in bytes. */
const SUFFIX_BYTES = "@20261125T103000Z-9c41e07b-3f".length;

/** Returns the problem with a name for generations, as the end of a sentence, or undefined. */
export function generationNameProblem(name: string): string | undefined {
  if (name === "") return "must not be empty";
  if (name.includes("@")) return "must not contain @, which separates a name from the rest of an id";
  if (name.includes("\0") || !isText(name)) return "must be valid Unicode without a NUL";
  const bytes = byteLength(name);
  const most = TOKEN_ID_MAX_BYTES - SUFFIX_BYTES;
  return bytes > most
    ? `must be at most ${most} bytes long, so that its ids fit in ${TOKEN_ID_MAX_BYTES}, got ${bytes}`
    : undefined;
}
