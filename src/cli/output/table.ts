import { clip, pad, widthOf, wrap } from "./layout.js";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Colours a cell that has its width already. */
  readonly colour?: (text: string, row: Row) => string;
  /** The fewest columns of the terminal it may be cut to; left out, it is never cut. */
  readonly least?: number;
}

/** Below this, or where what may not be cut does not fit, a table gives way to one block a row. */
const NARROW = 60;

/**
 * A table that is written as its rows come: the first block settles how wide the columns are, wider cells later push
 * theirs out. `width` is the terminal's; undefined cuts nothing.
 */
export function tableWriter<Row>(columns: readonly Column<Row>[], width: number | undefined) {
  let widths: readonly number[] | undefined;
  return (rows: readonly Row[]): string => {
    if (rows.length === 0) return "";
    const first = widths === undefined;
    const settled = (widths ??= settle(columns, rows, width));
    if (width !== undefined && (width < NARROW || total(settled) > width))
      return blocks(columns, rows, width);
    const head = first
      ? [
          line(
            columns.map(({ title }) => title),
            settled,
          ),
        ]
      : [];
    return [...head, ...rows.map((row) => tableRow(columns, row, settled, width))].join("\n") + "\n";
  };
}

function settle<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | undefined,
): number[] {
  const widths = columns.map(({ title, cell }) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(cell(row))), widthOf(title)),
  );
  if (width === undefined) return widths;
  // What is too much is taken from the widest of the columns that may be cut.
  for (let over = total(widths) - width; over > 0; over--) {
    const spare = columns.map(({ least }, index) => (least === undefined ? 0 : (widths[index] ?? 0) - least));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) <= 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1);
}

function tableRow<Row>(
  columns: readonly Column<Row>[],
  row: Row,
  widths: readonly number[],
  width: number | undefined,
): string {
  const cells = columns.map(({ cell, colour, least }, index) => {
    const room = widths[index] ?? 0;
    const text = width !== undefined && least !== undefined ? clip(cell(row), room) : cell(row);
    const padded = index === columns.length - 1 ? text : pad(text, room);
    return colour === undefined ? padded : colour(padded, row);
  });
  return cells.join("  ").trimEnd();
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => pad(cell, widths[index] ?? 0))
    .join("  ")
    .trimEnd();
}

/** One block a row, its first cell as a heading. */
function blocks<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string {
  const [head, ...rest] = columns;
  return rows
    .map((row) => {
      const title = head?.cell(row) ?? "";
      const lines = rest.flatMap((column) => {
        const text = column.cell(row);
        return text === "" ? [] : wrap(`${column.title}: ${text}`, width, "  ");
      });
      return [head?.colour?.(title, row) ?? title, ...lines, ""].join("\n");
    })
    .join("");
}
