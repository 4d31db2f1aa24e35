import { exact, tenant } from "s2-access-tokens";
import { expectSame, issue, secretOf } from "./stage.js";
import type { Stage } from "./stage.js";

const basin = "production";

/**
 * Shows auto-prefixing from both sides: the tenant's `messages` is `users/1234/messages` to the account. Streams are
 * outside this package, so these are plain requests.
 */
export async function feelThePrefix(stage: Stage, endpoint: string): Promise<void> {
  const id = stage.idOf("user-1234-app");
  const expiresAt = Date.now() + 60 * 60 * 1000;
  await issue(stage, "tenant", { id, ...tenant({ prefix: "users/1234/", basins: exact(basin) }), expiresAt });
  stage.say(`issued ${id} with tenant(): the same streams, which it may also list`);

  const account = requester(endpoint, stage.bearer);
  const user = requester(endpoint, secretOf(stage, "tenant"));
  await account("POST", "/basins", { basin });
  await account("POST", "/streams", { stream: "users/1234/messages" });
  await account("POST", "/streams", { stream: "users/5678/messages" });

  const append = await user("POST", "/streams/messages/records", { records: [{ body: "hello" }] });
  expectSame("appending to messages", append.status, 200);
  const listed = await user("GET", "/streams");
  expectSame("the user's streams", namesIn(listed.body), ["messages"]);
  stage.say("the user appends to messages and lists it");
  const all = await account("GET", "/streams");
  expectSame("the account's streams", namesIn(all.body), ["users/1234/messages", "users/5678/messages"]);
  stage.say("the account sees users/1234/messages and users/5678/messages; the user never sees the latter");
  const refused = await user("DELETE", "/streams/messages");
  expectSame("deleting messages", refused.status, 403);
  stage.say(`the user may not delete messages: ${refused.status} permission_denied`);
}

type Requester = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly body: unknown }>;

function requester(endpoint: string, bearer: string): Requester {
  return async (method, path, body) => {
    const response = await fetch(`${endpoint}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        "s2-basin": basin,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, body: answer };
  };
}

function namesIn(listing: unknown): unknown {
  if (typeof listing !== "object" || listing === null || !("streams" in listing)) return listing;
  const { streams } = listing;
  if (!Array.isArray(streams)) return streams;
  return streams.map((stream: unknown) =>
    typeof stream === "object" && stream !== null && "name" in stream ? stream.name : stream,
  );
}
