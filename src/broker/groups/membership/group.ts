/** Kafka's names, as DescribeGroups and ListGroups print them. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

/** Identifies a request that waits for its answer; the driver knows whose it is. */
export type Ticket = number

/** A way of assigning that a member supports, with what the assignor wants to know of it. */
export interface Protocol {
  readonly name: string
  readonly metadata: Buffer
}

export interface Member {
  readonly memberId: string
  /** Set for static members (KIP-345). */
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly rebalanceTimeoutMs: number
  readonly sessionTimeoutMs: number
  /** In the member's order of preference. */
  readonly protocols: readonly Protocol[]
  readonly assignment: Buffer
  /** Until it was in a completed rebalance: its session runs while it waits, unlike others'. */
  readonly isNew: boolean
  /** Its JoinGroup that waits for the rebalance. */
  readonly joining: Ticket | undefined
  /** Its SyncGroup that waits for the leader's assignment. */
  readonly syncing: Ticket | undefined
}

/** One group's membership, as a value: the functions beside this file make the next one out of it. */
export interface Group {
  readonly groupId: string
  readonly state: GroupState
  /** When it came into `state`; undefined when read from a record of an old format. */
  readonly stateSince: number | undefined
  readonly generation: number
  readonly protocolType: string | undefined
  readonly protocolName: string | undefined
  readonly leaderId: string | undefined
  readonly members: ReadonlyMap<string, Member>
  /** Instance id → member id. */
  readonly staticMembers: ReadonlyMap<string, string>
  /** Ids that were handed out by MEMBER_ID_REQUIRED and haven't joined yet. */
  readonly pendingMembers: ReadonlySet<string>
  /** Members of this generation that haven't sent SyncGroup yet. */
  readonly pendingSync: ReadonlySet<string>
  /** While an empty group gathers its first members: how much longer it may be put off. */
  readonly initialDelayLeft: number | undefined
  /** Somebody came since the initial delay was last put off. */
  readonly newMemberAdded: boolean
  /** Topics of all members' subscriptions; undefined when the protocol isn't the consumers' or can't be read. */
  readonly subscribedTopics: ReadonlySet<string> | undefined
}

export function emptyGroup(groupId: string, now: number): Group {
  return {
    groupId,
    state: 'Empty',
    stateSince: now,
    generation: 0,
    protocolType: undefined,
    protocolName: undefined,
    leaderId: undefined,
    members: new Map(),
    staticMembers: new Map(),
    pendingMembers: new Set(),
    pendingSync: new Set(),
    initialDelayLeft: undefined,
    newMemberAdded: false,
    subscribedTopics: undefined,
  }
}

export const consumerProtocolType = 'consumer'

export const noAssignment: Buffer = Buffer.alloc(0)

/** The longest rebalance timeout of any member, in ms. */
export function rebalanceTimeout(group: Group): number {
  let longest = 0
  for (const member of group.members.values()) longest = Math.max(longest, member.rebalanceTimeoutMs)
  return longest
}

export function allHaveJoined(group: Group): boolean {
  if (group.pendingMembers.size > 0) return false
  for (const member of group.members.values()) if (member.joining === undefined) return false
  return true
}

export function waitingToJoin(group: Group): number {
  let count = 0
  for (const member of group.members.values()) if (member.joining !== undefined) count++
  return count
}

export const supports = (member: Member, protocol: string): boolean =>
  member.protocols.some(({ name }) => name === protocol)

/** Whether a newcomer has the group's protocol type and a protocol in common with everybody there. */
export function supportsProtocols(group: Group, type: string, protocols: readonly Protocol[]): boolean {
  if (group.state === 'Empty') return type !== '' && protocols.length > 0
  if (group.protocolType !== type) return false
  const members = [...group.members.values()]
  return protocols.some(({ name }) => members.every((member) => supports(member, name)))
}

/** Each member votes for the first protocol of its list that all support; most votes win. Undefined without members. */
export function electProtocol(group: Group): string | undefined {
  const members = [...group.members.values()]
  const votes = new Map<string, number>()
  for (const { protocols } of members) {
    const vote = protocols.find(({ name }) => members.every((member) => supports(member, name)))
    if (vote) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
  }
  let winner: [string, number] | undefined
  for (const entry of votes) if (winner === undefined || entry[1] > winner[1]) winner = entry
  return winner?.[0]
}

export const metadataFor = (member: Member, protocol: string | undefined): Buffer =>
  member.protocols.find(({ name }) => name === protocol)?.metadata ?? noAssignment

/** Whether a member joins again with exactly what it said before. */
export function hasSameProtocols(member: Member, protocols: readonly Protocol[]): boolean {
  return (
    member.protocols.length === protocols.length &&
    member.protocols.every((known, index) => {
      const now = protocols[index]
      return now !== undefined && known.name === now.name && known.metadata.equals(now.metadata)
    })
  )
}
