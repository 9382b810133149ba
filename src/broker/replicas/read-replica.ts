import type { BrokerConfig } from '../configs/broker-config.ts'
import { ConfigError } from '../configs/validators.ts'

/** A replica that a consumer could read from. */
export interface ReadableReplica {
  readonly id: number
  readonly rack: string | null
  readonly logEndOffset: number
  /** Milliseconds since it last had all that the leader had. */
  readonly behindMs: number
}

/** Chooses from which replica a consumer in a rack had better read; undefined: from the leader. */
export type ReplicaSelector = (
  rack: string,
  leader: ReadableReplica,
  followers: readonly ReadableReplica[],
) => number | undefined

const packageName = 'org.apache.kafka.common.replica'

/** The leader if it is in the consumer's rack, else whoever there is furthest (KIP-392). */
export const rackAware: ReplicaSelector = (rack, leader, followers) => {
  if (rack === '' || leader.rack === rack) return undefined
  const [best] = followers.filter((replica) => replica.rack === rack).sort(byProgress)
  return best?.id
}

const byProgress = (a: ReadableReplica, b: ReadableReplica) =>
  b.logEndOffset - a.logEndOffset || a.behindMs - b.behindMs || b.id - a.id

/** What `replica.selector.class` names; undefined when all read from leaders. Throws `ConfigError`. */
export function replicaSelector(config: BrokerConfig): ReplicaSelector | undefined {
  const name = config.get('replica.selector.class')
  if (name === null || name === '' || name === `${packageName}.LeaderSelector`) return undefined
  if (name === `${packageName}.RackAwareReplicaSelector`) return rackAware
  throw new ConfigError('replica.selector.class', name, `Class ${name} could not be found.`)
}
