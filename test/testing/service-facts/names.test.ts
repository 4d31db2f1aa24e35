import { describe, expect, it } from "vitest";
import { TOKEN_ID_MAX_BYTES } from "../../../generated/constants.js";
import { createCheckedAccount } from "../contract.js";
import { codeIn, requestsOf } from "../requests.js";

/** Four bytes in UTF-8, two units in JavaScript. */
const WIDE = "😀";
const encode = encodeURIComponent;

const dots = [".", ".."];
const widest = WIDE.repeat(TOKEN_ID_MAX_BYTES / 4);
const longId = ["a".repeat(TOKEN_ID_MAX_BYTES + 1), `${widest}a`];
const wholeIds = ["a", "…", "a/b?c#d", "%2F", " ", widest, "a".repeat(TOKEN_ID_MAX_BYTES), "..."];

describe("a token id", () => {
  it.each(["", ...dots, "a\0b", ...longId])("is refused in a body: %j", async (id) => {
    const reply = await requestsOf(createCheckedAccount()).issue({ id, scope: { ops: ["read"] } });
    expect(codeIn(reply)).toBe("400 bad_json");
  });

  it.each(wholeIds)("is accepted, and revoked by the path: %j", async (id) => {
    const account = createCheckedAccount();
    const root = requestsOf(account);
    expect((await root.issue({ id, scope: { ops: ["read"] } })).status).toBe(201);
    expect(account.tokens().map((token) => token.id)).toEqual([id]);
    expect((await root.revoke(id)).status).toBe(204);
  });

  it.each(["a\0b", ...longId])("is refused in the path: %j", async (id) => {
    expect(codeIn(await requestsOf(createCheckedAccount()).revoke(id))).toBe("400 bad_path");
  });

  it.each(["%FF", "%", "%C3%28"])("is refused in the path if it is not UTF-8: %s", async (path) => {
    expect(codeIn(await requestsOf(createCheckedAccount()).send("DELETE", `/access-tokens/${path}`))).toBe(
      "400 bad_path",
    );
  });

  it.each(["/access-tokens/", "/access-tokens/%2E%2E", "/access-tokens/.."])(
    "never reaches another route as %s",
    async (path) => {
      const account = createCheckedAccount();
      expect([400, 404, 405]).toContain((await requestsOf(account).send("DELETE", path)).status);
    },
  );
});

describe("a prefix or start_after of ids", () => {
  it.each(["", ...dots, widest])("may be %j", async (name) => {
    const root = requestsOf(createCheckedAccount());
    expect((await root.list(`?prefix=${encode(name)}&start_after=${encode(name)}`)).status).toBe(200);
  });

  it.each(["a\0b", ...longId])("may not be %j", async (name) => {
    const root = requestsOf(createCheckedAccount());
    expect(codeIn(await root.list(`?prefix=${encode(name)}`))).toBe("400 bad_query");
    expect(codeIn(await root.list(`?start_after=${encode(name)}`))).toBe("400 bad_query");
  });
});

describe("a basin name", () => {
  it.each(["abcdefgh", "12345678", "a-b-c-d-e", "a".repeat(48)])("may be %j", async (basin) => {
    expect(
      (await requestsOf(createCheckedAccount()).send("POST", "/basins", { body: { basin } })).status,
    ).toBe(201);
  });

  it.each(["", "abcdefg", "a".repeat(49), "-abcdefgh", "abcdefgh-", "ABCDEFGH", "abcd.efgh", "abcdéfgh"])(
    "may not be %j, in a body, a path or a header",
    async (basin) => {
      const root = requestsOf(createCheckedAccount());
      expect(codeIn(await root.send("POST", "/basins", { body: { basin } }))).toBe("400 bad_json");
      if (basin !== "")
        expect(codeIn(await root.send("GET", `/basins/${encode(basin)}`))).toBe("400 bad_path");
      expect(codeIn(await root.send("GET", "/streams", { basin }))).toBe("400 bad_header");
    },
  );

  it.each(["", "a", "abc-", "a".repeat(48)])("may be the prefix %j", async (prefix) => {
    const root = requestsOf(createCheckedAccount());
    expect((await root.send("GET", `/basins?prefix=${prefix}`)).status).toBe(200);
    expect((await root.issue({ id: "a", scope: { ops: ["read"], basins: { prefix } } })).status).toBe(201);
  });

  it.each(["-abc", "A", "a".repeat(49), "a_"])("may not be the prefix %j", async (prefix) => {
    const root = requestsOf(createCheckedAccount());
    expect(codeIn(await root.send("GET", `/basins?prefix=${prefix}`))).toBe("400 bad_query");
    const reply = await root.issue({ id: "a", scope: { ops: ["read"], basins: { prefix } } });
    expect(codeIn(reply)).toBe("400 bad_json");
  });
});

describe("a stream name", () => {
  const basin = "my-basin-1";
  async function start() {
    const root = requestsOf(createCheckedAccount());
    await root.send("POST", "/basins", { body: { basin } });
    return root;
  }

  it.each(["a", "users/1/a b", WIDE.repeat(128), "a".repeat(512), "..."])("may be %j", async (stream) => {
    const root = await start();
    expect((await root.send("POST", "/streams", { basin, body: { stream } })).status).toBe(201);
    expect((await root.send("GET", `/streams/${encode(stream)}`, { basin })).status).toBe(200);
  });

  it.each(["", ...dots, "a".repeat(513), WIDE.repeat(128) + "a"])("may not be %j", async (stream) => {
    const root = await start();
    expect(codeIn(await root.send("POST", "/streams", { basin, body: { stream } }))).toBe("400 bad_json");
    if (stream.length > 2) {
      expect(codeIn(await root.send("GET", `/streams/${encode(stream)}`, { basin }))).toBe("400 bad_path");
    }
    if (stream === "") return;
    const reply = await root.issue({ id: "a", scope: { ops: ["read"], streams: { exact: stream } } });
    expect(codeIn(reply)).toBe("400 bad_json");
  });
});
