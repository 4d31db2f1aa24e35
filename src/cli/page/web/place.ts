import { useEffect, useState } from "preact/hooks";

/** The four views. */
export const VIEWS = { tokens: "Tokens", journal: "Journal", try: "Try a scope", time: "Over time" } as const;
export type View = keyof typeof VIEWS;

/** The state in the URL: the view, the token and the filters. */
export interface Place {
  readonly view: View;
  readonly get: (name: string) => string;
}

/** Parts of the URL to change; an empty string removes one. */
export type Move = Readonly<Record<string, string>>;

const moved = new EventTarget();

/** Returns the place in the URL; re-renders the component when it changes. */
export function usePlace(): Place {
  const [search, setSearch] = useState(location.search);
  useEffect(() => {
    const update = (): void => setSearch(location.search);
    moved.addEventListener("move", update);
    addEventListener("popstate", update);
    return () => {
      moved.removeEventListener("move", update);
      removeEventListener("popstate", update);
    };
  }, []);
  const parameters = new URLSearchParams(search);
  const view = parameters.get("view") ?? "tokens";
  return { view: isView(view) ? view : "tokens", get: (name) => parameters.get(name) ?? "" };
}

/** Returns the address of a place, for links. */
export function hrefOf(move: Move): string {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(move))
    if (value === "") parameters.delete(name);
    else parameters.set(name, value);
  return `?${parameters.toString()}`;
}

/** Goes to a place. With `replace`, for text typed letter by letter, Back leaves the view and not the letter. */
export function go(move: Move, how: "push" | "replace" = "push"): void {
  history[how === "push" ? "pushState" : "replaceState"](undefined, "", hrefOf(move));
  moved.dispatchEvent(new Event("move"));
}

/** Follows a link inside the page; modified clicks are left to the browser. */
export function follow(event: MouseEvent, move: Move): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(move);
}

function isView(text: string): text is View {
  return Object.hasOwn(VIEWS, text);
}
