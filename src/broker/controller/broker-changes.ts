import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { Endpoint } from '../configs/listeners.ts'
import { decodeBrokerRegistration } from '../znodes/broker-registration.ts'
import { paths } from '../znodes/paths.ts'
import type { ControlledBroker, ControlledPartition, Replica } from './model.ts'
import type { Office } from './office.ts'

export async function readBrokers(office: Office): Promise<ControlledBroker[]> {
  const ids = await office.tenure.store.children(paths.brokerIds, office.watches.brokers)
  const sorted = ids.map(Number).sort((a, b) => a - b)
  const found = await Promise.all(sorted.map((id) => readBroker(office, id)))
  return found.filter((broker) => broker !== undefined).filter((broker) => isReachable(broker, office))
}

/** A broker without the listener that the others use can't be told anything: it is as if it were not there. */
function isReachable(broker: ControlledBroker, office: Office): boolean {
  const reachable = controlEndpoint(broker, office) !== undefined
  if (!reachable) office.tenure.logger.error(`Broker ${broker.id} has no listener ${office.controlListener}`)
  return reachable
}

async function readBroker({ tenure, watches }: Office, id: number): Promise<ControlledBroker | undefined> {
  try {
    const { data, stat } = await tenure.store.zookeeper.get(paths.brokerId(id), { watch: watches.broker(id) })
    if (data === null) return undefined
    return { id, epoch: Number(stat.czxid), registration: decodeBrokerRegistration(data) }
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
    return undefined
  }
}

/** How the controller reaches a broker. */
function controlEndpoint({ registration }: ControlledBroker, { controlListener }: Office): Endpoint | undefined {
  const { endpoints } = registration
  return endpoints.find(({ listener }) => listener === controlListener)
}

/** Makes a broker known, and opens the way to it. */
export function admit(broker: ControlledBroker, office: Office): void {
  const endpoint = controlEndpoint(broker, office)
  if (endpoint === undefined) return
  office.tenure.model.brokers.set(broker.id, broker)
  office.channels.add(broker.id, endpoint)
}

function dismiss({ tenure: { model }, channels }: Office, ids: readonly number[]): void {
  for (const id of ids) {
    model.brokers.delete(id)
    model.shuttingDown.delete(id)
    model.offlineDirReplicas.delete(id)
    channels.remove(id)
  }
}

const idsOf = (brokers: readonly ControlledBroker[]) => brokers.map(({ id }) => id)

/** Brokers came, went, or came back so quickly that only their epoch tells. */
export async function brokersChanged(office: Office): Promise<void> {
  const { model, logger } = office.tenure
  const registered = await readBrokers(office)
  const ids = new Set(idsOf(registered))
  const come = registered.filter(({ id }) => !model.brokers.has(id))
  const gone = [...model.brokers.keys()].filter((id) => !ids.has(id)).sort((a, b) => a - b)
  const bounced = registered.filter(({ id, epoch }) => epoch > (model.brokers.get(id)?.epoch ?? epoch))
  logger.info(
    `Newly added brokers: ${idsOf(come)}, deleted brokers: ${gone}, bounced brokers: ${idsOf(bounced)}, all live brokers: ${idsOf(registered)}`,
  )
  await brokersStarted(office, come)
  await brokersFailed(office, idsOf(bounced))
  await brokersStarted(office, bounced)
  await brokersFailed(office, gone)
}

async function brokersFailed(office: Office, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  dismiss(office, ids)
  const lost = ids.flatMap((broker) => office.tenure.model.hostedBy(broker).map((partition) => ({ partition, broker })))
  await replicasLost(office, lost)
}

/** Replicas are gone, with their broker or their directory: new leaders first, then they leave the ISRs. */
export async function replicasLost({ tenure, deletion }: Office, lost: readonly Replica[]): Promise<void> {
  const { model, batch } = tenure
  const isGoing = ({ partition }: Replica) => model.isQueuedForDeletion(partition.topic.name)
  tenure.moveOffline(withOfflineLeader(tenure.model, lost))
  const elected = await tenure.electLeaderless()
  batch.send()
  const staying = lost.filter((replica) => !isGoing(replica))
  await tenure.takeReplicasOffline(staying)
  batch.send()
  await deletion.failed(lost.filter(isGoing))
  if (staying.length > 0 || elected.size > 0) return
  batch.updateMetadata(model.brokers.keys(), [])
  batch.send()
}

function withOfflineLeader(model: Office['tenure']['model'], lost: readonly Replica[]): Set<ControlledPartition> {
  const led = lost.filter(({ partition, broker }) => partition.leadership?.leader === broker)
  return new Set(led.map(({ partition }) => partition).filter(({ topic }) => !model.isQueuedForDeletion(topic.name)))
}

/** New brokers first learn of everybody, then of what they host; others learn that they are there. */
async function brokersStarted(office: Office, brokers: readonly ControlledBroker[]): Promise<void> {
  if (brokers.length === 0) return
  const { tenure, deletion, reassignments } = office
  const { model, batch } = tenure
  for (const broker of brokers) admit(broker, office)
  const fresh = new Set(idsOf(brokers))
  batch.updateMetadata(
    [...model.brokers.keys()].filter((id) => !fresh.has(id)),
    [],
  )
  batch.send()
  batch.updateMetadata(fresh, model.partitions())
  batch.send()
  const hosted = [...fresh].flatMap((broker) => model.hostedBy(broker).map((partition) => ({ partition, broker })))
  tenure.bringReplicasOnline(hosted)
  batch.send()
  await tenure.electLeaderless()
  batch.send()
  await reassignments.resume(({ replicas, removing }) => replicas.some((id) => fresh.has(id) && !removing.includes(id)))
  await deletion.resumeFor(new Set(hosted.map(({ partition }) => partition.topic.name)))
}

/** A broker has changed its registration without leaving. */
export async function registrationChanged(office: Office, id: number): Promise<void> {
  const { model, batch } = office.tenure
  const broker = await readBroker(office, id)
  const known = model.brokers.get(id)
  if (broker === undefined || known === undefined || broker.epoch !== known.epoch) return
  const [before, now] = [controlEndpoint(known, office), controlEndpoint(broker, office)]
  model.brokers.set(id, broker)
  if (now !== undefined && (before?.host !== now.host || before.port !== now.port)) office.channels.move(id, now)
  batch.updateMetadata(model.brokers.keys(), [])
  batch.send()
}
