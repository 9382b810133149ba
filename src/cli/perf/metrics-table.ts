import type { CommandContext } from '../kit/command-context.ts'
import { metric } from './results.ts'

/** Prints metrics (`group:name:{tags}` and value, sorted by name) as Kafka's tools do. */
export function printMetrics(
  { report }: CommandContext,
  rows: readonly (readonly [name: string, value: string | number])[],
): void {
  const width = Math.max(...rows.map(([name]) => name.length))
  const metrics = rows.map(([name, value]) => ({ name, value: typeof value === 'number' ? value.toFixed(3) : value }))
  report.results(metric, metrics, () =>
    [
      `\n${'Metric Name'.padEnd(width)}   Value\n`,
      ...metrics.map(({ name, value }) => `${name.padEnd(width)} : ${value}\n`),
    ].join(''),
  )
}
