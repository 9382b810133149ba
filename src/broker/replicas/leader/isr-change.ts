import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { ConfirmedState } from '../assigned-state.ts'

/** What a leader wants the controller to write about its partition. */
export interface IsrChange {
  readonly topic: string
  readonly partition: number
  /** Undefined while the partition has none. */
  readonly topicId: string | undefined
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly isr: readonly number[]
  readonly leaderRecoveryState: number
  confirmed(state: ConfirmedState): void
  refused(error: ErrorName): void
}

/** Takes changes to the controller. Each is answered once, by `confirmed` or `refused`, however long that takes. */
export interface IsrChanges {
  submit(change: IsrChange): void
}
