import type { Cluster } from '../../client/cluster.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure, type Failure, localFailure } from '../connect/failure.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { getOffsets, parseTime } from './get-offsets.ts'
import { offsetObject, offsetText, skippedText } from './offset-answer.ts'
import type { OffsetOptions } from './options.ts'
import { filterOf, filterOfRules, type PartitionFilter, withoutInternal } from './partition-filter.ts'
import { partitionOffset } from './results.ts'

interface Query {
  readonly cluster: Cluster
  readonly filter: PartitionFilter
  readonly timestamp: number
}

/** Runs kafka-get-offsets once its options are known to go together. */
export async function runGetOffsets(context: CommandContext, options: OffsetOptions): Promise<number> {
  let query: Query
  try {
    query = await prepare(context, options)
  } catch (error) {
    return fail(context, error, localFailure(error))
  }
  try {
    await printOffsets(context, query)
    return 0
  } catch (error) {
    return fail(context, error, callFailure(error))
  } finally {
    query.cluster.close()
  }
}

async function prepare(context: CommandContext, options: OffsetOptions): Promise<Query> {
  const filter = partitionFilter(options)
  const timestamp = parseTime(options.value('time'))
  const servers = options.value(options.has('bootstrap-server') ? 'bootstrap-server' : 'broker-list') ?? ''
  const cluster = await openCluster(context, servers, options.value('command-config'), {
    fixed: { 'client.id': 'GetOffsetShell' },
  })
  return { cluster, filter, timestamp }
}

async function printOffsets(context: CommandContext, { cluster, filter, timestamp }: Query): Promise<void> {
  const answers = await getOffsets(cluster, filter, timestamp)
  const { report, stderr } = context
  if (!report.isJson) for (const answer of answers) stderr.write(skippedText(answer))
  report.results(partitionOffset, answers.map(offsetObject), () => answers.map(offsetText).join(''))
}

function partitionFilter(options: OffsetOptions): PartitionFilter {
  const rules = options.value('topic-partitions')
  if (rules !== undefined && (options.has('topic') || options.has('partitions'))) {
    throw new TerseError('--topic-partitions cannot be used with --topic or --partitions')
  }
  const filter =
    rules === undefined ? filterOf(options.value('topic'), options.value('partitions')) : filterOfRules(rules)
  return options.has('exclude-internal-topics') ? withoutInternal(filter) : filter
}

function fail({ report, stderr }: CommandContext, error: unknown, { message, thrown }: Failure): number {
  report.failure(error, () => {
    printLine(stderr, `Error occurred: ${message}`)
    if (!(error instanceof TerseError)) printLine(stderr, `${thrown}\n`)
  })
  return 1
}
