import type { Logger } from '../../base/logger.ts'
import { ConfigReader } from '../config-reader.ts'
import { defaultDeliveryTimeoutMs, type ProducerConfig } from './config.ts'

const classes = 'org.apache.kafka.clients.producer.'

/** What to set in place of a partitioner of the past (KIP-794). */
const deprecated: Readonly<Record<string, string>> = {
  [`${classes}internals.DefaultPartitioner`]:
    'DefaultPartitioner is deprecated.  Please clear partitioner.class configuration setting to get the default partitioning behavior',
  [`${classes}UniformStickyPartitioner`]:
    "UniformStickyPartitioner is deprecated.  Please clear partitioner.class configuration setting and set partitioner.ignore.keys to 'true' to get the uniform sticky partitioning behavior",
}

/** Says, as Kafka's producer does, which settings it takes otherwise than they stand, and which will not be for long. */
export function warnOfSettings(properties: ReadonlyMap<string, string>, config: ProducerConfig, logger: Logger): void {
  const read = new ConfigReader(properties)
  const { maxInFlight, deliveryTimeoutMs, client } = config
  if (maxInFlight > 5 && !read.has('enable.idempotence')) {
    logger
      .named(`${classes}ProducerConfig`)
      .warn(
        `Idempotence will be disabled because max.in.flight.requests.per.connection is set to ${maxInFlight}, which is greater than 5. Please note that in v4.0.0 and onward, this will become an error.`,
      )
  }
  const log = logger.named(`${classes}KafkaProducer`)
  const advice = deprecated[read.string('partitioner.class', '')]
  if (advice !== undefined) log.warn(`${client.logPrefix}${advice}`)
  if (!read.has('delivery.timeout.ms') && deliveryTimeoutMs > defaultDeliveryTimeoutMs) {
    log.warn(
      `${client.logPrefix}delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms. Setting it to ${deliveryTimeoutMs}.`,
    )
  }
}
