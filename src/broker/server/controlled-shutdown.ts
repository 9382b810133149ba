import { type Clock, pause } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { ControlledShutdown } from '../../wire/kafka/controlled-shutdown.ts'
import { errorName } from '../../wire/kafka/errors.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import type { MetadataCache } from '../metadata/cache.ts'
import type { ControllerChannel } from './controller-channel.ts'

export interface LeavingBroker {
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly config: BrokerConfig
  readonly metadata: MetadataCache
  readonly channel: ControllerChannel
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Asks the controller, whoever that is at each attempt, to move this broker's leaders away before it goes; gives up after
 * Kafka's number of attempts. Never rejects.
 */
export async function leaveControlled(broker: LeavingBroker): Promise<void> {
  const { config, clock, logger } = broker
  if (!config.get('controlled.shutdown.enable')) return
  logger.info('Starting controlled shutdown')
  const attempts = config.get('controlled.shutdown.max.retries')
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (await mayLeave(broker)) return
    if (attempt === attempts) break
    await pause(clock, config.get('controlled.shutdown.retry.backoff.ms'))
    logger.warn('Retrying controlled shutdown after the previous attempt failed...')
  }
  logger.warn('Proceeding to do an unclean shutdown as all the controlled shutdown attempts failed')
}

async function mayLeave({ brokerId, brokerEpoch, channel, clock, logger, metadata }: LeavingBroker): Promise<boolean> {
  const begun = clock.elapsed()
  try {
    const answer = await channel.call(ControlledShutdown, 3, { brokerId, brokerEpoch })
    const { errorCode, remainingPartitions: remaining } = answer
    if (errorCode === 0 && remaining.length === 0) {
      const ms = Math.round(clock.elapsed() - begun)
      logger.info(`Controlled shutdown request returned successfully after ${ms}ms`)
      return true
    }
    const list = remaining.map(({ topicName, partitionIndex }) => `${topicName}-${partitionIndex}`).join(', ')
    logger.info(`Remaining partitions to move: ${list}`)
    if (errorCode !== 0) logger.info(`Error from controller: ${errorName(errorCode)}`)
  } catch (error) {
    // Who is alone has nobody to leave anything to.
    if (metadata.brokerIds().every((id) => id === brokerId)) return true
    logger.warn(
      `Error during controlled shutdown, possibly because leader movement took longer than the configured controller.socket.timeout.ms and/or request.timeout.ms: ${error instanceof Error ? error.message : error}`,
    )
  }
  return false
}
