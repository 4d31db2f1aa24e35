import createClient from "openapi-fetch";
import { ROUTES } from "../../generated/constants.js";
import type { components, operations, paths } from "../../generated/schema.js";
import type { Settings } from "../check/settings.js";
import type { Outgoing } from "./attempt.js";
import type { Call } from "./call.js";
import { sendWithRetries } from "./retry.js";

export type ListQuery = NonNullable<operations["list_access_tokens"]["parameters"]["query"]>;
type TokenBody = components["schemas"]["AccessTokenInfo"];

/** Makes a value from a JSON body, or gives undefined if that is not of the declared shape. */
type BodyReader<T> = (body: unknown) => T | undefined;

/** The three operations of the contract, each sent as often as is safe. */
export interface Transport {
  readonly settings: Settings;
  list<T>(call: Call, query: ListQuery, read: BodyReader<T>): Promise<T>;
  issue<T>(call: Call, body: TokenBody, read: BodyReader<T>): Promise<T>;
  revoke(call: Call, id: string): Promise<"revoked">;
}

/** openapi-fetch makes every URL and body; what it makes is then sent by this package alone. */
export function createTransport(settings: Settings): Transport {
  const api = createClient<paths>({
    baseUrl: settings.baseUrl,
    // A light object in place of a real Request, which costs up to a third of a call: it is only read here.
    Request: LightRequest as unknown as typeof Request,
  });
  return {
    settings,
    list: (call, query, read) => {
      const outgoing = captured((fetch) => api.GET("/access-tokens", { params: { query }, fetch }));
      return sendWithRetries(call, outgoing, { status: ROUTES.list_access_tokens.success, read });
    },
    issue: (call, body, read) => {
      const outgoing = captured((fetch) => api.POST("/access-tokens", { body, fetch }));
      return sendWithRetries(call, outgoing, { status: ROUTES.issue_access_token.success, read });
    },
    revoke: (call, id) => {
      const params = { path: { id } };
      const outgoing = captured((fetch) => api.DELETE("/access-tokens/{id}", { params, fetch }));
      return sendWithRetries(call, outgoing, { status: ROUTES.revoke_access_token.success, read: revoked });
    },
  };
}

function revoked(): "revoked" {
  return "revoked";
}

type FetchSeam = (request: Request) => Promise<Response>;

/**
 * What openapi-fetch would send: it hands its request to `fetch` at once, having no middleware to wait for. It is told
 * of an empty answer, since it would read bodies without a bound, and swallow a falsy reason to abort.
 */
function captured(make: (fetch: FetchSeam) => Promise<unknown>): Outgoing {
  let outgoing: Outgoing | undefined;
  make((request) => {
    // It is the LightRequest made above.
    outgoing = request as unknown as Outgoing;
    return EMPTY_ANSWER;
  }).catch(() => undefined);
  if (outgoing === undefined) throw new TypeError("openapi-fetch did not send the request it made.");
  return outgoing;
}

/** All that openapi-fetch reads of an answer without a body. */
const EMPTY_ANSWER = /* @__PURE__ */ Promise.resolve({
  ok: true,
  status: 204,
  headers: { get: () => null },
} as unknown as Response);

class LightRequest implements Outgoing {
  readonly url: string;
  readonly method: string;
  readonly body: string | undefined;

  constructor(url: string, init: { readonly method: string; readonly body?: string | undefined }) {
    this.url = url;
    this.method = init.method;
    this.body = init.body;
  }
}
