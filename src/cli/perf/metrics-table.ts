import { type Output, printLine } from '../kit/output.ts'

/** Prints metrics (`group:name:{tags}` and value, sorted by name) as Kafka's tools do. */
export function printMetrics(output: Output, rows: readonly (readonly [name: string, value: string | number])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length))
  printLine(output, `\n${'Metric Name'.padEnd(width)}   Value`)
  for (const [name, value] of rows) {
    printLine(output, `${name.padEnd(width)} : ${typeof value === 'number' ? value.toFixed(3) : value}`)
  }
}
