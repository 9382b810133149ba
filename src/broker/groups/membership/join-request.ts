import type { Protocol, Ticket } from './group.ts'

export interface JoinRequest {
  readonly ticket: Ticket
  /** '' from somebody who hasn't got an id yet. */
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly protocolType: string
  readonly protocols: readonly Protocol[]
  /** The id that a member without one gets. */
  readonly newMemberId: string
  /** Newcomers must come again with the id that they are given (KIP-394). */
  readonly requireKnownMemberId: boolean
  /** The client understands `skipAssignment` (KIP-814). */
  readonly supportsSkippingAssignment: boolean
  readonly reason: string
}

/** What a member says anew with each JoinGroup. */
export const joiningWith = (request: JoinRequest) => ({
  protocols: request.protocols,
  rebalanceTimeoutMs: request.rebalanceTimeoutMs,
  sessionTimeoutMs: request.sessionTimeoutMs,
  joining: request.ticket,
})
