import type { BrokerConfig } from '../configs/broker-config.ts'
import type { ControllerChannels } from './channels.ts'
import type { Reassignments } from './reassignments.ts'
import type { Tenure } from './tenure.ts'
import type { TopicDeletion } from './topic-deletion.ts'

/** What the controller watches; each watch fires once and is set again by the next read. */
export interface Watches {
  brokers(): void
  broker(id: number): () => void
  topics(): void
  topic(name: string): () => void
  deletions(): void
  reassignments(): void
  preferredElections(): void
  isrChanges(): void
  logDirEvents(): void
}

/** All that belongs to one tenure, and ends with it. */
export interface Office {
  readonly tenure: Tenure
  readonly channels: ControllerChannels
  readonly deletion: TopicDeletion
  readonly reassignments: Reassignments
  readonly watches: Watches
  readonly config: BrokerConfig
  /** The listener by which the controller reaches the brokers. */
  readonly controlListener: string
  newTopicId(): string
}
