import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { kafkaVersion } from '../kit/version.ts'
import type { Load } from './produce.ts'

/** The metrics that this producer keeps, in the table of Kafka's tools. */
export function printProducerMetrics(
  context: CommandContext,
  settings: ReadonlyMap<string, string>,
  { latencies, failed }: Load,
): void {
  const { total } = latencies
  const seconds = (context.clock.now() - total.start) / 1000
  const tags = `{client-id=${settings.get('client.id')}}`
  const rows: [string, string][] = [
    [`app-info:version:${tags}`, kafkaVersion],
    [`producer-metrics:record-error-rate:${tags}`, (failed / seconds).toFixed(3)],
    [`producer-metrics:record-error-total:${tags}`, failed.toFixed(3)],
    [`producer-metrics:record-send-rate:${tags}`, ((total.count + failed) / seconds).toFixed(3)],
    [`producer-metrics:record-send-total:${tags}`, (total.count + failed).toFixed(3)],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  printLine(context.stdout, `\n${'Metric Name'.padEnd(width)}   Value`)
  for (const [name, value] of rows) printLine(context.stdout, `${name.padEnd(width)} : ${value}`)
}
