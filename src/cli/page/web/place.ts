import { useEffect, useState } from "preact/hooks";

/** The four things to look at. */
export const VIEWS = { tokens: "Tokens", journal: "Journal", try: "Try a scope", time: "Over time" } as const;
export type View = keyof typeof VIEWS;

/** What the address says: which view, which token, which filters. */
export interface Place {
  readonly view: View;
  readonly get: (name: string) => string;
}

/** Parts of the address to change; an empty text removes one. */
export type Move = Readonly<Record<string, string>>;

const moved = new EventTarget();

/** Returns the place that the address names; whoever uses it is drawn again when that changes. */
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

/** Goes to a place; `replace` for what is typed letter by letter, so that Back leaves the view and not the letter. */
export function go(move: Move, how: "push" | "replace" = "push"): void {
  history[how === "push" ? "pushState" : "replaceState"](undefined, "", hrefOf(move));
  moved.dispatchEvent(new Event("move"));
}

/** Follows a link inside the page; the browser keeps its own meaning of modified clicks. */
export function follow(event: MouseEvent, move: Move): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(move);
}

function isView(text: string): text is View {
  return Object.hasOwn(VIEWS, text);
}
