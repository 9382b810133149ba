import type { Random } from '../base/random.ts'

/** Kinds of files in a partition's folder, by their suffix. */
export const suffix = {
  log: '.log',
  index: '.index',
  timeIndex: '.timeindex',
  txnIndex: '.txnindex',
  snapshot: '.snapshot',
  deleted: '.deleted',
  cleaned: '.cleaned',
  swap: '.swap',
} as const

export const leaderEpochFile = 'leader-epoch-checkpoint'
export const partitionMetadataFile = 'partition.metadata'

/** Folders in a log directory that are not logs. */
const ignoredFolders = new Set(['remote-log-index-cache'])

/** `00000000000000000042.log` */
export function segmentFileName(baseOffset: number, kind: string): string {
  return `${String(baseOffset).padStart(20, '0')}${kind}`
}

/** The offset in front of a file's suffix; undefined for files that have none. */
export function offsetOfFile(name: string): number | undefined {
  const digits = /^(\d+)\./.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

export interface LogFolder {
  readonly topic: string
  readonly partition: number
  readonly kind: 'current' | 'future' | 'delete'
}

/** What a folder's name says; undefined for one that is to be passed over. Throws Kafka's words for a name that no log has. */
export function parseLogFolder(directory: string, name: string): LogFolder | undefined {
  if (ignoredFolders.has(name) || name.startsWith('__cluster_metadata-')) return undefined
  const marked = /^(\S+)-(\S+)\.\S+-(delete|future|stray)$/.exec(name)
  const plain = /^(.+)-([^-]+)$/.exec(name)
  const [, topic, index] = marked ?? plain ?? []
  const isMarked = /-(delete|future|stray)$/.test(name)
  const partition = index !== undefined && /^\d+$/.test(index) ? Number(index) : undefined
  if (topic === undefined || partition === undefined || (isMarked && !marked)) throw notALog(directory, name)
  if (marked?.[3] === 'stray') return undefined
  return { topic, partition, kind: marked?.[3] === 'delete' ? 'delete' : marked ? 'future' : 'current' }
}

function notALog(directory: string, name: string): Error {
  return new Error(
    `Found directory ${directory}/${name}, '${name}' is not in the form of topic-partition or ` +
      'topic-partition.uniqueId-delete (if marked for deletion).\n' +
      "Kafka's log directories (and children) should only contain Kafka topic data.",
  )
}

/** `topic-0.<32 hex>-delete`; the topic is cut so that the name stays within a file system's 255 characters. */
export function deletedFolderName(topic: string, partition: number, random: Random): string {
  const ending = `-${partition}.${random.bytes(16).toString('hex')}-delete`
  return topic.slice(0, 255 - ending.length) + ending
}

/** `topic-0.<32 hex>-future` */
export function futureFolderName(topic: string, partition: number, random: Random): string {
  return `${topic}-${partition}.${random.bytes(16).toString('hex')}-future`
}
