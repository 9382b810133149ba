import { CreatePartitions, type CreatePartitionsRequest } from '../../wire/kafka/create-partitions.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import type { TopicAssignment } from '../znodes/topic-assignment.ts'
import { api, type BrokerContext, errorText } from './api.ts'
import { awaitMetadata } from './await-metadata.ts'
import { requireController } from './requires-controller.ts'

type Asked = CreatePartitionsRequest['topics'][number]
type Result = InputOf<typeof CreatePartitions.response>['results'][number]

const refused = (name: string, error: KafkaError): Result => ({
  name,
  errorCode: error.code,
  errorMessage: errorText(error),
})

async function currentAssignment({ topics }: BrokerContext, name: string): Promise<TopicAssignment> {
  const [assignment, marked] = await Promise.all([topics.assignment(name), topics.isMarkedForDeletion(name)])
  if (marked) throw new KafkaError('INVALID_TOPIC_EXCEPTION', 'The topic is queued for deletion.')
  if (assignment === undefined)
    throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`)
  const moving = [...assignment.partitions.values()].some(({ adding, removing }) => adding.length + removing.length > 0)
  if (moving) {
    throw new KafkaError('REASSIGNMENT_IN_PROGRESS', `A partition reassignment is in progress for the topic '${name}'.`)
  }
  return assignment
}

function countToAdd(current: number, wanted: number): number {
  if (wanted < current) {
    throw new KafkaError(
      'INVALID_PARTITIONS',
      `Topic currently has ${current} partitions, which is higher than the requested ${wanted}.`,
    )
  }
  if (wanted === current) throw new KafkaError('INVALID_PARTITIONS', `Topic already has ${current} partitions.`)
  return wanted - current
}

/** Checks an assignment that the client chose itself. */
function assigned(broker: BrokerContext, current: TopicAssignment, added: number, lists: number[][]): number[][] {
  const refuse = (message: string) => new KafkaError('INVALID_REPLICA_ASSIGNMENT', message)
  if (lists.length !== added) {
    throw refuse(`Increasing the number of partitions by ${added} but ${lists.length} assignments provided.`)
  }
  const unknown = [...new Set(lists.flat())].filter((id) => !broker.metadata.isAlive(id))
  if (unknown.length > 0) throw refuse(`Unknown broker(s) in replica assignment: ${unknown.join(', ')}.`)
  const first = current.partitions.size
  for (const [index, list] of lists.entries()) {
    if (new Set(list).size === list.length) continue
    throw refuse(
      `Duplicate brokers not allowed in replica assignment: ${list.join(', ')} for partition id ${first + index}.`,
    )
  }
  const factor = current.partitions.get(0)?.replicas.length ?? 0
  const bad = lists
    .map((list, index) => ({ partition: first + index, size: list.length }))
    .filter(({ size }) => size !== factor)
  if (bad.length > 0) {
    const partitions = bad.map(({ partition }) => partition).join(', ')
    const sizes = bad.map(({ size }) => size).join(', ')
    throw refuse(
      `Inconsistent replication factor between partitions, partition 0 has ${factor} while partitions [${partitions}] have replication factors [${sizes}], respectively.`,
    )
  }
  return lists
}

async function increase(broker: BrokerContext, asked: Asked, validateOnly: boolean): Promise<Result> {
  const { name, count, assignments } = asked
  try {
    const current = await currentAssignment(broker, name)
    const added = countToAdd(current.partitions.size, count)
    const replicas =
      assignments === null
        ? broker.topics.placeMore(current, added)
        : assigned(
            broker,
            current,
            added,
            assignments.map(({ brokerIds }) => brokerIds),
          )
    if (!validateOnly) await broker.topics.addPartitions(name, current, replicas)
    return { name, errorCode: 0, errorMessage: null }
  } catch (error) {
    if (error instanceof KafkaError) return refused(name, error)
    return refused(name, new KafkaError('UNKNOWN_SERVER_ERROR', error instanceof Error ? error.message : null))
  }
}

export const createPartitions = api(CreatePartitions, {
  handle: async (broker, request) => {
    requireController(broker)
    const names = request.topics.map(({ name }) => name)
    const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index))
    const unique = request.topics.filter(({ name }) => !repeated.has(name))
    const duplicates = [...repeated].map((name) =>
      refused(name, new KafkaError('INVALID_REQUEST', 'Duplicate topic in request.')),
    )
    const results = await Promise.all(unique.map((asked) => increase(broker, asked, request.validateOnly)))
    const wanted = unique.filter((_, index) => results[index]?.errorCode === 0)
    const isThere = ({ name, count }: Asked) => {
      const partitions = broker.metadata.topic(name)?.partitions
      return (partitions?.size ?? 0) >= count && [...(partitions?.values() ?? [])].every(({ leader }) => leader >= 0)
    }
    if (request.validateOnly || wanted.length === 0) return { results: [...duplicates, ...results] }
    await awaitMetadata(broker, request.timeoutMs, () => wanted.every(isThere))
    const late = new Set(wanted.filter((asked) => request.timeoutMs <= 0 || !isThere(asked)).map(({ name }) => name))
    const timedOut = errorCode('REQUEST_TIMED_OUT')
    return {
      results: [...duplicates, ...results.map((one) => (late.has(one.name) ? { ...one, errorCode: timedOut } : one))],
    }
  },
  failed: ({ topics }, error) => ({ results: topics.map(({ name }) => refused(name, error)) }),
})
