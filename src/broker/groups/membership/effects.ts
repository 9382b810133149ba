import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { Group, Ticket } from './group.ts'

export interface JoinAnswer {
  readonly error: ErrorName
  readonly memberId: string
  readonly generation: number
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly leader: string
  readonly skipAssignment: boolean
  readonly members: readonly JoinedMember[]
}

/** What the leader is told of each member. */
export interface JoinedMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly metadata: Buffer
}

export interface SyncAnswer {
  readonly error: ErrorName
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly assignment: Buffer
}

export type Assignments = ReadonlyMap<string, Buffer>

/** Why the group's record is written; comes back with `stored` once it is. */
export type StorePurpose =
  | { readonly type: 'assignment'; readonly generation: number; readonly assignments: Assignments }
  | { readonly type: 'empty' }
  | StaticReplacement

export interface StaticReplacement {
  readonly type: 'static'
  readonly ticket: Ticket
  readonly memberId: string
  /** The group before the replacement: what to go back to when the record can't be written. */
  readonly before: Group
  readonly supportsSkippingAssignment: boolean
}

/** What the driver has to do after a transition, in order. */
export type Effect =
  | { readonly type: 'joined'; readonly ticket: Ticket; readonly answer: JoinAnswer }
  | { readonly type: 'synced'; readonly ticket: Ticket; readonly answer: SyncAnswer }
  /** Starts a member's session anew: without a sign of life within the time, `expireMember`. */
  | { readonly type: 'session'; readonly memberId: string; readonly timeoutMs: number }
  | { readonly type: 'forget'; readonly memberId: string }
  /** (Re)starts the one timer of that name; undefined stops it. */
  | { readonly type: 'timer'; readonly timer: 'join' | 'sync'; readonly delayMs: number | undefined }
  /** Writes the record of `group` with these assignments. */
  | { readonly type: 'store'; readonly group: Group; readonly assignments: Assignments; readonly purpose: StorePurpose }
  | { readonly type: 'note'; readonly text: string }

/** The group after an event, and what follows from it. */
export interface Outcome {
  readonly group: Group
  readonly effects: readonly Effect[]
}

export interface GroupSettings {
  readonly minSessionTimeoutMs: number
  readonly maxSessionTimeoutMs: number
  readonly maxSize: number
  readonly initialRebalanceDelayMs: number
}
