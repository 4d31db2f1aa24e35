import { writeFile } from "node:fs/promises";
import { format } from "prettier";
import type { Side } from "./merge.js";
import { operationsOf } from "./paths.js";
import { prune } from "./prune.js";
import { isRecord } from "./yaml.js";

const LISTING = { path: "/access-tokens", method: "get" };

/**
 * Writes what S2 says of the listing, without its descriptions, into a file that `test/contract.test.ts` holds the
 * contract to. Documents that do not have the listing leave the file alone.
 */
export async function recordListing({ side, file }: { side: Side; file: string }): Promise<void> {
  const found = [...operationsOf(side.document)].some(
    ({ path, method }) => path === LISTING.path && method === LISTING.method,
  );
  if (!found) return;
  const { openapi, servers, security } = side.document;
  const listing = withoutDescriptions({ openapi, servers, security, ...prune(side, [LISTING]) });
  await writeFile(file, await format(JSON.stringify(listing, undefined, 2), { parser: "json" }));
}

/** Returns a document without descriptions and summaries. A field of such a name is no text, and stays. */
export function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, child]) => !(["description", "summary"].includes(key) && typeof child === "string"))
      .map(([key, child]) => [key, withoutDescriptions(child)]),
  );
}
