import { long } from './definition.ts'
import { atLeast } from './validators.ts'

// Settings that exist in ZooKeeper only, and change while brokers run.

export const brokerDynamicOnlyConfigs = {
  'leader.replication.throttled.rate': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
  'follower.replication.throttled.rate': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
  'replica.alter.log.dirs.io.max.bytes.per.second': long('9223372036854775807', 'medium', 'per-broker', atLeast(0)),
}
