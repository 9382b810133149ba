import { KafkaError } from '../../wire/kafka/errors.ts'
import type { ControlledPartition } from './model.ts'
import type { Tenure } from './tenure.ts'

/** A broker wants to go: its leaderships move first, then it leaves the ISRs. Returns what it still leads. */
export async function controlledShutdown(
  tenure: Tenure,
  id: number,
  brokerEpoch: number,
): Promise<ControlledPartition[]> {
  const { model, batch } = tenure
  const broker = model.brokers.get(id)
  if (broker !== undefined && brokerEpoch !== -1 && brokerEpoch < broker.epoch)
    throw new KafkaError('STALE_BROKER_EPOCH')
  if (broker === undefined) throw new KafkaError('BROKER_NOT_AVAILABLE')
  model.shuttingDown.add(id)
  const movable = [...model.partitions()].filter(
    ({ assignment, topic }) =>
      assignment.replicas.length > 1 && assignment.replicas.includes(id) && !model.isQueuedForDeletion(topic.name),
  )
  const leads = ({ leadership }: ControlledPartition) => leadership?.leader === id
  await tenure.bringOnline(movable.filter(leads), 'controlledShutdown')
  batch.send()
  await tenure.takeReplicasOffline(
    movable.filter((partition) => !leads(partition)),
    id,
  )
  batch.send()
  return movable.filter(leads)
}
