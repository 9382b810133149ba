import { DescribeQuorum, DescribeQuorumRequest } from '../../wire/kafka/describe-quorum.ts'
import type { Cluster, Target } from '../cluster.ts'
import { unsupportedVersionError } from '../errors.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'
import { activeController } from './quorum-target.ts'

export interface QuorumOptions extends CallOptions {
  /** The bootstrap address is that of KRaft's controllers. */
  readonly ofControllers?: boolean
}

/** A controller, or a broker that follows them. */
export interface QuorumReplica {
  readonly replicaId: number
  readonly logEndOffset: number
  /** Milliseconds since 1970; −1 for never, and where the leader does not tell. */
  readonly lastFetchTimestamp: number
  readonly lastCaughtUpTimestamp: number
}

export interface QuorumDescription {
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly highWatermark: number
  readonly voters: readonly QuorumReplica[]
  readonly observers: readonly QuorumReplica[]
}

const metadataTopic = '__cluster_metadata'

/** The state of KRaft's metadata quorum (KIP-595, KIP-836). */
export async function describeQuorum(cluster: Cluster, options: QuorumOptions = {}): Promise<QuorumDescription> {
  const target: Target = options.ofControllers ? await activeController(cluster, options) : 'any'
  return runCall(cluster, { ...options, name: 'describeMetadataQuorum', target }, async (connection, timeoutMs) => {
    const version = connection.version(DescribeQuorumRequest)
    const body = { topics: [{ topicName: metadataTopic, partitions: [{ partitionIndex: 0 }] }] }
    const answer = await connection.send(DescribeQuorum, version, body, timeoutMs)
    const partition = answer.topics[0]?.partitions[0]
    const error = errorIn(answer) ?? (partition && errorIn({ errorCode: partition.errorCode }))
    if (error !== undefined) throw error
    if (partition === undefined) throw unsupportedVersionError('The node told nothing of the metadata quorum')
    const { leaderId, leaderEpoch, highWatermark, currentVoters: voters, observers } = partition
    return { leaderId, leaderEpoch, highWatermark, voters, observers }
  })
}
