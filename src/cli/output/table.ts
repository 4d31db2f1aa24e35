import { clip, pad, widthOf, wrap } from "./layout.js";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Colours a cell that is already padded. */
  readonly colour?: (text: string, row: Row) => string;
  /** The smallest width in terminal columns that it may be cut to; if left out, it is never cut. */
  readonly least?: number;
}

/** The smallest width of a table. Below it, or if uncuttable columns do not fit, each row becomes a block. */
const NARROW = 60;

/**
 * A table written as its rows arrive: the first block sets the column widths, and wider cells later overflow them.
 * `width` is the terminal's; undefined cuts nothing.
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
  // Take the excess from the widest of the columns that may be cut.
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

/** Formats a row as a block with its first cell as the heading. */
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
