import { partitionName } from '../topic-partition.ts'

export interface WantedPartition {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
  readonly fetchOffset: number
}

export interface SessionRequest {
  readonly sessionId: number
  readonly sessionEpoch: number
  readonly added: readonly WantedPartition[]
  readonly forgotten: readonly WantedPartition[]
}

/** A fetch session with one broker (KIP-227): after the first request only what changed is sent. */
export class FetchSession {
  #id = 0
  #epoch = 0
  #known = new Map<string, WantedPartition>()

  /** The request that makes the broker fetch just these partitions. */
  next(wanted: readonly WantedPartition[]): SessionRequest {
    const now = new Map(wanted.map((partition) => [partitionName(partition), partition]))
    const before = this.#known
    this.#known = now
    if (this.#id === 0) return { sessionId: 0, sessionEpoch: this.#epoch, added: wanted, forgotten: [] }
    return {
      sessionId: this.#id,
      sessionEpoch: this.#epoch,
      added: wanted.filter((partition) => isNews(before.get(partitionName(partition)), partition)),
      forgotten: [...before].filter(([name]) => !now.has(name)).map(([, partition]) => partition),
    }
  }

  /** The broker answered without a session error. */
  succeeded(sessionId: number): void {
    if (sessionId === 0) {
      this.reset()
      return
    }
    this.#epoch = this.#id === sessionId ? (this.#epoch === 0x7fffffff ? 1 : this.#epoch + 1) : 1
    this.#id = sessionId
  }

  /** The broker lost the session, or the answer did not come: the next request begins a new one. */
  reset(): void {
    this.#id = 0
    this.#epoch = 0
    this.#known.clear()
  }
}

function isNews(before: WantedPartition | undefined, now: WantedPartition): boolean {
  return (
    before === undefined ||
    before.fetchOffset !== now.fetchOffset ||
    before.topicId !== now.topicId ||
    before.leaderEpoch !== now.leaderEpoch
  )
}
