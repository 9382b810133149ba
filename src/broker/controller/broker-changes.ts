import { isZooKeeperError } from '../../wire/jute/errors.ts'
import { decodeBrokerRegistration } from '../znodes/broker-registration.ts'
import { paths } from '../znodes/paths.ts'
import type { ControllerChannels } from './channels.ts'
import type { ControlledBroker, ControlledPartition } from './model.ts'
import { startupReplicaPhase } from './replica-machine.ts'
import type { Tenure } from './tenure.ts'
import type { TopicDeletion } from './topic-deletion.ts'

export interface BrokerWatches {
  brokers(): void
  broker(id: number): () => void
}

/** What the changes of brokers need besides the tenure. */
export interface Surroundings {
  readonly channels: ControllerChannels
  readonly controlListener: string
  readonly deletion: TopicDeletion
  readonly watches: BrokerWatches
}

export async function readBrokers(tenure: Tenure, watches: BrokerWatches): Promise<ControlledBroker[]> {
  const ids = await tenure.store.children(paths.brokerIds, watches.brokers)
  const found = await Promise.all(ids.map((id) => readBroker(tenure, Number(id), watches)))
  return found.filter((broker) => broker !== undefined)
}

async function readBroker(tenure: Tenure, id: number, watches: BrokerWatches): Promise<ControlledBroker | undefined> {
  try {
    const { data, stat } = await tenure.store.zookeeper.get(paths.brokerId(id), { watch: watches.broker(id) })
    if (data === null) return undefined
    return { id, epoch: Number(stat.czxid), registration: decodeBrokerRegistration(data) }
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
    return undefined
  }
}

/** Makes a broker known, and opens the way to it. */
export function admit({ model }: Tenure, broker: ControlledBroker, { channels, controlListener }: Surroundings): void {
  const endpoint = broker.registration.endpoints.find(({ listener }) => listener === controlListener)
  if (endpoint === undefined) throw new Error(`Broker ${broker.id} has no listener ${controlListener}`)
  model.brokers.set(broker.id, broker)
  channels.add(broker.id, endpoint)
}

function dismiss({ model }: Tenure, id: number, channels: ControllerChannels): void {
  model.brokers.delete(id)
  model.shuttingDown.delete(id)
  model.offlineDirReplicas.delete(id)
  channels.remove(id)
}

/** Brokers came, went, or came back so quickly that only their epoch tells. */
export async function brokersChanged(tenure: Tenure, around: Surroundings): Promise<void> {
  const { model, logger } = tenure
  const registered = new Map((await readBrokers(tenure, around.watches)).map((broker) => [broker.id, broker]))
  const gone = [...model.brokers.values()].filter(({ id, epoch }) => registered.get(id)?.epoch !== epoch)
  const come = [...registered.values()].filter(({ id, epoch }) => model.brokers.get(id)?.epoch !== epoch)
  const ids = (brokers: ControlledBroker[]) => brokers.map(({ id }) => id).join(',')
  logger.info(
    `Newly added brokers: ${ids(come)}, deleted brokers: ${ids(gone)}, all live brokers: ${[...registered.keys()]}`,
  )
  for (const { id } of gone) dismiss(tenure, id, around.channels)
  if (gone.length > 0)
    await failed(
      tenure,
      gone.map(({ id }) => id),
    )
  for (const broker of come) admit(tenure, broker, around)
  if (come.length > 0)
    await started(
      tenure,
      come.map(({ id }) => id),
      around,
    )
}

function hostedBy(tenure: Tenure, broker: number): ControlledPartition[] {
  return [...tenure.model.partitions()].filter(({ assignment }) => assignment.replicas.includes(broker))
}

async function failed(tenure: Tenure, brokers: readonly number[]): Promise<void> {
  const { model, batch } = tenure
  const dead = new Set(brokers)
  const led = [...model.partitions()].filter(
    ({ leadership, topic }) =>
      leadership !== undefined && dead.has(leadership.leader) && !model.isQueuedForDeletion(topic.name),
  )
  tenure.moveOffline(led)
  await electOffline(tenure)
  batch.send()
  for (const broker of brokers) {
    const hosted = hostedBy(tenure, broker)
    for (const { topic } of hosted) if (model.isQueuedForDeletion(topic.name)) model.deletionIneligible.add(topic.name)
    await tenure.takeReplicasOffline(hosted, broker)
  }
  batch.updateMetadata(model.brokers.keys(), [])
  batch.send()
}

/** Elects a leader wherever one is missing. */
export async function electOffline(tenure: Tenure): Promise<void> {
  const { model } = tenure
  const waiting = [...model.partitions()].filter(
    ({ phase, topic }) => (phase === 'Offline' || phase === 'New') && !model.isQueuedForDeletion(topic.name),
  )
  if (waiting.length > 0) await tenure.bringOnline(waiting, 'offline')
}

/** New brokers first learn of everybody, then of what they host; others learn that they are there. */
async function started(tenure: Tenure, brokers: readonly number[], { deletion }: Surroundings): Promise<void> {
  const { model, batch } = tenure
  const fresh = new Set(brokers)
  batch.updateMetadata(
    [...model.brokers.keys()].filter((id) => !fresh.has(id)),
    [],
  )
  batch.send()
  batch.updateMetadata(brokers, model.partitions())
  batch.send()
  for (const broker of brokers) {
    for (const partition of hostedBy(tenure, broker)) {
      if (model.isQueuedForDeletion(partition.topic.name)) continue
      const phase = startupReplicaPhase(model, partition, broker)
      if (partition.replicaPhases.has(broker)) tenure.moveReplicas(partition, [broker], phase)
      else partition.replicaPhases.set(broker, phase)
      if (partition.phase !== 'New') batch.leaderAndIsr([broker], partition, false)
    }
  }
  await electOffline(tenure)
  batch.send()
  const waiting = [...model.deletionIneligible].filter((name) =>
    [...(model.topics.get(name)?.partitions.values() ?? [])].some(({ assignment }) =>
      assignment.replicas.some((id) => fresh.has(id)),
    ),
  )
  if (waiting.length > 0) await deletion.retry(waiting)
}

/** A broker has changed its registration without leaving. */
export async function registrationChanged(tenure: Tenure, id: number, watches: BrokerWatches): Promise<void> {
  const { model, batch } = tenure
  const broker = await readBroker(tenure, id, watches)
  const known = model.brokers.get(id)
  if (broker === undefined || known === undefined || broker.epoch !== known.epoch) return
  model.brokers.set(id, broker)
  batch.updateMetadata(model.brokers.keys(), [])
  batch.send()
}
