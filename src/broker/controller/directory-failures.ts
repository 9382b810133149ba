import { errorCode } from '../../wire/kafka/errors.ts'
import type { LeaderAndIsrResponse } from '../../wire/kafka/leader-and-isr.ts'
import { JsonObject } from '../znodes/json.ts'
import { paths } from '../znodes/paths.ts'
import { replicasLost } from './broker-changes.ts'
import type { ControlledPartition } from './model.ts'
import type { Office } from './office.ts'

/** Log directories have failed somewhere: those brokers are asked for all their replicas, and tell which are gone. */
export async function directoriesFailed({ tenure, watches }: Office): Promise<void> {
  const { model, batch, store, logger } = tenure
  const names = await store.children(paths.logDirEvents, watches.logDirEvents)
  const events = names.map((name) => `${paths.logDirEvents}/${name}`)
  const data = await Promise.all(events.map((event) => store.read(event)))
  const brokers = new Set(data.flatMap((one) => (one === undefined ? [] : brokerOf(one))))
  if (brokers.size > 0) logger.info(`Handling log directory failure for brokers ${[...brokers]}`)
  tenure.bringReplicasOnline(
    [...brokers].flatMap((broker) => model.hostedBy(broker).map((partition) => ({ partition, broker }))),
  )
  batch.send()
  await Promise.all(events.map((event) => store.remove(event)))
}

/** Whose directory it was; nothing where the node holds something else. */
function brokerOf(data: Buffer): number[] {
  try {
    return [JsonObject.parse(data).number('broker')]
  } catch {
    return []
  }
}

/** A broker has answered LeaderAndIsr: replicas that it can't open are lost, until it can. */
export async function leaderAndIsrAnswered(
  office: Office,
  broker: number,
  { errorCode: code, topics }: LeaderAndIsrResponse,
): Promise<void> {
  const { model, logger } = office.tenure
  if (code !== 0) {
    logger.error(`Received error ${code} in LeaderAndIsr response from broker ${broker}`)
    return
  }
  const failed = model.offlineDirReplicas.get(broker) ?? new Set<ControlledPartition>()
  const lost: ControlledPartition[] = []
  for (const { topicId, partitionErrors } of topics) {
    for (const { partitionIndex, errorCode: error } of partitionErrors) {
      const partition = model.topicById(topicId)?.partitions.get(partitionIndex)
      if (partition === undefined) continue
      if (error === 0) failed.delete(partition)
      if (error !== storageError || failed.has(partition)) continue
      failed.add(partition)
      lost.push(partition)
    }
  }
  if (failed.size > 0) model.offlineDirReplicas.set(broker, failed)
  if (lost.length === 0) return
  logger.info(`Mark ${lost.length} replicas on broker ${broker} as offline`)
  await replicasLost(
    office,
    lost.map((partition) => ({ partition, broker })),
  )
}

const storageError = errorCode('KAFKA_STORAGE_ERROR')
