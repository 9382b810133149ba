import { KafkaError } from '../../wire/kafka/errors.ts'
import type { ControlledPartition } from './model.ts'
import type { Tenure } from './tenure.ts'

/** A broker wants to go: its leaderships move first, then it leaves the ISRs. Returns what it still leads. */
export async function controlledShutdown(
  tenure: Tenure,
  id: number,
  brokerEpoch: number,
): Promise<ControlledPartition[]> {
  const { model, batch, logger } = tenure
  const broker = model.brokers.get(id)
  if (broker === undefined) throw new KafkaError('BROKER_NOT_AVAILABLE', `Broker id ${id} does not exist.`)
  if (brokerEpoch !== -1 && brokerEpoch < broker.epoch) throw new KafkaError('STALE_BROKER_EPOCH')
  logger.info(`Shutting down broker ${id}`)
  model.shuttingDown.add(id)
  const movable = model
    .hostedBy(id)
    .filter(
      ({ assignment, leadership, topic }) =>
        assignment.replicas.length > 1 && leadership !== undefined && !model.isQueuedForDeletion(topic.name),
    )
  const leads = ({ leadership }: ControlledPartition) => leadership?.leader === id
  const followed = movable.filter((partition) => !leads(partition))
  await tenure.bringOnline(movable.filter(leads), 'controlledShutdown')
  batch.send()
  for (const partition of followed) batch.stopReplica([id], partition, false)
  batch.send()
  await tenure.takeReplicasOffline(followed.map((partition) => ({ partition, broker: id })))
  batch.send()
  return movable.filter(leads)
}
