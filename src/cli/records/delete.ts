import { deleteRecords } from '../../client/admin/delete-records.ts'
import type { Outcome } from '../../client/admin/outcome.ts'
import { ClientError } from '../../client/errors.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { openCluster } from '../connect/admin.ts'
import { readText } from '../connect/command-config.ts'
import { callFailure } from '../connect/failure.ts'
import { uncaught } from '../connect/uncaught.ts'
import { partitionOrder } from '../format/partition-order.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { failureObject } from '../kit/report/failure-object.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { parseOffsetJson } from './offset-json.ts'
import { deletedRecords } from './results.ts'

export interface DeleteRequest {
  readonly servers: string
  readonly commandConfig: string | undefined
  readonly offsetFile: string
}

/**
 * Deletes the records that the file names, and prints where each partition starts now.
 * @throws JavaException for what Kafka's tool lets escape
 */
export async function runDeleteRecords(context: CommandContext, request: DeleteRequest): Promise<void> {
  const cluster = await openCluster(context, request.servers, request.commandConfig).catch(rethrow)
  try {
    const partitions = parseOffsetJson(readOffsets(context, request.offsetFile))
    printLine(context.stdout, 'Executing records delete operation')
    const outcomes = await deleteRecords(cluster, partitions).catch(rethrow)
    printLine(context.stdout, 'Records delete operation completed:')
    const deleted = partitions.map(({ topic, partition }) => deletion({ topic, partition }, outcomes))
    context.report.results(deletedRecords, deleted, () => {
      return partitionOrder(deleted)
        .map((partition) => line(partitionName(partition), outcomes))
        .join('')
    })
  } finally {
    cluster.close()
  }
}

type Outcomes = ReadonlyMap<string, Outcome<number>>

function line(partition: string, outcomes: Outcomes): string {
  const outcome = outcomes.get(partition)
  const result = outcome instanceof Error ? `error: ${callFailure(outcome).message}` : `low_watermark: ${outcome}`
  return `partition: ${partition}\t${result}\n`
}

function deletion(partition: TopicPartition, outcomes: Outcomes): ValueOf<typeof deletedRecords> {
  const outcome = outcomes.get(partitionName(partition)) ?? null
  if (outcome instanceof Error) return { ...partition, lowWatermark: null, error: failureObject(outcome) }
  return { ...partition, lowWatermark: outcome, error: null }
}

function readOffsets(context: CommandContext, file: string): string {
  try {
    return readText(context, file)
  } catch (error) {
    throw error instanceof JavaException
      ? new JavaException('java.io.IOException', `Unable to read file ${file}`)
      : error
  }
}

function rethrow(error: unknown): never {
  throw error instanceof ClientError ? uncaught(error) : error
}
