import type { Address } from '../../../src/net/transport.ts'
import { AlterPartitionRequest } from '../../../src/wire/kafka/alter-partition.ts'
import { apiKey } from '../../../src/wire/kafka/api-keys.ts'
import { FetchRequest } from '../../../src/wire/kafka/fetch.ts'
import { decodeRequestHeader } from '../../../src/wire/kafka/headers.ts'
import { LeaderAndIsrRequest } from '../../../src/wire/kafka/leader-and-isr.ts'
import { decode } from '../../../src/wire/schema/index.ts'
import type { History } from '../history.ts'

/** A request in a few words. */
export function request(frame: Buffer): string {
  if (frame.length < 14) return `${frame.length} bytes`
  const key = frame.readInt16BE(4)
  const text = `${apiKey(key)?.name ?? key} v${frame.readInt16BE(6)} (correlation id ${frame.readInt32BE(8)})`
  return key === FetchRequest.key ? `${text} ${fetchText(frame.subarray(4))}` : text
}

function fetchText(frame: Buffer): string {
  const { apiVersion, bodyOffset } = decodeRequestHeader(frame)
  const { sessionId, sessionEpoch, topics } = decode(FetchRequest, apiVersion, frame, bodyOffset)
  const partitions = topics.flatMap(({ topicId, topic, partitions }) =>
    partitions.map((asked) => {
      const { partition, fetchOffset, currentLeaderEpoch, lastFetchedEpoch } = asked
      return `${topic || topicId.slice(0, 4)}-${partition}@${fetchOffset} epoch ${currentLeaderEpoch}/${lastFetchedEpoch}`
    }),
  )
  return `session ${sessionId}/${sessionEpoch} ${partitions.join(', ')}`
}

/** Watches what controllers say and what leaders ask for: an epoch has one leader, and a controller epoch one controller. */
export class LeaderWatch {
  readonly #history: History
  readonly #leaders = new Map<string, number>()
  readonly #controllers = new Map<number, number>()

  constructor(history: History) {
    this.#history = history
  }

  /** As a network's tap. */
  see(_from: string, _to: Address, bytes: Buffer): void {
    if (bytes.length < 8) return
    const key = bytes.readInt16BE(4)
    if (key !== LeaderAndIsrRequest.key && key !== AlterPartitionRequest.key) return
    const frame = bytes.subarray(4)
    if (frame.length !== bytes.readInt32BE(0)) return
    const { apiVersion, bodyOffset } = decodeRequestHeader(frame)
    if (key === LeaderAndIsrRequest.key) this.#assigned(decode(LeaderAndIsrRequest, apiVersion, frame, bodyOffset))
    else this.#asked(decode(AlterPartitionRequest, apiVersion, frame, bodyOffset))
  }

  #assigned({ controllerId, controllerEpoch, topicStates }: LeaderAndIsrRequest): void {
    const controller = this.#controllers.get(controllerEpoch) ?? controllerId
    this.#controllers.set(controllerEpoch, controller)
    if (controller !== controllerId) {
      this.#history.violate(
        'two leaders',
        `controllers ${controller} and ${controllerId} both have epoch ${controllerEpoch}`,
      )
    }
    for (const { topicName, topicId, partitionStates } of topicStates) {
      for (const { partitionIndex, leader, leaderEpoch } of partitionStates) {
        this.#leads(`${topicId}-${partitionIndex}`, `${topicName}-${partitionIndex}`, leader, leaderEpoch)
      }
    }
  }

  #asked({ brokerId, topics }: AlterPartitionRequest): void {
    for (const { topicId, partitions } of topics) {
      for (const { partitionIndex, leaderEpoch } of partitions) {
        this.#leads(`${topicId}-${partitionIndex}`, `${topicId}-${partitionIndex}`, brokerId, leaderEpoch)
      }
    }
  }

  #leads(partition: string, name: string, leader: number, epoch: number): void {
    const key = `${partition} ${epoch}`
    const known = this.#leaders.get(key) ?? leader
    this.#leaders.set(key, known)
    if (known !== leader) this.#history.violate('two leaders', `${known} and ${leader} lead ${name} in epoch ${epoch}`)
  }
}
