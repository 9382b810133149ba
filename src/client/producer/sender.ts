import type { Timer } from '../../base/clock.ts'
import { pause } from '../../base/clock.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { Metadata, MetadataRequest } from '../../wire/kafka/metadata.ts'
import { Produce, ProduceRequest, type ProduceResponse } from '../../wire/kafka/produce.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { isRetriable, timeoutError } from '../errors.ts'
import type { Accumulator } from './accumulator.ts'
import type { BatchObserver } from './batch-observer.ts'
import type { ProducerConfig } from './config.ts'
import { obtainIdentity } from './identity.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { PendingBatch, ProducerIdentity, Stored, TopicPartition } from './pending-batch.ts'
import { isAccepted, isSequenceError, lossOf } from './produce-errors.ts'
import type { ProducerTopics } from './topics.ts'
import type { Transaction } from './transaction.ts'
import { warnOfRetry } from './warnings.ts'

export interface SenderOptions {
  readonly cluster: Cluster
  readonly config: ProducerConfig
  readonly accumulator: Accumulator
  readonly topics: ProducerTopics
  /** Missing for a producer without transactions. */
  readonly transaction: Transaction | undefined
  readonly observer: BatchObserver | undefined
  /** A batch came to its end. */
  readonly onSettled: (batch: PendingBatch, error: Error | undefined) => void
}

interface Sent {
  readonly queue: PartitionQueue
  readonly batch: PendingBatch
}

const notStored: Stored = { baseOffset: -1, logAppendTime: -1 }
const smallestVersion = 3

/**
 * Moves complete batches to the leaders of their partitions: several requests under way to each broker, and yet, by
 * sequences and by holding a partition back after a failure, each partition's records in order.
 */
export class Sender {
  readonly #o: SenderOptions
  readonly #inFlight = new Map<number, number>()
  readonly #connecting = new Set<number>()
  #ownIdentity: ProducerIdentity | undefined
  #isObtainingIdentity = false
  #isPoked = false
  #timer: Timer | undefined
  #wakesAt = Number.POSITIVE_INFINITY
  /** Batches go out before their time while somebody waits for them. */
  isFlushing = false

  constructor(options: SenderOptions) {
    this.#o = options
  }

  /** Looks soon for what can be sent. */
  poke(): void {
    if (this.#isPoked) return
    this.#isPoked = true
    queueMicrotask(() => {
      this.#isPoked = false
      this.#pump()
    })
  }

  stop(): void {
    this.#timer?.cancel()
  }

  /** Fails what waits and was not sent yet. */
  failWaiting(error: Error): void {
    for (const queue of this.#o.accumulator.queues) {
      for (const batch of [...queue.waiting]) {
        queue.remove(batch)
        this.#settle(queue, batch, error, notStored)
      }
    }
  }

  get #identity(): ProducerIdentity | undefined {
    return this.#o.transaction?.identity ?? this.#ownIdentity
  }

