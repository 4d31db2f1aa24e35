import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { S2Error } from "../../errors.js";
import type { LocalAccountSource } from "./source.js";

/** Secrets of tokens issued on the page and not fetched yet, by an opaque handle. */
export type Secrets = Map<string, string>;

const MOST_BYTES = 64 * 1024;
const MOST_SECRETS = 100;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Performs one of the two changes that a local account's page offers: issue a token, and show its secret once. */
export async function issueForPage(
  local: LocalAccountSource,
  secrets: Secrets,
  path: string,
  incoming: IncomingMessage,
): Promise<Answer> {
  const input = await readJson(incoming);
  if (input === undefined) return problem(400, "The body must be JSON of at most 64 kB.");
  if (path === "/page/issue") return issue(local, secrets, input);
  if (path === "/page/secret") return showSecret(secrets, input);
  return problem(404, "The page has no such path.");
}

async function issue(local: LocalAccountSource, secrets: Secrets, input: unknown): Promise<Answer> {
  try {
    const { id, accessToken } = await local.issue(input);
    const handle = randomBytes(16).toString("base64url");
    secrets.set(handle, accessToken);
    // Drop secrets that nobody fetched, oldest first.
    for (const old of secrets.keys()) if (secrets.size > MOST_SECRETS) secrets.delete(old);
    return { status: 201, body: { id, handle } };
  } catch (error) {
    if (error instanceof S2Error) return problem(422, error.message);
    throw error;
  }
}

function showSecret(secrets: Secrets, input: unknown): Answer {
  const handle = typeof input === "object" && input !== null && "handle" in input ? input.handle : undefined;
  const accessToken = typeof handle === "string" ? secrets.get(handle) : undefined;
  if (typeof handle !== "string" || accessToken === undefined)
    return problem(404, "This secret was already shown, or does not exist.");
  secrets.delete(handle);
  return { status: 200, body: { accessToken } };
}

function problem(status: number, message: string): Answer {
  return { status, body: { message } };
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) return undefined;
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    const parsed: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)),
    );
    return parsed;
  } catch {
    return undefined;
  }
}
