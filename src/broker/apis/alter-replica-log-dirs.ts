import { AlterReplicaLogDirs, type AlterReplicaLogDirsRequest } from '../../wire/kafka/alter-replica-log-dirs.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { api, type BrokerContext, onCluster } from './api.ts'
import { codeOf } from './control-requests.ts'

const longestName = 255
/** A dot, 32 digits and `-future`. */
const endingOfCopies = 40

interface Wanted {
  readonly topic: string
  readonly partition: number
  readonly directory: string
}

const wantedIn = ({ dirs }: AlterReplicaLogDirsRequest): Wanted[] =>
  dirs.flatMap(({ path, topics }) =>
    topics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({ topic: name, partition, directory: path })),
    ),
  )

function checkDirectory({ replicas: { logs } }: BrokerContext, { topic, partition, directory }: Wanted): void {
  if (`${topic}-${partition}`.length + endingOfCopies > longestName) {
    throw new KafkaError('INVALID_TOPIC_EXCEPTION', 'The topic name is too long.')
  }
  if (logs.liveDirectories.includes(directory)) return
  if (logs.offlineDirectories.includes(directory)) {
    throw new KafkaError('KAFKA_STORAGE_ERROR', `Log directory ${directory} is offline`)
  }
  throw new KafkaError('LOG_DIR_NOT_FOUND', `Log dir ${directory} is not found in the config.`)
}

/** A replica that is not here yet will be made in the directory when it comes. */
function move(broker: BrokerContext, wanted: Wanted): void {
  const { topic, partition: index, directory } = wanted
  const { replicas } = broker
  checkDirectory(broker, wanted)
  const partition = replicas.partition(topic, index)
  if (partition !== undefined) replicas.moves.redirect(partition, directory)
  const future = replicas.logs.getFutureLog(topic, index)
  const present = [replicas.logs.getLog(topic, index), future].some((log) => log?.logDirectory === directory)
  if (!present) replicas.logs.preferDirectory(topic, index, directory)
  replicas.moves.begin(hosted(broker, wanted), directory)
}

function hosted({ replicas }: BrokerContext, { topic, partition }: Wanted) {
  try {
    return replicas.partitionOrThrow(topic, partition)
  } catch (error) {
    if (error instanceof KafkaError && error.errorName === 'NOT_LEADER_OR_FOLLOWER') {
      throw new KafkaError('REPLICA_NOT_AVAILABLE')
    }
    throw error
  }
}

function answer(request: AlterReplicaLogDirsRequest, code: (wanted: Wanted) => number) {
  const results = new Map<string, { partitionIndex: number; errorCode: number }[]>()
  for (const wanted of wantedIn(request)) {
    const partitions = results.get(wanted.topic) ?? []
    results.set(wanted.topic, partitions)
    partitions.push({ partitionIndex: wanted.partition, errorCode: code(wanted) })
  }
  return { results: Array.from(results, ([topicName, partitions]) => ({ topicName, partitions })) }
}

export const alterReplicaLogDirs = api(AlterReplicaLogDirs, {
  authorise: () => [onCluster('Alter')],
  handle: (broker, request) => answer(request, (wanted) => codeOf(() => move(broker, wanted))),
  failed: (request, error) => answer(request, () => error.code),
})