  #pump(): void {
    const now = this.#o.cluster.io.clock.elapsed()
    this.#expire(now)
    const ready = this.#readyByLeader(now)
    if (ready.size === 0) return
    if (this.#o.config.isIdempotent && this.#identity === undefined) {
      this.#renewIdentity()
      return
    }
    for (const [leader, queues] of ready) this.#sendTo(leader, queues, now)
  }

  #readyByLeader(now: number): Map<number, PartitionQueue[]> {
    const ready = new Map<number, PartitionQueue[]>()
    const outside: TopicPartition[] = []
    let wakeAt = Number.POSITIVE_INFINITY
    for (const queue of this.#o.accumulator.queues) {
      if (queue.first === undefined) continue
      // Whatever it waits for may never come: a broker, a leader, a producer id.
      wakeAt = Math.min(wakeAt, queue.first.createdAt + this.#o.config.deliveryTimeoutMs)
      const leader = this.#o.topics.leader(queue.target.topic, queue.target.partition)
      if (queue.isHeldBack(this.#identity, leader)) continue
      const readyAt = this.#readyAt(queue, queue.first)
      if (readyAt > now) {
        wakeAt = Math.min(wakeAt, readyAt)
        continue
      }
      if (leader < 0) this.#refreshTopics()
      else if (this.#o.transaction?.has(queue.target) === false) outside.push(queue.target)
      else ready.set(leader, [...(ready.get(leader) ?? []), queue])
    }
    this.#wakeAt(wakeAt, now)
    if (outside.length > 0) this.#addToTransaction(outside)
    return ready
  }

  /** The coordinator has to know of a partition before a record goes there. */
  #addToTransaction(partitions: readonly TopicPartition[]): void {
    this.#o.transaction?.add(partitions).then(
      () => this.poke(),
      (error: unknown) => this.failWaiting(error instanceof Error ? error : new Error(String(error))),
    )
  }

  #readyAt(queue: PartitionQueue, first: PendingBatch): number {
    const isDue = this.isFlushing || queue.isComplete(first) || first.attempts > 0
    return Math.max(queue.notBefore, isDue ? 0 : first.createdAt + this.#o.config.lingerMs)
  }

  /** A look too early does no harm; a new timer at each look would cost more. */
  #wakeAt(at: number, now: number): void {
    if (at >= this.#wakesAt && at !== Number.POSITIVE_INFINITY) return
    this.#timer?.cancel()
    this.#wakesAt = at
    if (at === Number.POSITIVE_INFINITY) return
    this.#timer = this.#o.cluster.io.clock.after(at - now, () => {
      this.#wakesAt = Number.POSITIVE_INFINITY
      this.#pump()
    })
  }

  #sendTo(leader: number, queues: readonly PartitionQueue[], now: number): void {
    const connection = this.#o.cluster.node(leader)?.connection
    if (connection === undefined) {
      this.#connect(leader)
      return
    }
    while ((this.#inFlight.get(leader) ?? 0) < this.#o.config.maxInFlight) {
      const batches = this.#takeRequest(queues, leader, now)
      if (batches.length === 0) return
      this.#send(leader, connection, batches)
    }
  }

  /** The first batch of each partition that is ready, as many as a request may hold. */
  #takeRequest(queues: readonly PartitionQueue[], leader: number, now: number): Sent[] {
    const taken: Sent[] = []
    let size = 0
    for (const queue of queues) {
      const { first } = queue
      if (first === undefined || queue.isHeldBack(this.#identity, leader) || this.#readyAt(queue, first) > now) continue
      if (taken.length > 0 && size + first.size > this.#o.config.maxRequestSize) continue
      const batch = queue.take(this.#identity, leader)
      if (batch === undefined) continue
      size += batch.size
      taken.push({ queue, batch })
    }
    return taken
  }

  #send(leader: number, connection: BrokerConnection, sent: readonly Sent[]): void {
    const { acks, client, transactionalId = null } = this.#o.config
    const version = connection.version(ProduceRequest, smallestVersion)
    const correlationId = connection.nextCorrelationId
    const body = { transactionalId, acks, timeoutMs: client.requestTimeoutMs, topicData: requestTopics(sent) }
    this.#inFlight.set(leader, (this.#inFlight.get(leader) ?? 0) + 1)
    this.#o.observer?.sent(sent.map(({ batch }) => batch))
    if (acks === 0) {
      connection.post(ProduceRequest, version, body)
      this.#waitUntilTaken(connection).finally(() => this.#unanswered(leader, sent))
      return
    }
    connection.send(Produce, version, body, client.requestTimeoutMs).then(
      (answer) => this.#answered(leader, sent, answer, correlationId),
      (error: unknown) => this.#lost(leader, sent, error, correlationId),
    )
  }

  /**
   * A broker does not answer acks=0, but it takes requests in order: once it answers a small one behind it, the batches
   * have left our buffers, and it keeps up with us. If it does not, so be it.
   */
  async #waitUntilTaken(connection: BrokerConnection): Promise<void> {
    const version = connection.version(MetadataRequest, 1)
    await connection.send(Metadata, version, { topics: [] }, this.#o.config.client.requestTimeoutMs).catch(() => {})
  }

  #unanswered(leader: number, sent: readonly Sent[]): void {
    this.#inFlight.set(leader, (this.#inFlight.get(leader) ?? 1) - 1)
    for (const { queue, batch } of sent) this.#settle(queue, batch, undefined, notStored)
    this.poke()
  }

  #answered(leader: number, sent: readonly Sent[], answer: ProduceResponse, correlationId: number): void {
    this.#inFlight.set(leader, (this.#inFlight.get(leader) ?? 1) - 1)
    for (const one of sent) {
      const { topic, partition } = one.batch.target
      const result = answer.responses
        .find(({ name }) => name === topic)
        ?.partitionResponses.find(({ index }) => index === partition)
      if (result === undefined || isAccepted(result.errorCode)) {
        this.#settle(one.queue, one.batch, undefined, {
          baseOffset: result?.baseOffset ?? -1,
          logAppendTime: result?.logAppendTimeMs ?? -1,
        })
      } else this.#failed(one, new KafkaError(result.errorCode, result.errorMessage), correlationId)
    }
    this.poke()
  }

  #lost(leader: number, sent: readonly Sent[], error: unknown, correlationId: number): void {
    this.#inFlight.set(leader, (this.#inFlight.get(leader) ?? 1) - 1)
    for (const one of sent) this.#failed(one, lossOf(error, leader), correlationId)
    this.poke()
  }

  #failed({ queue, batch }: Sent, error: Error, correlationId: number): void {
    const { clock } = this.#o.cluster.io
    const isOutOfSequence = batch.identity !== undefined && isSequenceError(error)
    const mayRetry = isOutOfSequence ? this.#mayFitLater(queue, batch) : isRetriable(error)
    const expiresAt = batch.createdAt + this.#o.config.deliveryTimeoutMs
    if (!mayRetry || batch.attempts > this.#o.config.client.retries || clock.elapsed() >= expiresAt) {
      this.#settle(queue, batch, error, notStored)
      return
    }
    this.#o.observer?.retried(batch)
    warnOfRetry(this.#o.cluster, batch, this.#o.config.client.retries - batch.attempts, error, correlationId)
    if (isOutOfSequence && queue.isNext(batch)) this.#startAnew(queue, batch)
    queue.putBack(batch)
    queue.notBefore = clock.elapsed() + this.#o.cluster.retryBackoff(batch.attempts - 1)
    if (error instanceof KafkaError && error.info.invalidMetadata) this.#refreshTopics()
  }

  /** A transaction's sequences can't begin anew before it is over. */
  #mayFitLater(queue: PartitionQueue, batch: PendingBatch): boolean {
    return !queue.isTooLate(batch) && !(this.#o.transaction !== undefined && queue.isNext(batch))
  }

  /** The other partitions' batches keep the identity that they were sent under (KIP-360): their fate is open. */
  #startAnew(queue: PartitionQueue, batch: PendingBatch): void {
    queue.startAnew()
    if (batch.identity === this.#ownIdentity) this.#ownIdentity = undefined
  }

  #settle(queue: PartitionQueue, batch: PendingBatch, error: Error | undefined, stored: Stored): void {
    queue.settle(batch, error === undefined)
    if (error !== undefined) this.#o.observer?.failed(batch)
    this.#o.onSettled(batch, error)
    batch.done(error, stored)
    this.#o.accumulator.release(batch)
  }

  /** Fails what waited longer than delivery.timeout.ms. */
  #expire(now: number): void {
    const { deliveryTimeoutMs } = this.#o.config
    for (const queue of this.#o.accumulator.queues) {
      for (let first = queue.first; first && first.createdAt + deliveryTimeoutMs <= now; first = queue.first) {
        const { topic, partition } = first.target
        const waited = Math.round(now - first.createdAt)
        queue.remove(first)
        const text = `Expiring ${first.count} record(s) for ${topic}-${partition}:${waited} ms has passed since batch creation`
        this.#settle(queue, first, timeoutError(text), notStored)
      }
    }
  }

  #renewIdentity(): void {
    if (this.#isObtainingIdentity) return
    this.#isObtainingIdentity = true
    obtainIdentity(this.#o.cluster)
      .then(
        (identity) => {
          this.#ownIdentity = identity
        },
        (error: unknown) => this.failWaiting(error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        this.#isObtainingIdentity = false
        this.poke()
      })
  }

  /** One attempt after the node's rest; whether it works or not, we look again. */
  #connect(leader: number): void {
    const { cluster } = this.#o
    const node = cluster.node(leader)
    if (node === undefined) {
      this.#refreshTopics()
      return
    }
    if (this.#connecting.has(leader)) return
    this.#connecting.add(leader)
    const opened =
      node.backoffLeft > 0 ? pause(cluster.io.clock, node.backoffLeft).then(() => node.connect()) : node.connect()
    opened
      .catch(() => this.#refreshTopics())
      .finally(() => {
        this.#connecting.delete(leader)
        this.poke()
      })
  }

  #refreshTopics(): void {
    this.#o.topics.refresh().then(
      () => this.poke(),
      () => this.poke(),
    )
  }
}

function requestTopics(sent: readonly Sent[]) {
  const topics = new Map<string, { index: number; records: Buffer }[]>()
  for (const { batch } of sent) {
    const { topic, partition } = batch.target
    const partitions = topics.get(topic) ?? []
    partitions.push({ index: partition, records: batch.bytes() })
    topics.set(topic, partitions)
  }
  return [...topics].map(([name, partitionData]) => ({ name, partitionData }))
}
