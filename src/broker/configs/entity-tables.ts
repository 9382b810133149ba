import { double, int, long, string } from './definition.ts'
import { atLeast } from './validators.ts'

// Settings that exist in ZooKeeper only, and change while brokers run.

export const brokerDynamicOnlyConfigs = {
  'leader.replication.throttled.rate': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
  'follower.replication.throttled.rate': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
  'replica.alter.log.dirs.io.max.bytes.per.second': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
}

/** Quotas of clients and users (KIP-13, KIP-124, KIP-599). They are kept and told; nothing is throttled by them yet. */
export const clientQuotaConfigs = {
  producer_byte_rate: long('9223372036854775807', 'medium', 'client'),
  consumer_byte_rate: long('9223372036854775807', 'medium', 'client'),
  request_percentage: double('2147483647', 'medium', 'client'),
  controller_mutation_rate: double('2147483647', 'medium', 'client'),
}

export const userConfigs = {
  ...clientQuotaConfigs,
  'SCRAM-SHA-256': string(null, 'medium', 'user'),
  'SCRAM-SHA-512': string(null, 'medium', 'user'),
}

/** Quotas of addresses (KIP-612). */
export const ipQuotaConfigs = {
  connection_creation_rate: int('2147483647', 'medium', 'ip', atLeast(0)),
}
