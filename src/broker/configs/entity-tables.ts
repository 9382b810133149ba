import { double, int, long, string } from './definition.ts'
import { atLeast } from './validators.ts'

// Settings that exist in ZooKeeper only, and change while brokers run.

export const brokerDynamicOnlyConfigs = {
  'leader.replication.throttled.rate': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
  'follower.replication.throttled.rate': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
  'replica.alter.log.dirs.io.max.bytes.per.second': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
}

export const userConfigs = {
  'SCRAM-SHA-256': string(null, 'medium', 'user'),
  'SCRAM-SHA-512': string(null, 'medium', 'user'),
  consumer_byte_rate: long('9223372036854775807', 'medium', 'user'),
  controller_mutation_rate: double('2.147483647E9', 'medium', 'user'),
  producer_byte_rate: long('9223372036854775807', 'medium', 'user'),
  request_percentage: double('2.147483647E9', 'medium', 'user'),
}

export const clientConfigs = {
  consumer_byte_rate: long('9223372036854775807', 'medium', 'client'),
  controller_mutation_rate: double('2.147483647E9', 'medium', 'client'),
  producer_byte_rate: long('9223372036854775807', 'medium', 'client'),
  request_percentage: double('2.147483647E9', 'medium', 'client'),
}

export const ipConfigs = {
  connection_creation_rate: int('2147483647', 'medium', 'ip', atLeast(0)),
}
