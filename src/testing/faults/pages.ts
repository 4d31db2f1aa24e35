import type { ListAccessTokensResponse } from "../../../generated/schema.js";
import type { Spoiling } from "./table.js";
import type { Answer } from "../request.js";

/** A page with nothing on it that promises more. */
export function emptyPage({ call, answer }: Spoiling): Answer {
  return call === "list" ? repage(answer, () => []) : answer;
}

/** The page before, again; on a first page, its last item twice. */
export function repeatPage({ call, answer, request, relist }: Spoiling): Answer {
  if (call !== "list") return answer;
  if ((request.url.searchParams.get("start_after") ?? "") === "") {
    return repage(answer, (items) => [...items, ...items.slice(-1)]);
  }
  return repage(
    relist((query) => query.delete("start_after")),
    (items) => items,
  );
}

/** A page from the start of the listing, in descending order. It takes two tokens to be seen on a first page. */
export function backwardPage({ call, answer, relist }: Spoiling): Answer {
  if (call !== "list") return answer;
  return repage(
    relist((query) => query.delete("start_after")),
    (items) => items.toReversed(),
  );
}

type Items = ListAccessTokensResponse["access_tokens"];

function repage(answer: Answer, change: (items: Items) => Items): Answer {
  if (answer.status !== 200 || typeof answer.body !== "string") return answer;
  // The body was written by this account a moment ago, as the contract declares it.
  const page = JSON.parse(answer.body) as ListAccessTokensResponse;
  const changed: ListAccessTokensResponse = { access_tokens: change(page.access_tokens), has_more: true };
  return { ...answer, body: JSON.stringify(changed) };
}
