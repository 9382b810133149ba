import { pause } from '../../base/clock.ts'
import { zeroUuid } from '../../base/uuid.ts'
import { errorOf, KafkaError } from '../../wire/kafka/errors.ts'
import { Fetch, type FetchResponse } from '../../wire/kafka/fetch.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { isRetriable, kafkaException } from '../errors.ts'
import type { PartitionMetadata } from '../metadata.ts'
import { partitionName } from '../topic-partition.ts'
import type { ConsumerConfig } from './config.ts'
import { fetchRequest, fetchVersion } from './fetch-request.ts'
import { FetchSession, type WantedPartition } from './fetch-session.ts'
import { FetchedChunk } from './fetched-chunk.ts'
import type { PartitionState } from './partition-state.ts'
import { askForEpochs, type Doubt, divergence, type EpochEnd, type Verdict } from './position-validation.ts'

export interface FetcherHooks {
  /** The partitions to fetch from. */
  partitions(): Iterable<PartitionState>
  /** Records may have come; the next fetch is under way. */
  onFetched(): void
  /** The position is no offset of the log. */
  onOutOfRange(state: PartitionState): void
  /** The leader has other records than were read, from `end` on; null when nobody can tell any more. */
  onTruncated(state: PartitionState, end: EpochEnd | null): void
  /** Leaders may have changed. */
  onStaleMetadata(): void
  onFailure(error: Error): void
}

type PartitionAnswer = FetchResponse['responses'][number]['partitions'][number]

/** So many chunks of a partition may wait to be handed out before it is fetched again. */
const mostChunks = 2

/** Keeps one fetch under way at each broker that leads partitions of ours. */
export class Fetcher {
  readonly #cluster: Cluster
  readonly #config: ConsumerConfig
  readonly #hooks: FetcherHooks
  readonly #sessions = new Map<number, FetchSession>()
  readonly #busy = new Set<number>()
  readonly #validating = new Set<PartitionState>()
  #isClosed = false

  constructor(cluster: Cluster, config: ConsumerConfig, hooks: FetcherHooks) {
    this.#cluster = cluster
    this.#config = config
    this.#hooks = hooks
  }

  close(): void {
    this.#isClosed = true
  }

  /** Sends what can be sent now. */
  pump(): void {
    if (this.#isClosed) return
    for (const [broker, states] of this.#fetchable()) {
      if (this.#busy.has(broker)) continue
      this.#busy.add(broker)
      this.#inBackground(this.#fetch(broker, states), () => this.#busy.delete(broker))
    }
  }

  #inBackground(work: Promise<void>, done: () => void): void {
    work
      .catch((error: unknown) => this.#hooks.onFailure(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        done()
        this.pump()
        this.#hooks.onFetched()
      })
  }

  /** By the broker to read them from. */
  #fetchable(): Map<number, PartitionState[]> {
    const byBroker = new Map<number, PartitionState[]>()
    const doubts = new Map<number, Doubt[]>()
    const now = this.#cluster.io.clock.elapsed()
    for (const state of this.#hooks.partitions()) {
      if (state.fetchPosition === undefined || state.chunks.length >= mostChunks || state.notBefore > now) continue
      if (this.#validating.has(state)) continue
      const partition = this.#partition(state)
      if (partition === undefined || partition.leaderId < 0) {
        this.#rest(state)
        this.#hooks.onStaleMetadata()
        continue
      }
      const doubt = doubtOf(state, partition)
      const broker = doubt === undefined ? this.#source(state, partition, now) : partition.leaderId
      if (doubt === undefined) byBroker.set(broker, [...(byBroker.get(broker) ?? []), state])
      else doubts.set(broker, [...(doubts.get(broker) ?? []), doubt])
    }
    for (const [leader, doubted] of doubts) this.#validate(leader, doubted)
    return byBroker
  }

