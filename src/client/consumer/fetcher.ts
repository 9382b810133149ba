import { pause } from '../../base/clock.ts'
import { zeroUuid } from '../../base/uuid.ts'
import { errorOf, KafkaError } from '../../wire/kafka/errors.ts'
import { Fetch, FetchRequest, type FetchResponse } from '../../wire/kafka/fetch.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { isRetriable, kafkaException } from '../errors.ts'
import { byTopic, partitionName } from '../topic-partition.ts'
import type { ConsumerConfig } from './config.ts'
import { FetchSession, type WantedPartition } from './fetch-session.ts'
import { FetchedChunk } from './fetched-chunk.ts'
import type { PartitionState } from './partition-state.ts'

export interface FetcherHooks {
  /** The partitions to fetch from. */
  partitions(): Iterable<PartitionState>
  /** Records came. */
  onFetched(): void
  /** The position is no offset of the log. */
  onOutOfRange(state: PartitionState): void
  /** Leaders may have changed. */
  onStaleMetadata(): void
  onFailure(error: Error): void
}

type PartitionAnswer = FetchResponse['responses'][number]['partitions'][number]

/** So many chunks of a partition may wait to be handed out before it is fetched again. */
const mostChunks = 2
const smallestVersion = 4
const lastVersionWithNames = 12

/** Keeps one fetch under way at each broker that leads partitions of ours. */
export class Fetcher {
  readonly #cluster: Cluster
  readonly #config: ConsumerConfig
  readonly #hooks: FetcherHooks
  readonly #sessions = new Map<number, FetchSession>()
  readonly #busy = new Set<number>()
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
    for (const [leader, states] of this.#fetchable()) {
      if (this.#busy.has(leader)) continue
      this.#busy.add(leader)
      this.#fetch(leader, states)
        .catch((error: unknown) => this.#hooks.onFailure(error instanceof Error ? error : new Error(String(error))))
        .finally(() => {
          this.#busy.delete(leader)
          this.pump()
        })
    }
  }

  #fetchable(): Map<number, PartitionState[]> {
    const byLeader = new Map<number, PartitionState[]>()
    const now = this.#cluster.io.clock.elapsed()
    for (const state of this.#hooks.partitions()) {
      if (state.fetchPosition === undefined || state.chunks.length >= mostChunks || state.notBefore > now) continue
      const leader = this.#partition(state)?.leaderId ?? -1
      if (leader < 0) {
        this.#rest(state)
        this.#hooks.onStaleMetadata()
      } else byLeader.set(leader, [...(byLeader.get(leader) ?? []), state])
    }
    return byLeader
  }

  async #fetch(leader: number, states: readonly PartitionState[]): Promise<void> {
    const session = this.#sessions.get(leader) ?? new FetchSession()
    this.#sessions.set(leader, session)
    const connection = await this.#connect(leader)
    if (connection === undefined) return
    const wanted = states.flatMap((state) => this.#want(state))
    const version = this.#version(connection, wanted)
    try {
      const timeout = this.#config.client.requestTimeoutMs
      const answer = await connection.send(Fetch, version, this.#request(session, wanted), timeout)
      this.#answered(session, states, wanted, answer)
    } catch (error) {
      session.reset()
      if (!isRetriable(error)) throw error
      for (const state of states) this.#rest(state)
      this.#hooks.onStaleMetadata()
    }
  }

  /** One attempt after the node's rest. */
  async #connect(leader: number): Promise<BrokerConnection | undefined> {
    const node = this.#cluster.node(leader)
    if (node?.connection) return node.connection
    try {
      if (node && node.backoffLeft > 0) await pause(this.#cluster.io.clock, node.backoffLeft)
      return await node?.connect()
    } catch (error) {
      if (!isRetriable(error)) throw error
      this.#hooks.onStaleMetadata()
      return undefined
    }
  }

  #version(connection: BrokerConnection, wanted: readonly WantedPartition[]): number {
    const version = connection.version(FetchRequest, smallestVersion)
    const hasIds = wanted.every(({ topicId }) => topicId !== zeroUuid)
    return hasIds ? version : Math.min(version, lastVersionWithNames)
  }

  #want(state: PartitionState): WantedPartition[] {
    const { topic, partition, fetchPosition } = state
    if (fetchPosition === undefined) return []
    const topicId = this.#cluster.metadata.topics.get(topic)?.topicId ?? zeroUuid
    const leaderEpoch = this.#partition(state)?.leaderEpoch ?? -1
    return [{ topic, topicId, partition, leaderEpoch, fetchOffset: fetchPosition }]
  }

  #request(session: FetchSession, wanted: readonly WantedPartition[]) {
    const { added, forgotten, sessionId, sessionEpoch } = session.next(wanted)
    const partitionMaxBytes = this.#config.maxPartitionFetchBytes
    return {
      maxWaitMs: this.#config.fetchMaxWaitMs,
      minBytes: this.#config.fetchMinBytes,
      maxBytes: this.#config.fetchMaxBytes,
      isolationLevel: this.#config.isReadCommitted ? 1 : 0,
      sessionId,
      sessionEpoch,
      topics: byTopic(added).map(({ name, partitions }) => ({
        topic: name,
        topicId: partitions[0]?.topicId ?? zeroUuid,
        partitions: partitions.map(({ partition, leaderEpoch, fetchOffset }) => {
          return { partition, currentLeaderEpoch: leaderEpoch, fetchOffset, partitionMaxBytes }
        }),
      })),
      forgottenTopicsData: byTopic(forgotten).map(({ name, partitions }) => ({
        topic: name,
        topicId: partitions[0]?.topicId ?? zeroUuid,
        partitions: partitions.map(({ partition }) => partition),
      })),
      rackId: this.#config.rackId,
    }
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
        if (state && asked && state.fetchPosition === asked.fetchOffset) this.#accept(state, asked, partition)
      }
    }
  }

  #accept(state: PartitionState, asked: WantedPartition, answer: PartitionAnswer): void {
    if (answer.errorCode !== 0) {
      this.#refused(state, answer.errorCode)
      return
    }
    if (answer.records === null || answer.records.length === 0) return
    const aborted = this.#config.isReadCommitted ? (answer.abortedTransactions ?? []) : []
    const chunk = new FetchedChunk(state, asked.fetchOffset, answer.records, aborted)
    if (chunk.nextOffset === asked.fetchOffset) return
    if (this.#config.checksCrcs) chunk.ensureValid()
    state.chunks.push(chunk)
    this.#hooks.onFetched()
  }

  #refused(state: PartitionState, code: number): void {
    const { name, invalidMetadata, retriable } = errorOf(code)
    if (name === 'OFFSET_OUT_OF_RANGE') {
      this.#hooks.onOutOfRange(state)
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
