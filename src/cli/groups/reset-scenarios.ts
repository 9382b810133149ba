import { scalaHashOrder, scalaSetOrder } from '../../base/hash-order.ts'
import { type CommittedOffset, listGroupOffsets, type PartitionOffset } from '../../client/admin/group-offsets.ts'
import { type FoundOffset, listOffsets, offsetSpecs } from '../../client/admin/list-offsets.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { ClientError, illegalArgument } from '../../client/errors.ts'
import { partitionName, type TopicPartition, uniquePartitions } from '../../client/topic-partition.ts'
import { readText } from '../connect/command-config.ts'
import { partitionHash } from '../format/partition-order.ts'
import { UsageError } from '../kit/usage-error.ts'
import { parseDateTime, parseDuration } from './moments.ts'
import { parsePlan } from './reset-plan.ts'
import { type GroupService, printError } from './service.ts'

const scenarios = 'by-duration to-offset from-file to-datetime to-earliest to-current shift-by to-latest'
const noScenario = `Option '[reset-offsets]' requires one of the following scenarios: HashSet([${scenarios.replaceAll(' ', '], [')}])`

/**
 * Where the given scenario puts the group in each of the partitions.
 * @throws UsageError without a scenario, and ClientError as the admin calls do
 */
export async function newOffsets(
  service: GroupService,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<PartitionOffset[]> {
  const { options, context } = service
  if (options.has('to-offset')) {
    const offset = options.value('to-offset') ?? 0
    return withinLog(
      service,
      partitions.map((partition) => ({ ...partition, offset })),
    )
  }
  if (options.has('to-earliest')) return logOffsets(service, partitions, offsetSpecs.earliest)
  if (options.has('to-latest')) return logOffsets(service, partitions, offsetSpecs.latest)
  if (options.has('shift-by')) return shifted(service, groupId, partitions, options.value('shift-by') ?? 0)
  if (options.has('to-datetime')) return since(service, partitions, parseDateTime(options.value('to-datetime') ?? ''))
  if (options.has('by-duration')) {
    return since(service, partitions, context.clock.now() - parseDuration(options.value('by-duration') ?? ''))
  }
  if (options.has('from-file')) return fromFile(service, groupId)
  if (options.has('to-current')) return current(service, groupId, partitions)
  throw new UsageError(noScenario)
}

async function logOffsets(
  { cluster, timeoutMs }: GroupService,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<FoundOffset[]> {
  const queries = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }))
  return [...requireAll(await listOffsets(cluster, queries, { timeoutMs })).values()]
}

/** Offsets beyond either end of the log become that end, with a warning. */
async function withinLog(service: GroupService, offsets: readonly PartitionOffset[]): Promise<PartitionOffset[]> {
  const wanted = scalaSetOrder(uniquePartitions(offsets), partitionHash)
  const starts = byName(await logOffsets(service, wanted, offsetSpecs.earliest))
  const ends = byName(await logOffsets(service, wanted, offsetSpecs.latest))
  const log = service.context.logger.named('kafka.admin.ConsumerGroupCommand$')
  return wanted.map((request) => {
    const name = partitionName(request)
    const start = starts.get(name)?.offset ?? request.offset
    const end = ends.get(name)?.offset ?? request.offset
    const limit = request.offset > end ? end : Math.max(request.offset, start)
    if (limit === request.offset) return request
    const side = limit < request.offset ? 'higher than latest' : 'lower than earliest'
    log.warn(
      `New offset (${request.offset}) is ${side} offset for topic partition ${name}. Value will be set to ${limit}`,
    )
    return { ...request, offset: limit }
  })
}

async function shifted(
  service: GroupService,
  groupId: string,
  partitions: readonly TopicPartition[],
  by: number,
): Promise<PartitionOffset[]> {
  const committed = await committedOffsets(service, groupId)
  const wanted = partitions.map(({ topic, partition }) => {
    const name = partitionName({ topic, partition })
    const offset = committed.get(name)?.offset
    if (offset !== undefined) return { topic, partition, offset: offset + by }
    throw illegalArgument(`Cannot shift offset for partition ${name} since there is no current committed offset`)
  })
  return withinLog(service, wanted)
}

/** The first record that is as young; the end of the log where none is. */
async function since(
  service: GroupService,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<PartitionOffset[]> {
  const found = await logOffsets(service, partitions, timestamp)
  const none = scalaHashOrder(
    found.filter(({ offset }) => offset < 0),
    partitionHash,
  )
  for (const { topic, partition } of none) {
    const fallBack = 'Falling back to latest known offset.'
    service.context.report.remark(`\nWarn: Partition ${partition} from topic ${topic} is empty. ${fallBack}`)
  }
  const ends = none.length === 0 ? [] : await logOffsets(service, none, offsetSpecs.latest)
  const fallen = byName(ends)
  return found.map((offset) => fallen.get(partitionName(offset)) ?? offset)
}

async function current(
  service: GroupService,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<PartitionOffset[]> {
  const committed = await committedOffsets(service, groupId)
  const known = partitions.map((partition) => committed.get(partitionName(partition))).filter((o) => o !== undefined)
  const unknown = partitions.filter((partition) => !committed.has(partitionName(partition)))
  const ends = unknown.length === 0 ? [] : await logOffsets(service, unknown, offsetSpecs.latest)
  return [...known, ...ends]
}

async function fromFile(service: GroupService, groupId: string): Promise<PartitionOffset[]> {
  const { options, context } = service
  const plan = parsePlan(planText(service), options.values('group'))
  const offsets = plan.get(groupId)
  const negative = [...plan.values()].flat().some(({ offset }) => offset < 0)
  if (negative) throw new UsageError('Invalid negative offset')
  if (offsets !== undefined) return withinLog(service, offsets)
  printError({ context }, `No reset plan for group ${groupId} found`)
  return []
}

function planText({ context, options }: GroupService): string {
  const file = options.value('from-file') ?? ''
  try {
    return readText(context, file)
  } catch (error) {
    throw new ClientError('java.io.IOException', `Unable to read file ${file}`, { cause: error })
  }
}

function committedOffsets(service: GroupService, groupId: string): Promise<Map<string, CommittedOffset>> {
  return listGroupOffsets(service.cluster, groupId, { timeoutMs: service.timeoutMs })
}

function byName(offsets: readonly FoundOffset[]): Map<string, FoundOffset> {
  return new Map(offsets.map((offset) => [partitionName(offset), offset]))
}
