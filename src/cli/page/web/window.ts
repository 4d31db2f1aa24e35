import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The rows rendered beyond the visible ones, so that scrolling by one shows no gap. */
const BEYOND = 10;

/** Returns the visible range of equally high rows in a scrolling box. */
export function useWindow(
  count: number,
  height: number,
): { ref: RefObject<HTMLDivElement | null>; from: number; to: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [size, setSize] = useState(30);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    const update = (): void => {
      setFirst(Math.floor(box.scrollTop / height));
      setSize(Math.ceil(box.clientHeight / height));
    };
    update();
    const watched = new ResizeObserver(update);
    watched.observe(box);
    box.addEventListener("scroll", update, { passive: true });
    return () => {
      watched.disconnect();
      box.removeEventListener("scroll", update);
    };
  }, [height]);
  const from = Math.max(0, Math.min(first, count - size) - BEYOND);
  return { ref, from, to: Math.min(count, from + size + 2 * BEYOND) };
}
