import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { type CoordinatorLog, HostedPartitions } from '../coordinators/hosted-partitions.ts'
import { coordinatorPartition } from '../coordinators/placement.ts'
import { transactionsTopic } from '../topics/names.ts'
import type { Transaction } from './transaction.ts'
import { TransactionLoader } from './transaction-loader.ts'

export interface TransactionCoordinatorOptions {
  readonly log: CoordinatorLog
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * What this broker knows of transactions: the ids of those partitions of `__transaction_state` that it leads, as the
 * log has them. It begins and ends no transaction: who asks for that is refused (`apis/refused-transactions.ts`).
 */
export class TransactionCoordinator {
  readonly #log: CoordinatorLog
  readonly #defaultPartitions: number
  readonly #partitions: HostedPartitions<TransactionLoader>
  readonly #transactions = new Map<number, ReadonlyMap<string, Transaction>>()

  constructor({ log, config, clock, logger: parent }: TransactionCoordinatorOptions) {
    const logger = parent.named('kafka.coordinator.transaction.TransactionStateManager')
    this.#log = log
    this.#defaultPartitions = config.get('transaction.state.log.num.partitions')
    this.#partitions = new HostedPartitions({
      ...{ log, clock },
      newLoader: () => new TransactionLoader(),
      onLoaded: (partition, { transactions, unknownKeys }) => {
        if (unknownKeys > 0) logger.warn(`Unknown message keys in ${nameOf(partition)}: ${unknownKeys}. Ignoring them.`)
        this.#transactions.set(partition, transactions)
      },
      onLost: (partition) => void this.#transactions.delete(partition),
      onTrouble: (partition, error) =>
        logger.error(`Error loading transactions from transaction log ${nameOf(partition)}: ${error}`),
    })
  }

  /** This broker leads a partition of the topic: its transactions are read from the log. */
  onLeader(partition: number, leaderEpoch: number): void {
    this.#partitions.gain(partition, leaderEpoch)
  }

  onFollower(partition: number): void {
    this.#partitions.lose(partition)
  }

  partitionFor(transactionalId: string): number {
    return coordinatorPartition(transactionalId, this.#log.partitionCount() ?? this.#defaultPartitions)
  }

  /** All that are known here. Throws COORDINATOR_LOAD_IN_PROGRESS while some may still come. */
  all(): Transaction[] {
    if (this.#partitions.isLoading) throw new KafkaError('COORDINATOR_LOAD_IN_PROGRESS')
    return [...this.#transactions.values()].flatMap((transactions) => [...transactions.values()]).filter(isAlive)
  }

  /** Throws NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS, TRANSACTIONAL_ID_NOT_FOUND, or INVALID_REQUEST for no id. */
  describe(transactionalId: string): Transaction {
    if (transactionalId === '') throw new KafkaError('INVALID_REQUEST')
    const partition = this.partitionFor(transactionalId)
    const state = this.#partitions.state(partition)
    if (state === 'elsewhere') throw new KafkaError('NOT_COORDINATOR')
    if (state === 'loading') throw new KafkaError('COORDINATOR_LOAD_IN_PROGRESS')
    const transaction = this.#transactions.get(partition)?.get(transactionalId)
    if (transaction === undefined || !isAlive(transaction)) throw new KafkaError('TRANSACTIONAL_ID_NOT_FOUND')
    return transaction
  }
}

const nameOf = (partition: number): string => `${transactionsTopic}-${partition}`

/** A dead one is about to be forgotten. */
const isAlive = ({ state }: Transaction): boolean => state !== 'Dead'
