import { kafkaCommit, kafkaVersion } from '../../base/kafka-version.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printMetrics } from './metrics-table.ts'
import type { Load } from './produce.ts'

/** The metrics that this producer keeps. */
export function printProducerMetrics(
  context: CommandContext,
  settings: ReadonlyMap<string, string>,
  { latencies, failed }: Load,
): void {
  const { count, start } = latencies.total
  const seconds = (context.clock.now() - start) / 1000
  const tags = `{client-id=${settings.get('client.id')}}`
  printMetrics(context, [
    [`app-info:commit-id:${tags}`, kafkaCommit],
    [`app-info:version:${tags}`, kafkaVersion],
    [`producer-metrics:record-error-rate:${tags}`, failed / seconds],
    [`producer-metrics:record-error-total:${tags}`, failed],
    [`producer-metrics:record-send-rate:${tags}`, (count + failed) / seconds],
    [`producer-metrics:record-send-total:${tags}`, count + failed],
  ])
}
