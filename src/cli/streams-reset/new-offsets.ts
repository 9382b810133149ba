import { listGroupOffsets } from '../../client/admin/group-offsets.ts'
import { listOffsets, offsetSpecs } from '../../client/admin/list-offsets.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { partitionOrder } from '../format/partition-order.ts'
import { parseDateTime, parseDuration } from '../groups/moments.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import type { StreamsResetOptions } from './options.ts'
import { readPlan } from './plan-file.ts'

/** Offsets by `topic-partition`. */
export type Offsets = ReadonlyMap<string, number>

interface Task {
  readonly context: CommandContext
  readonly cluster: Cluster
  readonly partitions: readonly TopicPartition[]
}

/** Where the application shall begin in the partitions of its input topics. @throws OptionError, JavaException, ClientError */
export async function newOffsets(task: Task, options: StreamsResetOptions): Promise<Offsets> {
  const { context, cluster, partitions } = task
  if (options.has('to-offset')) {
    const offset = options.value('to-offset') ?? 0
    return withinRange(task, new Map(partitions.map((partition) => [partitionName(partition), offset])))
  }
  if (options.has('to-latest')) return offsetsAt(cluster, partitions, offsetSpecs.latest)
  if (options.has('shift-by'))
    return shifted(task, options.value('application-id') ?? '', options.value('shift-by') ?? 0)
  if (options.has('to-datetime')) return since(task, parseDateTime(options.value('to-datetime') ?? ''))
  if (options.has('by-duration')) {
    return since(task, context.clock.now() - parseDuration(options.value('by-duration') ?? ''))
  }
  if (options.has('from-file')) return planned(task, readPlan(context, options.value('from-file') ?? ''))
  return offsetsAt(cluster, partitions, offsetSpecs.earliest)
}

/** A partition's first or last offset, or that of the first message of a time: −1 for none. */
export async function offsetsAt(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  timestamp: number,
): Promise<Offsets> {
  const queries = partitions.map((partition) => ({ ...partition, timestamp }))
  const found = requireAll(await listOffsets(cluster, queries))
  return new Map([...found].map(([name, { offset }]) => [name, offset]))
}

/** What is out of the log's range is taken to its nearer end, and that is told. */
async function withinRange({ context, cluster, partitions }: Task, wanted: Offsets): Promise<Offsets> {
  const [first, last] = await Promise.all([
    offsetsAt(cluster, partitions, offsetSpecs.earliest),
    offsetsAt(cluster, partitions, offsetSpecs.latest),
  ])
  const told = (offset: number, problem: string, limit: number) => {
    printLine(context.stdout, `New offset (${offset}) is ${problem} offset. Value will be set to ${limit}`)
    return limit
  }
  return new Map(
    partitionOrder(partitions).map((partition) => {
      const name = partitionName(partition)
      const [offset = 0, least = 0, most = 0] = [wanted.get(name), first.get(name), last.get(name)]
      if (offset < least) return [name, told(offset, 'lower than earliest', least)]
      return [name, offset > most ? told(offset, 'higher than latest', most) : offset]
    }),
  )
}

/** From what the group has committed, or from the end. */
async function shifted(task: Task, groupId: string, by: number): Promise<Offsets> {
  const { cluster, partitions } = task
  const committed = await listGroupOffsets(cluster, groupId)
  const ends = await offsetsAt(cluster, partitions, offsetSpecs.latest)
  const wanted = partitions.map((partition) => {
    const name = partitionName(partition)
    return [name, (committed.get(name)?.offset ?? ends.get(name) ?? 0) + by] as const
  })
  return withinRange(task, new Map(wanted))
}

async function since({ context, cluster, partitions }: Task, timestamp: number): Promise<Offsets> {
  const found = await offsetsAt(cluster, partitions, timestamp)
  const ends = await offsetsAt(cluster, partitions, offsetSpecs.latest)
  return new Map(
    partitionOrder(partitions).map((partition) => {
      const name = partitionName(partition)
      const offset = found.get(name) ?? -1
      if (offset >= 0) return [name, offset]
      const place = `Partition ${partition.partition} from topic ${partition.topic}`
      const problem = 'is empty, without a committed record. Falling back to latest known offset.'
      printLine(context.stdout, `${place} ${problem}`)
      return [name, ends.get(name) ?? 0]
    }),
  )
}

/** Java stumbles over a partition that the plan leaves out, or has too many. */
async function planned(task: Task, plan: Offsets): Promise<Offsets> {
  const names = task.partitions.map(partitionName)
  if (names.length === plan.size && names.every((name) => plan.has(name))) return withinRange(task, plan)
  throw new JavaException(
    'java.lang.NullPointerException',
    'Cannot invoke "java.lang.Long.longValue()" because the return value of "java.util.Map.get(Object)" is null',
  )
}
