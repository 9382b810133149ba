import type { Clock, Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { AlterPartitionRequest, AlterPartitionResponse } from '../../wire/kafka/alter-partition.ts'
import { errorName, KafkaError } from '../../wire/kafka/errors.ts'
import { noTopicId } from '../metadata/cache.ts'
import type { IsrChange, IsrChanges } from './leader/isr-change.ts'

export interface AlterPartitionSenderOptions {
  readonly brokerId: number
  /** The czxid of this broker's registration, now. */
  readonly brokerEpoch: () => number
  /** One attempt; rejects when the controller is not known or not reached. */
  readonly call: (version: number, body: AlterPartitionRequest) => Promise<AlterPartitionResponse>
  readonly clock: Clock
  readonly logger: Logger
}

type PartitionAnswer = AlterPartitionResponse['topics'][number]['partitions'][number]

const retryMs = 50
/** The last version that names topics; later ones need every topic's id. */
const versionByName = 1
const versionById = 3

/** Brings the leaders' changes of their ISRs to the controller: one request at a time, with all that is waiting. */
export class AlterPartitionSender implements IsrChanges {
  readonly #options: AlterPartitionSenderOptions
  readonly #logger: Logger
  /** By partition: the latest, until it is answered. */
  readonly #waiting = new Map<string, IsrChange>()
  #isUnderWay = false
  #retry: Timer | undefined
  #closed = false

  constructor(options: AlterPartitionSenderOptions) {
    this.#options = options
    this.#logger = options.logger.named('kafka.server.DefaultAlterPartitionManager')
  }

  submit(change: IsrChange): void {
    this.#waiting.set(keyOf(change), change)
    if (this.#isUnderWay) return
    this.#isUnderWay = true
    // Whatever else this turn of the loop changes goes with it.
    this.#options.clock.soon(() => void this.#send())
  }

  close(): void {
    this.#closed = true
    this.#retry?.cancel()
  }

  async #send(): Promise<void> {
    if (this.#closed) return
    const changes = [...this.#waiting.values()]
    try {
      await this.#ask(changes)
      this.#isUnderWay = false
      const [next] = this.#waiting.values()
      if (next !== undefined) this.submit(next)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      this.#logger.warn(`Could not alter ${changes.length} partitions, trying again: ${text}`)
      this.#retry = this.#options.clock.after(retryMs, () => void this.#send())
    }
  }

  async #ask(changes: readonly IsrChange[]): Promise<void> {
    const byId = changes.every(({ topicId }) => topicId !== undefined)
    const body = this.#body(changes, byId)
    const { errorCode, topics } = await this.#options.call(byId ? versionById : versionByName, body)
    if (errorCode !== 0) throw new KafkaError(errorName(errorCode))
    const answers = new Map(
      topics.flatMap(({ topicName, topicId, partitions }) =>
        partitions.map((answer) => [`${byId ? topicId : topicName}-${answer.partitionIndex}`, answer] as const),
      ),
    )
    for (const change of changes) {
      const { topic, topicId, partition } = change
      this.#settle(change, answers.get(`${byId ? topicId : topic}-${partition}`))
    }
  }

  /** Without an answer it is asked again. */
  #settle(change: IsrChange, answer: PartitionAnswer | undefined): void {
    if (answer === undefined) return
    if (this.#waiting.get(keyOf(change)) === change) this.#waiting.delete(keyOf(change))
    if (answer.errorCode === 0) change.confirmed(answer)
    else change.refused(errorName(answer.errorCode))
  }

  #body(changes: readonly IsrChange[], byId: boolean): AlterPartitionRequest {
    const topics = new Map<string, AlterPartitionRequest['topics'][number]>()
    for (const change of changes) {
      const { topic: topicName, topicId = noTopicId } = change
      const topic = topics.get(topicName) ?? { topicName, topicId, partitions: [] }
      topics.set(topicName, topic)
      topic.partitions.push(onWire(change, byId))
    }
    const { brokerId, brokerEpoch } = this.#options
    return { brokerId, brokerEpoch: brokerEpoch(), topics: [...topics.values()] }
  }
}

const keyOf = ({ topic, partition }: IsrChange) => `${topic}-${partition}`

const onWire = (change: IsrChange, byId: boolean) => ({
  partitionIndex: change.partition,
  leaderEpoch: change.leaderEpoch,
  newIsr: byId ? [] : [...change.isr],
  // With ZooKeeper no epochs of brokers are known here.
  newIsrWithEpochs: byId ? change.isr.map((brokerId) => ({ brokerId, brokerEpoch: -1 })) : [],
  leaderRecoveryState: change.leaderRecoveryState,
  partitionEpoch: change.partitionEpoch,
})
