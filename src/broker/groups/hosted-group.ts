import type { Clock, Timer } from '../../base/clock.ts'
import type { ErrorName } from '../../wire/kafka/errors.ts'
import type { Effect, JoinAnswer, Outcome, StorePurpose, SyncAnswer } from './membership/effects.ts'
import type { Group, Ticket } from './membership/group.ts'
import { join } from './membership/join.ts'
import type { JoinRequest } from './membership/join-request.ts'
import { end, expireMember, leave } from './membership/leave.ts'
import { joinTimeout, prepareRebalance } from './membership/rebalance.ts'
import { staticMemberStored } from './membership/static-members.ts'
import { assignmentStored, type SyncRequest, sync, syncTimeout } from './membership/sync.ts'
import { Transition } from './membership/transition.ts'
import type { MemberIdentity } from './membership/validate.ts'
import type { CommittedOffsets } from './offsets/committed-offsets.ts'
import { SessionTimers } from './session-timers.ts'
import type { CoordinatorSettings } from './settings.ts'

/** What a hosted group needs of the coordinator around it. */
export interface GroupHost {
  readonly clock: Clock
  readonly settings: CoordinatorSettings
  /** Writes the group's record into its partition; says NONE or why it can't be relied on. */
  store(hosted: HostedGroup, effect: Effect & { type: 'store' }): Promise<ErrorName>
  note(partition: number, text: string): void
}

type Unticketed<R> = Omit<R, 'ticket'>

/** One group on this broker: its present value, its timers, and the requests that wait for it. */
export class HostedGroup {
  /** Of the offsets topic. */
  readonly partition: number
  readonly offsets: CommittedOffsets
  readonly #host: GroupHost
  readonly #sessions: SessionTimers
  readonly #timers = new Map<'join' | 'sync', Timer>()
  readonly #joins = new Map<Ticket, (answer: JoinAnswer) => void>()
  readonly #syncs = new Map<Ticket, (answer: SyncAnswer) => void>()
  #group: Group
  #lastTicket = 0

  constructor(group: Group, offsets: CommittedOffsets, partition: number, host: GroupHost) {
    this.#group = group
    this.offsets = offsets
    this.partition = partition
    this.#host = host
    this.#sessions = new SessionTimers(host.clock, (memberId) => this.#expire(memberId))
  }

  get group(): Group {
    return this.#group
  }

  /** A group that was just read from the log: its members have one session's time to show up. */
  resume(): void {
    const { members } = this.#group
    for (const { memberId, sessionTimeoutMs } of members.values()) this.#sessions.start(memberId, sessionTimeoutMs)
    if (members.size <= this.#host.settings.maxSize) return
    const turn = new Transition(this.#group, this.#now)
    prepareRebalance(turn, this.#host.settings, 'Freshly-loaded group is over capacity')
    this.#apply(turn.outcome)
  }

  join(request: Unticketed<JoinRequest>): Promise<JoinAnswer> {
    return new Promise((resolve) => {
      const ticket = this.#ticket(this.#joins, resolve)
      this.#apply(join(this.#group, { ...request, ticket }, this.#host.settings, this.#now))
    })
  }

  sync(request: Unticketed<SyncRequest>): Promise<SyncAnswer> {
    return new Promise((resolve) => {
      const ticket = this.#ticket(this.#syncs, resolve)
      this.#apply(sync(this.#group, { ...request, ticket }, this.#now))
    })
  }

  leave(leaving: readonly MemberIdentity[]): readonly ErrorName[] {
    const outcome = leave(this.#group, leaving, this.#host.settings, this.#now)
    this.#apply(outcome)
    return outcome.errors
  }

  /** A member showed a sign of life. */
  touch(memberId: string): void {
    const member = this.#group.members.get(memberId)
    if (member) this.#sessions.start(memberId, member.sessionTimeoutMs)
  }

  end(error: ErrorName): void {
    this.#apply(end(this.#group, error, this.#now))
    this.close()
  }

  /** Lets go of all timers; answers nobody. */
  close(): void {
    this.#sessions.stopAll()
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
  }

  get #now(): number {
    return this.#host.clock.now()
  }

  #ticket<A>(waiting: Map<Ticket, (answer: A) => void>, resolve: (answer: A) => void): Ticket {
    const ticket = ++this.#lastTicket
    waiting.set(ticket, resolve)
    return ticket
  }

  #expire(memberId: string): void {
    this.#apply(expireMember(this.#group, memberId, this.#host.settings, this.#now))
  }

  #apply({ group, effects }: Outcome): void {
    this.#group = group
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: Effect): void {
    if (effect.type === 'joined') answer(this.#joins, effect.ticket, effect.answer)
    else if (effect.type === 'synced') answer(this.#syncs, effect.ticket, effect.answer)
    else if (effect.type === 'session') this.#sessions.start(effect.memberId, effect.timeoutMs)
    else if (effect.type === 'forget') this.#sessions.stop(effect.memberId)
    else if (effect.type === 'timer') this.#setTimer(effect.timer, effect.delayMs)
    else if (effect.type === 'store') void this.#store(effect)
    else this.#host.note(this.partition, effect.text)
  }

  #setTimer(name: 'join' | 'sync', delayMs: number | undefined): void {
    this.#timers.get(name)?.cancel()
    this.#timers.delete(name)
    if (delayMs === undefined) return
    const timeout = name === 'join' ? joinTimeout : syncTimeout
    const fired = () => this.#apply(timeout(this.#group, this.#host.settings, this.#now))
    this.#timers.set(name, this.#host.clock.after(delayMs, fired))
  }

  async #store(effect: Effect & { type: 'store' }): Promise<void> {
    const error = await this.#host.store(this, effect)
    const outcome = this.#stored(effect.purpose, error)
    if (outcome) this.#apply(outcome)
  }

  #stored(purpose: StorePurpose, error: ErrorName): Outcome | undefined {
    if (purpose.type === 'static') return staticMemberStored(this.#group, purpose, error, this.#now)
    if (purpose.type === 'empty') return undefined
    return assignmentStored(this.#group, purpose, error, this.#host.settings, this.#now)
  }
}

function answer<A>(waiting: Map<Ticket, (answer: A) => void>, ticket: Ticket, value: A): void {
  waiting.get(ticket)?.(value)
  waiting.delete(ticket)
}