  /** The replica that the leader recommended (KIP-392), as long as it is there; else the leader. */
  #source(state: PartitionState, partition: PartitionMetadata, now: number): number {
    const preferred = state.preferredReplica(now)
    if (preferred === undefined) return partition.leaderId
    const isThere =
      this.#cluster.metadata.brokers.has(preferred) &&
      partition.replicaNodes.includes(preferred) &&
      !partition.offlineReplicas.includes(preferred)
    if (isThere) return preferred
    state.preferLeader()
    this.#hooks.onStaleMetadata()
    return partition.leaderId
  }

  #validate(leader: number, doubts: readonly Doubt[]): void {
    for (const { state } of doubts) this.#validating.add(state)
    this.#inBackground(this.#clearUp(leader, doubts), () => {
      for (const { state } of doubts) this.#validating.delete(state)
    })
  }

  async #clearUp(leader: number, doubts: readonly Doubt[]): Promise<void> {
    const connection = await this.#connect(leader)
    if (connection === undefined) {
      for (const { state } of doubts) this.#rest(state)
      return
    }
    try {
      const verdicts = await askForEpochs(connection, doubts, this.#config.client.requestTimeoutMs)
      if (verdicts === undefined) for (const { state, leadership } of doubts) state.validated(leadership)
      else for (const verdict of verdicts) this.#judge(verdict)
    } catch (error) {
      if (!isRetriable(error)) throw error
      for (const { state } of doubts) this.#rest(state)
      this.#hooks.onStaleMetadata()
    }
  }

  #judge({ state, leadership, position, epoch, answer }: Verdict): void {
    if (state.position !== position || state.positionEpoch !== epoch) return
    if (answer instanceof KafkaError) {
      if (answer.errorName === 'TOPIC_AUTHORIZATION_FAILED') this.#refused(state, answer.code)
      this.#rest(state)
      this.#hooks.onStaleMetadata()
      return
    }
    const end = divergence(answer, position)
    if (end === undefined) state.validated(leadership)
    else this.#hooks.onTruncated(state, end)
  }

  async #fetch(broker: number, intended: readonly PartitionState[]): Promise<void> {
    const session = this.#sessions.get(broker) ?? new FetchSession()
    this.#sessions.set(broker, session)
    // Sent in this turn where it can be, so that the broker works on it while what came before is printed.
    const connection = this.#cluster.node(broker)?.connection ?? (await this.#connect(broker))
    if (connection === undefined) {
      for (const state of intended) {
        state.preferLeader()
        this.#rest(state)
      }
      return
    }
    // Connecting takes its time: a broker that does not lead any more would say that positions are out of its range.
    const states = intended.filter((state) => this.#isReadFrom(state, broker))
    if (states.length === 0) return
    const wanted = states.flatMap((state) => this.#want(state))
    const version = fetchVersion(connection, wanted)
    try {
      const body = fetchRequest(this.#config, session.next(wanted))
      const answer = await connection.send(Fetch, version, body, this.#config.client.requestTimeoutMs)
      this.#answered(session, states, wanted, answer)
    } catch (error) {
      session.reset()
      if (!isRetriable(error)) throw error
      for (const state of states) {
        state.preferLeader()
        this.#rest(state)
      }
      this.#hooks.onStaleMetadata()
    }
  }

  /** One attempt after the node's rest. */
  async #connect(leader: number): Promise<BrokerConnection | undefined> {
    const node = this.#cluster.node(leader)
    if (node?.connection) return node.connection
    try {
      if (node && node.backoffLeft > 0) await pause(this.#cluster.io.clock, node.backoffLeft)
      if (node) return await node.connect()
      // A leader that is not among the brokers: whoever told of it was not up to date.
      this.#hooks.onStaleMetadata()
      return undefined
    } catch (error) {
      if (!isRetriable(error)) throw error
      this.#hooks.onStaleMetadata()
      return undefined
    }
  }

  #isReadFrom(state: PartitionState, broker: number): boolean {
    const partition = this.#partition(state)
    return partition !== undefined && this.#source(state, partition, this.#cluster.io.clock.elapsed()) === broker
  }

  #want(state: PartitionState): WantedPartition[] {
    const { topic, partition, fetchPosition } = state
    if (fetchPosition === undefined) return []
    const topicId = this.#cluster.metadata.topics.get(topic)?.topicId ?? zeroUuid
    const leaderEpoch = this.#partition(state)?.leaderEpoch ?? -1
    return [{ topic, topicId, partition, leaderEpoch, fetchOffset: fetchPosition }]
  }

  #answered(
    session: FetchSession,
    states: readonly PartitionState[],
    wanted: readonly WantedPartition[],
    answer: FetchResponse,
  ): void {
    if (answer.errorCode !== 0) {
      session.reset()
      for (const state of states) this.#rest(state)
      const error = new KafkaError(answer.errorCode)
      if (error.info.invalidMetadata) this.#hooks.onStaleMetadata()
      return
    }
    session.succeeded(answer.sessionId)
    const namesById = new Map(wanted.map(({ topicId, topic }) => [topicId, topic]))
    for (const { topic, topicId, partitions } of answer.responses) {
      const name = topic || namesById.get(topicId)
      for (const partition of partitions) {
        const isIt = (other: { topic: string; partition: number }) =>
          other.topic === name && other.partition === partition.partitionIndex
        const state = states.find(isIt)
        const asked = wanted.find(isIt)
        if (!state || !asked || this.#validating.has(state)) continue
        if (state.fetchPosition === asked.fetchOffset) this.#accept(state, asked, partition)
      }
    }
  }

  #accept(state: PartitionState, asked: WantedPartition, answer: PartitionAnswer): void {
    if (answer.errorCode !== 0) {
      this.#refused(state, answer.errorCode)
      return
    }
    if (answer.preferredReadReplica >= 0) {
      state.prefer(answer.preferredReadReplica, this.#cluster.deadline(this.#cluster.config.metadataMaxAgeMs))
    }
    if (answer.records === null || answer.records.length === 0) return
    const aborted = this.#config.isReadCommitted ? (answer.abortedTransactions ?? []) : []
    const chunk = new FetchedChunk(state, asked.fetchOffset, answer.records, aborted)
    if (chunk.nextOffset === asked.fetchOffset) return
    if (this.#config.checksCrcs) chunk.ensureValid()
    state.chunks.push(chunk)
  }

  #refused(state: PartitionState, code: number): void {
    const { name, invalidMetadata, retriable } = errorOf(code)
    const wasFollower = state.preferredReplica(this.#cluster.io.clock.elapsed()) !== undefined
    state.preferLeader()
    if (name === 'OFFSET_OUT_OF_RANGE') {
      // A follower may lag behind what its leader told us of.
      if (!wasFollower) this.#hooks.onOutOfRange(state)
      return
    }
    if (name === 'TOPIC_AUTHORIZATION_FAILED') {
      this.#hooks.onFailure(new KafkaError(name, `Not authorized to access topics: [${state.topic}]`))
      return
    }
    if (!retriable && !invalidMetadata) {
      this.#hooks.onFailure(
        kafkaException(
          `Unexpected error code ${code} while fetching at offset ${state.position} from topic-partition ${partitionName(state)}`,
        ),
      )
      return
    }
    this.#warn(name, state)
    this.#rest(state)
    if (invalidMetadata) this.#hooks.onStaleMetadata()
  }

  #warn(error: string, state: PartitionState): void {
    const texts: Record<string, string> = {
      UNKNOWN_TOPIC_OR_PARTITION: 'unknown topic or partition',
      UNKNOWN_TOPIC_ID: 'unknown topic ID',
      INCONSISTENT_TOPIC_ID: 'inconsistent topic ID',
    }
    const text = texts[error]
    if (text === undefined) return
    this.#cluster.io.logger
      .named('org.apache.kafka.clients.consumer.internals.FetchCollector')
      .warn(`${this.#config.client.logPrefix}Received ${text} error in fetch for partition ${partitionName(state)}`)
  }

  /** Leaves the partition alone for a moment. */
  #rest(state: PartitionState): void {
    const { clock } = this.#cluster.io
    const wait = this.#cluster.config.retryBackoffMs
    state.notBefore = clock.elapsed() + wait
    clock.after(wait + 1, () => this.pump())
  }

  #partition({ topic, partition }: PartitionState) {
    return this.#cluster.metadata.topics
      .get(topic)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
  }
}

/** Under a new leader what was read has to be confirmed; undefined where it is, or nothing is known to ask about. */
function doubtOf(state: PartitionState, { leaderId, leaderEpoch }: PartitionMetadata): Doubt | undefined {
  const leadership = { leaderId, leaderEpoch }
  if (!state.needsValidation(leadership)) return undefined
  if (state.position === undefined || state.positionEpoch < 0 || leaderEpoch < 0) {
    state.validated(leadership)
    return undefined
  }
  // What was fetched ahead came from the old leader: it is fetched again.
  state.chunks.length = 0
  return { state, leadership, position: state.position, epoch: state.positionEpoch }
}
