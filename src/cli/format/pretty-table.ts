/** Rows under their titles as newer tools of Kafka print them: each cell as wide as its column, and a tab behind it. */
export function prettyTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [titles, ...rows]
  const widths = titles.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => row.map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}\t`).join('')
  return all.map((row) => `${line(row)}\n`).join('')
}
