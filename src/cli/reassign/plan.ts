import { hashCodeOrder, javaMapSize } from '../../base/hash-order.ts'
import type { Replica, ReplicaMove } from '../../client/admin/alter-replica-log-dirs.ts'
import { comparePartitions, partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { partitionOrder } from '../format/partition-order.ts'
import { asArray, asList, asObject, asString, asWhole, member } from '../json/decode.ts'
import { JsonError, parseJson, tryParseJson } from '../json/parse.ts'
import { commandFailed, operationFailed } from './failures.ts'

/** A partition and the brokers that keep it, or shall. */
export interface Placement extends TopicPartition {
  readonly replicas: readonly number[]
}

export interface Plan {
  readonly placements: readonly Placement[]
  /** The log directories that the plan names, each replica once. */
  readonly moves: readonly ReplicaMove[]
}

const anyLogDir = 'any'

/**
 * The plan of a `--reassignment-json-file`.
 * @throws JavaException with Kafka's words
 */
export function parsePlan(text: string): Plan {
  const document = asObject(parseOrRefuse(text))
  checkVersion(document)
  const entries = document.has('partitions') ? asArray(document.get('partitions')) : []
  const parsed = entries.map(parseEntry)
  const moves = new Map(parsed.flatMap((entry) => entry.moves).map((move) => [replicaName(move), move]))
  return { placements: parsed.map(({ placement }) => placement), moves: [...moves.values()] }
}

function parseOrRefuse(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw error instanceof JsonError ? operationFailed(error.message) : error
  }
}

function checkVersion(document: ReadonlyMap<string, unknown>): void {
  const version = document.has('version') ? asWhole(document.get('version'), 'Integer') : 1
  if (version !== 1) throw operationFailed(`Not supported version field value ${version}`)
}

function parseEntry(entry: unknown): { placement: Placement; moves: ReplicaMove[] } {
  const fields = asObject(entry)
  const topic = asString(member(fields, 'topic'))
  const partition = asWhole(member(fields, 'partition'), 'Integer')
  const replicas = asList(member(fields, 'replicas'), (id) => asWhole(id, 'Integer'))
  const directories = fields.has('log_dirs') ? asList(fields.get('log_dirs'), asString) : replicas.map(() => anyLogDir)
  if (replicas.length !== directories.length) {
    const lists = `[${replicas.join(', ')}] is different from size of log dirs list [${directories.join(', ')}]`
    throw commandFailed(`Size of replicas list ${lists} for partition ${partitionName({ topic, partition })}`)
  }
  const moves = replicas.map((broker, index) => ({ topic, partition, broker, logDir: directories[index] ?? anyLogDir }))
  return { placement: { topic, partition, replicas }, moves: moves.filter(({ logDir }) => logDir !== anyLogDir) }
}

/** The same for `--execute`, which takes no empty and no ambiguous plan. */
export function parseExecutablePlan(text: string): Plan {
  const plan = parsePlan(text)
  const { placements } = plan
  if (placements.length === 0) throw commandFailed('Partition reassignment list cannot be empty')
  if (placements.some(({ replicas }) => replicas.length === 0)) {
    throw commandFailed('Partition replica list cannot be empty')
  }
  const twice = partitionOrder(duplicates(placements, partitionName)).map(partitionName)
  if (twice.length > 0) {
    throw commandFailed(`Partition reassignment contains duplicate topic partitions: ${twice.join(',')}`)
  }
  const ambiguous = placements
    .map((placement) => ({
      name: partitionName(placement),
      ids: inSetOrder(duplicates(placement.replicas, (id) => id)),
    }))
    .filter(({ ids }) => ids.length > 0)
    .map(({ name, ids }) => `${name} contains multiple entries for ${ids.join(',')}`)
  if (ambiguous.length > 0) {
    throw commandFailed(`Partition replica lists may not contain duplicate entries: ${ambiguous.join('. ')}`)
  }
  return plan
}

/** The topics of a `--topics-to-move-json-file`, in its order. Throws JavaException with Kafka's words. */
export function parseTopics(text: string): string[] {
  const value = tryParseJson(text)
  if (value === undefined) throw operationFailed('The input string is not a valid JSON')
  const document = asObject(value)
  checkVersion(document)
  const entries = document.has('topics') ? asArray(document.get('topics')) : []
  return entries.map((entry) => asString(member(asObject(entry), 'topic')))
}

/** What stands in the list once more, by its key; each once. */
export function duplicates<T>(list: readonly T[], keyOf: (one: T) => string | number): T[] {
  const keys = list.map(keyOf)
  const twice = list.filter((_, index) => keys.indexOf(keys[index] ?? '') !== index)
  return [...new Map(twice.map((one) => [keyOf(one), one])).values()]
}

/** The ids in the order of a Java HashSet. */
export const inSetOrder = (ids: readonly number[]): number[] => hashCodeOrder(ids, (id) => id, javaMapSize)

/** A plan in the form in which `--reassignment-json-file` takes it. */
export function formatPlan(placements: readonly Placement[]): string {
  const partitions = [...placements].sort(comparePartitions).map(({ topic, partition, replicas }) => {
    return { topic, partition, replicas, log_dirs: replicas.map(() => anyLogDir) }
  })
  return JSON.stringify({ version: 1, partitions })
}

/** Kafka's name of a replica: `topic-0-1`. */
export const replicaName = (replica: Replica): string => `${partitionName(replica)}-${replica.broker}`

/** By broker, then by topic and partition. */
export function compareReplicas(a: Replica, b: Replica): number {
  return a.broker === b.broker ? comparePartitions(a, b) : a.broker - b.broker
}
