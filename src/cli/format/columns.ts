export interface Column {
  readonly title: string
  /** The least width; a number of characters to the left-aligned text's right is filled with spaces. */
  readonly width: number
  /** Wider where a cell is longer; otherwise a longer cell pushes the rest of its line to the right. */
  readonly grows?: true
}

/** Rows under their titles, as Kafka's tools print tables: columns parted by one space, the last one filled like the rest unless its width is 0. */
export function formatColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title, width, grows }, index) =>
    grows ? Math.max(width, ...[title, ...rows.map((row) => row[index] ?? '')].map((cell) => cell.length)) : width,
  )
  const line = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' ')
  return [columns.map(({ title }) => title), ...rows].map(line)
}
