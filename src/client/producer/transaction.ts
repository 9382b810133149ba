import { KafkaError } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import type { Membership, OffsetToCommit } from '../consumer/committed-offsets.ts'
import { ClientError, isRetriable, javaClassOf, kafkaException, timeoutError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../topic-partition.ts'
import type { ProducerIdentity } from './pending-batch.ts'
import { TransactionCalls } from './transaction-calls.ts'

type State =
  | 'UNINITIALIZED'
  | 'INITIALIZING'
  | 'READY'
  | 'IN_TRANSACTION'
  | 'COMMITTING_TRANSACTION'
  | 'ABORTING_TRANSACTION'
  | 'ABORTABLE_ERROR'
  | 'FATAL_ERROR'

/** From which states each may be entered. */
const enteredFrom: Readonly<Record<State, readonly State[]>> = {
  UNINITIALIZED: [],
  INITIALIZING: ['UNINITIALIZED', 'INITIALIZING'],
  READY: ['INITIALIZING', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  IN_TRANSACTION: ['READY'],
  COMMITTING_TRANSACTION: ['IN_TRANSACTION'],
  ABORTING_TRANSACTION: ['IN_TRANSACTION', 'ABORTABLE_ERROR'],
  ABORTABLE_ERROR: ['IN_TRANSACTION', 'COMMITTING_TRANSACTION', 'ABORTABLE_ERROR'],
  FATAL_ERROR: ['INITIALIZING', 'IN_TRANSACTION', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION', 'ABORTABLE_ERROR'],
}

/** Another producer has the transactional id, or this one may not have it. */
const fatal: ReadonlySet<string> = new Set([
  'PRODUCER_FENCED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TXN_STATE',
  'INVALID_PRODUCER_ID_MAPPING',
])

export interface TransactionOptions {
  readonly cluster: Cluster
  readonly transactionalId: string
  readonly timeoutMs: number
  /** The patience of each step. */
  readonly maxBlockMs: number
}

/** One transaction after the other under a transactional id, in Kafka's states. */
export class Transaction {
  readonly #o: TransactionOptions
  readonly #calls: TransactionCalls
  #state: State = 'UNINITIALIZED'
  #error: Error | undefined
  #identity: ProducerIdentity | undefined
  readonly #partitions = new Set<string>()
  #hasOffsets = false
  /** A sequence went to a batch that was never stored: the next transaction needs an epoch of its own. */
  #hasGap = false
  #adding: Promise<void> | undefined

  constructor(options: TransactionOptions) {
    this.#o = options
    this.#calls = new TransactionCalls(options.cluster, options.transactionalId)
  }

  /** Undefined until `init`. */
  get identity(): ProducerIdentity | undefined {
    return this.#identity
  }

  /** Takes the transactional id over: what another producer left open under it is aborted, and he is fenced off. */
  async init(): Promise<void> {
    this.#throwError()
    this.#enter('INITIALIZING')
    await this.#step('InitProducerId', async (deadline) => {
      this.#identity = await this.#calls.init(this.#o.timeoutMs, deadline)
    })
    this.#enter('READY')
  }

  begin(): void {
    this.#ensureInitialized()
    this.#throwError()
    this.#enter('IN_TRANSACTION')
  }

  /** @throws ClientError (IllegalStateException, KafkaException) when no record may be sent to the partition now */
  ensureOpen(partition: TopicPartition): void {
    if (this.#error !== undefined) {
      throw kafkaException('Cannot execute transactional method because we are in an error state', this.#error)
    }
    if (this.#identity !== undefined && this.#state === 'IN_TRANSACTION') return
    const trouble = this.#identity ? `while in state  ${this.#state}` : 'before completing a call to initTransactions'
    throw illegalState(`Cannot add partition ${partitionName(partition)} to transaction ${trouble}`)
  }

  /** Records may go to the partition: the coordinator knows of it. */
  has(partition: TopicPartition): boolean {
    return this.#partitions.has(partitionName(partition))
  }

  /** Tells the coordinator of partitions; one request at a time, so that some of them may need another call. */
  add(partitions: readonly TopicPartition[]): Promise<void> {
    this.#adding ??= this.#add(partitions).finally(() => {
      this.#adding = undefined
    })
    return this.#adding
  }

  /** Offsets that a group of consumers reaches if the transaction is committed. */
  async sendOffsets(offsets: readonly OffsetToCommit[], group: Membership): Promise<void> {
    this.#ensureInitialized()
    this.#throwError()
    if (this.#state !== 'IN_TRANSACTION') {
      throw illegalState(`Cannot send offsets if a transaction is not in progress (currentState= ${this.#state})`)
    }
    await this.#step('AddOffsetsToTxn', (deadline) => this.#calls.addOffsets(this.#known(), group.groupId, deadline))
    this.#hasOffsets = true
    await this.#step('TxnOffsetCommit', (deadline) =>
      this.#calls.commitOffsets(this.#known(), group, offsets, deadline),
    )
  }

  /** @throws ClientError (IllegalStateException, KafkaException, ProducerFencedException) when the transaction can't be committed */
  ensureNoError(): void {
    this.#ensureInitialized()
    this.#throwError()
  }

  /** From here on nothing more is sent; `end` follows when all that was sent is answered. */
  prepare(outcome: 'commit' | 'abort'): void {
    this.#ensureInitialized()
    if (outcome === 'commit' || this.#state === 'FATAL_ERROR') this.#throwError()
    this.#enter(outcome === 'commit' ? 'COMMITTING_TRANSACTION' : 'ABORTING_TRANSACTION')
  }

  async end(): Promise<void> {
    this.#throwError()
    const committed = this.#state === 'COMMITTING_TRANSACTION'
    if (this.#partitions.size > 0 || this.#hasOffsets) {
      await this.#step('EndTxn', (deadline) => this.#calls.end(this.#known(), committed, deadline))
    }
    if (this.#hasGap) {
      await this.#step('InitProducerId', async (deadline) => {
        this.#identity = await this.#calls.init(this.#o.timeoutMs, deadline, this.#known())
      })
    }
    this.#partitions.clear()
    this.#hasOffsets = false
    this.#hasGap = false
    this.#enter('READY')
  }

  /** A batch failed for good: the transaction can only be aborted. */
  batchFailed(error: Error, hadSequence: boolean): void {
    this.#hasGap ||= hadSequence
    if (this.#state !== 'ABORTING_TRANSACTION') this.#fail(error)
  }

  async #add(partitions: readonly TopicPartition[]): Promise<void> {
    await this.#step('AddPartitionsToTxn', (deadline) => this.#calls.addPartitions(this.#known(), partitions, deadline))
    for (const partition of partitions) this.#partitions.add(partitionName(partition))
  }

  /** A step that only takes too long may be taken again; after any other failure the transaction is over. */
  async #step(request: string, take: (deadline: number) => Promise<void>): Promise<void> {
    const { cluster, maxBlockMs } = this.#o
    try {
      await take(cluster.deadline(maxBlockMs))
    } catch (error) {
      if (isRetriable(error))
        throw timeoutError(`Timeout expired after ${maxBlockMs}ms while awaiting ${request}`, error)
      this.#fail(error instanceof Error ? error : new Error(String(error)))
      this.#throwError()
    }
  }

  #fail(error: Error): void {
    if (this.#state === 'FATAL_ERROR') return
    const isFatal = (error instanceof KafkaError && fatal.has(error.errorName)) || this.#state === 'INITIALIZING'
    this.#state = isFatal || this.#state === 'ABORTING_TRANSACTION' ? 'FATAL_ERROR' : 'ABORTABLE_ERROR'
    this.#error = error
  }

  #enter(state: State): void {
    if (!enteredFrom[state].includes(this.#state)) {
      throw illegalState(
        `TransactionalId ${this.#o.transactionalId}: Invalid transition attempted from state ${this.#state} to state ${state}`,
      )
    }
    this.#state = state
    if (state === 'ABORTING_TRANSACTION' || state === 'READY') this.#error = undefined
  }

  #ensureInitialized(): void {
    if (this.#identity !== undefined || this.#error !== undefined) return
    throw illegalState('Cannot use transactional methods before calling initTransactions()')
  }

  #throwError(): void {
    if (this.#error === undefined) return
    if (!(this.#error instanceof KafkaError && this.#error.errorName === 'PRODUCER_FENCED')) {
      throw kafkaException('Cannot execute transactional method because we are in an error state', this.#error)
    }
    const { producerId, producerEpoch } = this.#known()
    const text =
      `Producer with transactionalId '${this.#o.transactionalId}' and ProducerIdAndEpoch(producerId=${producerId}, ` +
      `epoch=${producerEpoch}) has been fenced by another producer with the same transactionalId`
    throw new ClientError(javaClassOf(this.#error) ?? '', text)
  }

  #known(): ProducerIdentity {
    return this.#identity ?? { producerId: -1, producerEpoch: -1 }
  }
}

function illegalState(message: string): ClientError {
  return new ClientError('java.lang.IllegalStateException', message)
}
