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
  const { brokerId, config, clock, logger } = broker
  const say = (text: string) => `[KafkaServer id=${brokerId}] ${text}`
  if (!config.get('controlled.shutdown.enable')) return
  logger.info(say('Starting controlled shutdown'))
  for (let left = config.get('controlled.shutdown.max.retries') - 1; left >= 0; left--) {
    const { mayLeave, text } = await ask(broker)
    logger.info(say(text))
    if (mayLeave) return
    if (left === 0) break
    await pause(clock, config.get('controlled.shutdown.retry.backoff.ms'))
    logger.info(say(`Retrying controlled shutdown (${left} retries remaining)`))
  }
  logger.warn(say('Proceeding to do an unclean shutdown as all the controlled shutdown attempts failed'))
}

interface Attempt {
  readonly mayLeave: boolean
  readonly text: string
}

async function ask({ brokerId, brokerEpoch, channel, clock, metadata }: LeavingBroker): Promise<Attempt> {
  const begun = clock.elapsed()
  try {
    const answer = await channel.call(ControlledShutdown, 3, { brokerId, brokerEpoch })
    return attempt(answer.errorCode, answer.remainingPartitions.length, Math.round(clock.elapsed() - begun))
  } catch (error) {
    const text = `Error during controlled shutdown, possibly because leader movement took longer than the configured controller.socket.timeout.ms and/or request.timeout.ms: ${error instanceof Error ? error.message : error}`
    // Who is alone has nobody to leave anything to.
    return { mayLeave: metadata.brokerIds().every((id) => id === brokerId), text }
  }
}

function attempt(errorCode: number, remaining: number, ms: number): Attempt {
  const after = `after ${ms}ms`
  if (errorCode !== 0) {
    const text = `Controlled shutdown request returned ${after} with error ${errorName(errorCode)}`
    return { mayLeave: false, text }
  }
  if (remaining === 0) return { mayLeave: true, text: `Controlled shutdown request returned successfully ${after}` }
  return {
    mayLeave: false,
    text: `Controlled shutdown request returned ${after} with ${remaining} partitions remaining to move`,
  }
}
