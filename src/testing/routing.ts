import { Refusal } from "./refusal.js";
import type { AccountRequest } from "./request.js";
import type { Route } from "./route.js";
import { ROUTES } from "./routes.js";

/** A request's route and the names in its path, or why it has none. */
export type Found =
  | { readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  | { readonly refusal: Refusal };

/** Finds the route of a request by method and path under `/v1`, whatever its origin. */
export function findRoute({ method, url }: AccountRequest): Found {
  const [root, ...segments] = url.pathname.split("/").slice(1);
  const fitting = root === "v1" ? ROUTES.filter((route) => fits(route, segments)) : [];
  const route = fitting.find((one) => one.method === method);
  if (route !== undefined) return readParameters(route, segments);
  if (fitting.length === 0) return { refusal: new Refusal("not_found", "There is nothing at this path.") };
  return { refusal: new Refusal("method_not_allowed", "This path does not know this method.") };
}

function fits(route: Route, segments: readonly string[]): boolean {
  return (
    route.segments.length === segments.length &&
    route.segments.every((wanted, index) => wanted.startsWith("{") || wanted === segments[index])
  );
}

function readParameters(route: Route, segments: readonly string[]): Found {
  try {
    const pairs = route.segments.map(
      (name, index) => [name, decodeURIComponent(segments[index] ?? "")] as const,
    );
    const named = pairs.filter(([name]) => name.startsWith("{"));
    return {
      route,
      parameters: Object.fromEntries(named.map(([name, value]) => [name.slice(1, -1), value])),
    };
  } catch {
    return { refusal: new Refusal("bad_path", "The path is not percent-encoded UTF-8.") };
  }
}
