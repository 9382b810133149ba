import { pause } from '../../base/clock.ts'
import { AddOffsetsToTxn } from '../../wire/kafka/add-offsets-to-txn.ts'
import { AddPartitionsToTxn } from '../../wire/kafka/add-partitions-to-txn.ts'
import { EndTxn } from '../../wire/kafka/end-txn.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { InitProducerId } from '../../wire/kafka/init-producer-id.ts'
import { TxnOffsetCommit } from '../../wire/kafka/txn-offset-commit.ts'
import type { Cluster } from '../cluster.ts'
import type { Membership, OffsetToCommit } from '../consumer/committed-offsets.ts'
import { CoordinatorConnection } from '../coordinator-connection.ts'
import { isRetriable } from '../errors.ts'
import { byTopic, type TopicPartition } from '../topic-partition.ts'
import type { ProducerIdentity } from './pending-batch.ts'

/** The newest version that clients send; later ones are for brokers. */
const clientsAddPartitions = 3

/** The requests of a transactional producer (KIP-98), each tried until it is answered for good or the deadline has passed. */
export class TransactionCalls {
  readonly #cluster: Cluster
  readonly #transactionalId: string
  readonly #coordinator: CoordinatorConnection

  constructor(cluster: Cluster, transactionalId: string) {
    this.#cluster = cluster
    this.#transactionalId = transactionalId
    this.#coordinator = new CoordinatorConnection(cluster, 'transaction', transactionalId)
  }

  /** Takes the transactional id over; given the identity it has, the same producer id with the next epoch (KIP-360). */
  init(timeoutMs: number, deadline: number, known?: ProducerIdentity): Promise<ProducerIdentity> {
    const body = { transactionalId: this.#transactionalId, transactionTimeoutMs: timeoutMs, ...known }
    return this.#untilAnswered(deadline, async () => {
      const options = { deadline, atLeast: known === undefined ? 0 : 3 }
      const answer = await this.#coordinator.send(InitProducerId, () => body, options)
      this.#check(answer.errorCode)
      return { producerId: answer.producerId, producerEpoch: answer.producerEpoch }
    })
  }

  addPartitions(identity: ProducerIdentity, partitions: readonly TopicPartition[], deadline: number): Promise<void> {
    const topics = byTopic(partitions).map(({ name, partitions: list }) => {
      return { name, partitions: list.map(({ partition }) => partition) }
    })
    const body = {
      v3AndBelowTransactionalId: this.#transactionalId,
      v3AndBelowProducerId: identity.producerId,
      v3AndBelowProducerEpoch: identity.producerEpoch,
      v3AndBelowTopics: topics,
    }
    return this.#untilAnswered(deadline, async () => {
      const answer = await this.#coordinator.send(AddPartitionsToTxn, () => body, {
        deadline,
        atMost: clientsAddPartitions,
      })
      const results = answer.resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) => resultsByPartition)
      for (const { partitionErrorCode } of results) this.#check(partitionErrorCode)
    })
  }

  addOffsets(identity: ProducerIdentity, groupId: string, deadline: number): Promise<void> {
    return this.#untilAnswered(deadline, async () => {
      const body = { transactionalId: this.#transactionalId, ...identity, groupId }
      this.#check((await this.#coordinator.send(AddOffsetsToTxn, () => body, { deadline })).errorCode)
    })
  }

  /** To the group's coordinator, which holds them back until the transaction ends. */
  commitOffsets(
    identity: ProducerIdentity,
    group: Membership,
    offsets: readonly OffsetToCommit[],
    deadline: number,
  ): Promise<void> {
    const { groupId, memberId, generation: generationId, groupInstanceId } = group
    const coordinator = new CoordinatorConnection(this.#cluster, 'group', groupId)
    const topics = byTopic(offsets).map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partition, offset, leaderEpoch: committedLeaderEpoch }) => {
        return { partitionIndex: partition, committedOffset: offset, committedLeaderEpoch, committedMetadata: '' }
      }),
    }))
    const owner = { groupId, transactionalId: this.#transactionalId, ...identity }
    return this.#untilAnswered(deadline, async () => {
      const answer = await coordinator.send(
        TxnOffsetCommit,
        (version) =>
          version < 3 ? { ...owner, topics } : { ...owner, generationId, memberId, groupInstanceId, topics },
        { deadline },
      )
      for (const { errorCode } of answer.topics.flatMap(({ partitions }) => partitions)) {
        throwFault(coordinator.errorIn(errorCode))
      }
    })
  }

  end(identity: ProducerIdentity, committed: boolean, deadline: number): Promise<void> {
    return this.#untilAnswered(deadline, async () => {
      const body = { transactionalId: this.#transactionalId, ...identity, committed }
      this.#check((await this.#coordinator.send(EndTxn, () => body, { deadline })).errorCode)
    })
  }

  #check(code: number): void {
    throwFault(this.#coordinator.errorIn(code))
  }

  async #untilAnswered<T>(deadline: number, ask: () => Promise<T>): Promise<T> {
    const { clock } = this.#cluster.io
    for (let failures = 0; ; failures++) {
      try {
        return await ask()
      } catch (error) {
        if (!isRetriable(error) || clock.elapsed() >= deadline) throw error
        await pause(clock, Math.min(this.#cluster.retryBackoff(failures), Math.max(0, deadline - clock.elapsed())))
      }
    }
  }
}

/** An epoch that is not valid any more says the same as a fence: the coordinator has a later one. */
function throwFault(error: KafkaError | undefined): void {
  if (error !== undefined)
    throw error.errorName === 'INVALID_PRODUCER_EPOCH' ? new KafkaError('PRODUCER_FENCED') : error
}
