import type { FetchRequest } from '../../wire/kafka/fetch.ts'
import type { RequestContext } from '../apis/api.ts'
import type { BrokerContext } from '../context.ts'
import type { Partition } from '../replicas/partition.ts'
import type { ReadableReplica } from '../replicas/read-replica.ts'
import type { Terms } from './reader.ts'
import { followerId, type Wanted } from './wanted.ts'

/** Consumers know since this version that other replicas than the leader may serve them. */
const versionFromFollowers = 11
const versionAtLeastOne = 3
const readCommitted = 1

/** On what terms a request reads. */
export function termsOf(broker: BrokerContext, request: FetchRequest, { version, listener }: RequestContext): Terms {
  const { replicas, config, metadata, leaderQuota: quota } = broker
  const id = followerId(request)
  const brokerEpoch = request.replicaState.replicaEpoch
  const consumerLimit = request.isolationLevel === readCommitted ? 'lastStable' : 'highWatermark'
  return {
    replicas,
    maxBytes: Math.min(request.maxBytes, config.get('fetch.max.bytes')),
    upTo: id >= 0 ? 'logEnd' : consumerLimit,
    atLeastOne: version >= versionAtLeastOne,
    onlyLeaders: id >= 0 || version < versionFromFollowers,
    follower: id < 0 ? undefined : { id, brokerEpoch, quota },
    preferred: id >= 0 || version < versionFromFollowers ? undefined : preference(broker, request.rackId, listener),
    nameOf: (topicId) => metadata.topicName(topicId),
  }
}

/** Where a consumer in that rack had better read (KIP-392). */
function preference(broker: BrokerContext, rack: string, listener: string): Terms['preferred'] {
  const { selectReplica } = broker
  if (selectReplica === undefined || rack === '') return undefined
  return (partition, wanted) => {
    const { leadership } = partition
    if (leadership === undefined) return undefined
    const leader = leaderView(broker, partition, listener)
    return selectReplica(rack, leader, followerViews(broker, partition, wanted, listener))
  }
}

function leaderView({ metadata, brokerId: id }: BrokerContext, { log }: Partition, listener: string): ReadableReplica {
  return { id, rack: metadata.endpoint(id, listener)?.rack ?? null, logEndOffset: log.logEndOffset, behindMs: 0 }
}

/** The followers that have what is wanted; those out of sync would fall further behind. */
function followerViews(
  { metadata, clock }: BrokerContext,
  { leadership }: Partition,
  { fetchOffset }: Wanted,
  listener: string,
): ReadableReplica[] {
  return [...(leadership?.liveFollowers() ?? [])].flatMap(({ id, state }) => {
    const { logEndOffset, logStartOffset, lastCaughtUpAt } = state
    const node = metadata.endpoint(id, listener)
    if (node === undefined || !leadership?.isInSync(id)) return []
    if (logEndOffset < fetchOffset || logStartOffset > fetchOffset) return []
    return [{ id, rack: node.rack, logEndOffset, behindMs: clock.elapsed() - lastCaughtUpAt }]
  })
}
