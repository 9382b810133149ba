import type { MetricRow } from '../../client/metrics/metrics.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { metric } from './results.ts'

/** Prints metrics (`group:name:{tags}` and value, sorted by the first) as Kafka's tools do. */
export function printMetrics({ report }: CommandContext, rows: readonly MetricRow[]): void {
  const metrics = rows.map((row) => ({ name: fullName(row), value: valueText(row.value) })).sort(byName)
  const width = Math.max(...metrics.map(({ name }) => name.length))
  report.results(metric, metrics, () =>
    [
      `\n${'Metric Name'.padEnd(width)}   Value\n`,
      ...metrics.map(({ name, value }) => `${name.padEnd(width)} : ${value}\n`),
    ].join(''),
  )
}

function fullName({ group, name, tags }: MetricRow): string {
  const shown = Object.entries(tags).map(([key, value]) => `${key}=${value}`)
  return `${group}:${name}:{${shown.join(', ')}}`
}

const valueText = (value: number | string) => (typeof value === 'number' ? value.toFixed(3) : value)

/** As Java compares strings. */
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
