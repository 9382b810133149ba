import type { Clock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { LogManager } from '../../../log/log-manager.ts'
import type { PartitionLog } from '../../../log/partition-log.ts'
import type { BrokerConfig } from '../../configs/broker-config.ts'
import { Alarm } from '../../delayed/alarm.ts'
import type { Partition } from '../partition.ts'
import { WindowedRate } from '../throttle/windowed-rate.ts'
import { copyStep } from './copy-step.ts'

export interface LogMovesOptions {
  readonly logs: LogManager
  readonly clock: Clock
  readonly config: BrokerConfig
  readonly logger: Logger
}

interface Move {
  readonly partition: Partition
  readonly copy: PartitionLog
  /** All that was copied before it was nearly done is durable. */
  isFlushed: boolean
}

/** Moves logs to other log directories of this broker (KIP-113): copies them, one after the other, and puts the copies in their places. */
export class LogMoves {
  readonly #options: LogMovesOptions
  readonly #logger: Logger
  readonly #moves = new Map<PartitionLog, Move>()
  readonly #rate: WindowedRate
  readonly #alarm: Alarm
  #running: Promise<void> | undefined
  #closed = false

  constructor(options: LogMovesOptions) {
    const { config, clock, logger } = options
    const windowMs = config.get('alter.log.dirs.replication.quota.window.size.seconds') * 1000
    this.#options = options
    this.#logger = logger.named('kafka.server.ReplicaAlterLogDirsThread')
    this.#rate = new WindowedRate(config.get('alter.log.dirs.replication.quota.window.num'), windowMs)
    this.#alarm = new Alarm(clock)
  }

  /** Gives up a move to another directory than this. */
  redirect({ topic, partition }: Partition, directory: string): void {
    const { logs } = this.#options
    const copy = logs.getFutureLog(topic, partition)
    if (copy === undefined || copy.logDirectory === directory) return
    this.#moves.delete(copy)
    logs.deleteFutureLog(topic, partition)
  }

  /** Begins to move the partition's log, unless it is there or on its way. Throws KAFKA_STORAGE_ERROR. */
  begin(partition: Partition, directory: string): void {
    const { logs } = this.#options
    const { log, topic, partition: index } = partition
    if (log.logDirectory === directory || logs.getFutureLog(topic, index) !== undefined) return
    this.#add(partition, logs.createFutureLog(topic, index, directory))
  }

  /** Goes on with a move that the broker had begun before it was stopped. */
  resume(partition: Partition): void {
    const copy = this.#options.logs.getFutureLog(partition.topic, partition.partition)
    if (copy !== undefined && !this.#moves.has(copy)) this.#add(partition, copy)
  }

  close(): Promise<void> {
    this.#closed = true
    this.#alarm.ring()
    return this.#running ?? Promise.resolve()
  }

  #add(partition: Partition, copy: PartitionLog): void {
    this.#moves.set(copy, { partition, copy, isFlushed: false })
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async #run(): Promise<void> {
    const { clock, config } = this.#options
    for (;;) {
      await new Promise<void>((resolve) => clock.soon(resolve))
      const [move] = this.#moves.values()
      if (move === undefined || this.#closed) return
      if (this.#isThrottled) await this.#alarm.wait(config.get('replica.fetch.backoff.ms'))
      else await this.#step(move)
    }
  }

  get #isThrottled(): boolean {
    const { clock, config } = this.#options
    return this.#rate.perSecond(clock.elapsed()) > config.get('replica.alter.log.dirs.io.max.bytes.per.second')
  }

  async #step(move: Move): Promise<void> {
    try {
      await this.#copy(move)
    } catch (error) {
      this.#giveUp(move, error instanceof Error ? error.message : String(error))
    }
  }

  async #copy(move: Move): Promise<void> {
    const { partition, copy } = move
    const { clock, config, logs } = this.#options
    if (logs.getFutureLog(partition.topic, partition.partition) !== copy) {
      this.#moves.delete(copy) // the partition was deleted, or its move ended, meanwhile
      return
    }
    const copied = copyStep(partition.log, copy, config.get('replica.fetch.max.bytes'))
    this.#rate.record(copied, clock.elapsed())
    if (copy.logEndOffset < partition.log.logEndOffset) return
    if (move.isFlushed) this.#finish(move)
    else {
      await copy.flush()
      move.isFlushed = true
    }
  }

  #finish({ partition, copy }: Move): void {
    const { topic, partition: index } = partition
    this.#moves.delete(copy)
    this.#options.logs.replaceWithFutureLog(topic, index)
    partition.room.poke()
    partition.endRoom.poke()
  }

  #giveUp({ partition, copy }: Move, reason: string): void {
    const { topic, partition: index } = partition
    this.#logger.error(`Error while moving ${topic}-${index} to ${copy.logDirectory}: ${reason}`)
    this.#moves.delete(copy)
    if (copy.isOffline) this.#options.logs.deleteFutureLog(topic, index)
  }
}
