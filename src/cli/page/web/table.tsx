import type { ComponentChildren, JSX, RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The box in which the rows of a table scroll. */
export type Box = RefObject<HTMLDivElement | null>;

interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly R[];
  /** The height of each row in pixels. */
  readonly rowHeight: number;
  /** Shown if there are no rows. */
  readonly none: string;
  readonly keyOf: (row: R, index: number) => string;
  /** Returns the class of a row that differs from the others, or an empty string. */
  readonly kindOf: (row: R) => "chosen" | "gap" | "";
  /** Returns the cells of a row. */
  readonly cellsOf: (row: R) => ComponentChildren;
  readonly box?: Box;
}

/** A table of any length; only its visible rows are rendered. */
export function Table<R>(props: TableProps<R>): JSX.Element {
  const { label, columns, rows, rowHeight, none, keyOf, kindOf, cellsOf } = props;
  const own = useRef<HTMLDivElement>(null);
  const box = props.box ?? own;
  const { from, to } = useWindow(box, rows.length, rowHeight);
  return (
    <div class="table" ref={box} role="table" aria-label={label} aria-rowcount={rows.length + 1} tabIndex={0}>
      <div role="rowgroup" class="heads">
        <div class="row head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <span key={column} role="columnheader">
              {column}
            </span>
          ))}
        </div>
      </div>
      {rows.length === 0 && <p class="none">{none}</p>}
      <div role="rowgroup" class="rows" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(from, to).map((row, index) => (
          <div
            key={keyOf(row, from + index)}
            class={`row ${kindOf(row)}`}
            role="row"
            aria-rowindex={from + index + 2}
            style={{ top: `${(from + index) * rowHeight}px` }}
          >
            {cellsOf(row)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The rows rendered beyond the visible ones, so that scrolling by one shows no gap. */
const BEYOND = 10;

/** Returns the visible range of equally high rows in a scrolling box. */
function useWindow(ref: Box, count: number, height: number): { from: number; to: number } {
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
  return { from, to: Math.min(count, from + size + 2 * BEYOND) };
}
