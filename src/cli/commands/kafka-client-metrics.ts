import { checkClientMetricsOptions } from '../client-metrics/checks.ts'
import { type ClientMetricsOptions, clientMetricsOptions } from '../client-metrics/options.ts'
import { clientMetricsResults } from '../client-metrics/results.ts'
import { localFailure } from '../connect/failure.ts'
import { defineCommand } from '../kit/command.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'

const about = 'This tool helps to manipulate and describe client metrics configurations.'

export default defineCommand({
  style: 'jopt',
  name: 'kafka-client-metrics',
  summary: 'say which metrics clients shall push to the brokers',
  about,
  aboutWithoutArguments: about,
  description: 'Subscriptions to metrics of clients (KIP-714) belong to KRaft: a cluster with ZooKeeper has none.',
  parseErrors: 'trace',
  examples: [
    {
      command:
        'kafka-client-metrics --bootstrap-server localhost:9092 --alter --generate-name --metrics org.apache.kafka.producer. --interval 60000',
      effect: "Have producers push their metrics once a minute, and make up the subscription's name.",
    },
  ],
  options: clientMetricsOptions,
  results: clientMetricsResults,
  run: runClientMetrics,
})

async function runClientMetrics(context: CommandContext, options: ClientMetricsOptions): Promise<number> {
  try {
    checkClientMetricsOptions(options)
    const { openCluster } = await import('../connect/admin.ts')
    const [servers, config] = [options.value('bootstrap-server') ?? '', options.value('command-config')]
    const cluster = await openCluster(context, servers, config)
    const { act } = await import('../client-metrics/run.ts')
    try {
      await act(context, cluster, options)
      return 0
    } catch (error) {
      return failAction(context, error)
    } finally {
      cluster.close()
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const { message, thrown } = localFailure(error)
    context.report.failure(error, () => context.stderr.write(`${message}\n${thrown}\n\n`))
    return 1
  }
}

function failAction(context: CommandContext, error: unknown): number {
  const { message, thrown } = localFailure(error)
  context.report.failure(error, () => {
    printLine(context.stdout, `Error while executing client metrics command : ${message}`)
    context.logger.named('org.apache.kafka.tools.ClientMetricsCommand').error(`${thrown}\n`)
  })
  return 1
}
