import type { AlterPartitionRequest, AlterPartitionResponse } from '../../wire/kafka/alter-partition.ts'
import { type ErrorName, errorCode } from '../../wire/kafka/errors.ts'
import type { PartitionState } from '../znodes/partition-state.ts'
import type { ControlledPartition, ControllerModel } from './model.ts'
import type { Tenure } from './tenure.ts'

type Asked = AlterPartitionRequest['topics'][number]['partitions'][number]
/** With the broker that asks. */
type Proposal = Asked & { readonly brokerId: number }
type Answered = AlterPartitionResponse['topics'][number]['partitions'][number]

export interface Altered {
  readonly response: AlterPartitionResponse
  /** The partitions that were named, whatever came of it. */
  readonly partitions: readonly ControlledPartition[]
}

/** A leader reports changed ISRs: what is still true of them is written, and everybody's metadata follows. */
export async function alterPartitions(
  tenure: Tenure,
  request: AlterPartitionRequest,
  version: number,
): Promise<Altered> {
  const { model, batch } = tenure
  const broker = model.brokers.get(request.brokerId)
  if (broker === undefined || broker.epoch !== request.brokerEpoch) return failed('STALE_BROKER_EPOCH')
  const touched: ControlledPartition[] = []
  const topics = await Promise.all(
    request.topics.map(async ({ topicName, topicId, partitions }) => {
      const topic = version >= 2 ? model.topicById(topicId) : model.topics.get(topicName)
      const unknown = version >= 2 ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION'
      const answers = partitions.map(async (asked) => {
        const partition = topic?.partitions.get(asked.partitionIndex)
        if (topic === undefined) return refused(asked, unknown)
        if (partition === undefined) return refused(asked, 'UNKNOWN_TOPIC_OR_PARTITION')
        touched.push(partition)
        return alter(tenure, partition, { ...asked, brokerId: request.brokerId }, version)
      })
      return { topicName, topicId, partitions: await Promise.all(answers) }
    }),
  )
  batch.updateMetadata(model.brokers.keys(), touched)
  batch.send()
  return { response: { throttleTimeMs: 0, errorCode: 0, topics }, partitions: touched }
}

const failed = (error: ErrorName): Altered => ({
  response: { throttleTimeMs: 0, errorCode: errorCode(error), topics: [] },
  partitions: [],
})

const refused = ({ partitionIndex }: Asked, error: ErrorName): Answered => ({
  partitionIndex,
  errorCode: errorCode(error),
  leaderId: -1,
  leaderEpoch: -1,
  isr: [],
  leaderRecoveryState: 0,
  partitionEpoch: -1,
})

const isrOf = ({ newIsr, newIsrWithEpochs }: Asked, version: number) =>
  version >= 3 ? newIsrWithEpochs.map(({ brokerId }) => brokerId) : newIsr

async function alter(
  tenure: Tenure,
  partition: ControlledPartition,
  asked: Proposal,
  version: number,
): Promise<Answered> {
  const isr = isrOf(asked, version)
  const verdict = judge(tenure.model, partition, asked, isr, version)
  if (verdict !== 'write' && verdict !== 'unchanged') return refused(asked, verdict)
  if (verdict === 'write' && !(await write(tenure, partition, asked, isr)))
    return refused(asked, 'INVALID_UPDATE_VERSION')
  const { leadership } = partition
  if (leadership === undefined) return refused(asked, 'UNKNOWN_TOPIC_OR_PARTITION')
  return {
    partitionIndex: asked.partitionIndex,
    errorCode: 0,
    leaderId: leadership.leader,
    leaderEpoch: leadership.leaderEpoch,
    isr: [...leadership.isr],
    leaderRecoveryState: leadership.leaderRecoveryState,
    partitionEpoch: leadership.partitionEpoch,
  }
}

/** Kafka's checks, in Kafka's order. */
export function judge(
  model: ControllerModel,
  partition: ControlledPartition,
  asked: Proposal,
  isr: readonly number[],
  version: number,
): ErrorName | 'write' | 'unchanged' {
  const { leadership } = partition
  if (leadership === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
  if (asked.leaderEpoch > leadership.leaderEpoch || asked.partitionEpoch > leadership.partitionEpoch)
    return 'NOT_CONTROLLER'
  if (asked.leaderEpoch < leadership.leaderEpoch) return 'FENCED_LEADER_EPOCH'
  const sameIsr = isr.length === leadership.isr.length && isr.every((broker) => leadership.isr.includes(broker))
  if (asked.brokerId !== leadership.leader) return 'INVALID_REQUEST'
  if (sameIsr && asked.leaderRecoveryState === leadership.leaderRecoveryState) return 'unchanged'
  if (asked.partitionEpoch < leadership.partitionEpoch) return 'INVALID_UPDATE_VERSION'
  if (asked.leaderRecoveryState === 1 && (isr.length > 1 || leadership.leaderRecoveryState === 0))
    return 'INVALID_REQUEST'
  if (!isr.every((broker) => model.isLive(broker)))
    return version < 2 ? 'OPERATION_NOT_ATTEMPTED' : 'INELIGIBLE_REPLICA'
  return 'write'
}

async function write(
  tenure: Tenure,
  partition: ControlledPartition,
  asked: Asked,
  isr: readonly number[],
): Promise<boolean> {
  const { leadership } = partition
  if (leadership === undefined) return false
  const { leaderRecoveryState } = asked
  const state: PartitionState = { ...leadership, controllerEpoch: tenure.epoch, isr, leaderRecoveryState }
  const expected = leadership.partitionEpoch
  const [written] = await tenure.store.writeStates([{ kind: 'set', partition, state, expected }])
  if (written?.partitionEpoch === undefined) {
    await tenure.refresh(partition)
    return false
  }
  partition.leadership = { ...state, partitionEpoch: written.partitionEpoch }
  return true
}
