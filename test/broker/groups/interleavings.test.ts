import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JoinAnswer, SyncAnswer } from '../../../src/broker/groups/membership/effects.ts'
import { joinRequest, MemoryOffsetsLog, type Simulated, settle, simulate } from './simulated.ts'

const groupId = 'g'

/** A consumer as clients behave: it joins, syncs, beats, and starts again with whatever the coordinator says. */
class SimulatedMember {
  readonly instance: string | null
  memberId = ''
  generation = -1
  assignment = ''
  alive = true
  #metadata = 0
  #joining: Promise<JoinAnswer> | undefined
  #syncing: Promise<SyncAnswer> | undefined
  readonly #journal: Journal

  constructor(instance: string | null, journal: Journal) {
    this.instance = instance
    this.#journal = journal
  }

  get isSettled(): boolean {
    return this.generation >= 0 && !this.#joining && !this.#syncing
  }

  /** The process dies without a word, and another one starts in its place. */
  crash(): void {
    this.memberId = ''
    this.#forget()
  }

  leave({ groups }: Simulated): void {
    if (this.memberId !== '') groups.leave(groupId, [{ memberId: this.memberId, groupInstanceId: null }])
    this.crash()
  }

  changeSubscription(): void {
    this.#metadata++
    this.#forget()
  }

  /** The next thing that its client does. */
  act(simulated: Simulated): void {
    if (this.#joining || this.#syncing) return
    if (this.generation < 0) this.#join(simulated)
    else this.#beat(simulated)
  }

  #forget(): void {
    this.generation = -1
    this.assignment = ''
    this.#joining = undefined
    this.#syncing = undefined
  }

  #join(simulated: Simulated): void {
    const protocols = [{ name: 'range', metadata: Buffer.from([0, this.#metadata]) }]
    const { memberId, instance } = this
    const known = { memberId, groupInstanceId: instance, requireKnownMemberId: instance === null }
    const joining = simulated.groups.join(joinRequest({ ...known, protocols }))
    this.#joining = joining
    void joining.then((answer) => {
      if (this.#joining !== joining) return
      this.#joining = undefined
      this.#joined(simulated, answer)
    })
  }

  #joined(simulated: Simulated, answer: JoinAnswer): void {
    if (answer.error === 'MEMBER_ID_REQUIRED') this.memberId = answer.memberId
    if (answer.error === 'UNKNOWN_MEMBER_ID' || answer.error === 'FENCED_INSTANCE_ID') this.memberId = ''
    if (answer.error !== 'NONE') return
    this.memberId = answer.memberId
    this.#journal.joined(answer)
    this.#sync(simulated, answer)
  }

  #sync({ groups }: Simulated, { generation, leader, members, skipAssignment }: JoinAnswer): void {
    const leads = leader === this.memberId && !skipAssignment
    const assignments = new Map(
      leads ? members.map(({ memberId }) => [memberId, Buffer.from(`${generation}:${memberId}`)]) : [],
    )
    const named = { protocolType: 'consumer', protocolName: 'range' }
    const { memberId, instance: groupInstanceId } = this
    const syncing = groups.sync({ groupId, memberId, groupInstanceId, generation, assignments, ...named })
    this.#syncing = syncing
    void syncing.then((answer) => {
      if (this.#syncing !== syncing) return
      this.#syncing = undefined
      if (answer.error === 'UNKNOWN_MEMBER_ID') this.memberId = ''
      if (answer.error !== 'NONE') return
      this.generation = generation
      this.assignment = answer.assignment.toString()
      this.#journal.synced(this)
    })
  }

  #beat({ groups }: Simulated): void {
    const error = groups.heartbeat(groupId, this.generation, {
      memberId: this.memberId,
      groupInstanceId: this.instance,
    })
    if (error === 'NONE') return
    this.generation = -1
    if (error !== 'REBALANCE_IN_PROGRESS') this.memberId = ''
  }
}

/** What must be true of all answers ever given. */
class Journal {
  readonly #leaders = new Map<number, string>()

  joined({ generation, leader, members, memberId }: JoinAnswer): void {
    expect(generation).toBeGreaterThan(0)
    if (members.length > 0) {
      expect(memberId).toBe(leader)
      expect(members.map((member) => member.memberId)).toContain(memberId)
    }
    const known = this.#leaders.get(generation) ?? leader
    this.#leaders.set(generation, known)
  }

  /** An assignment is for its member (or the static one that it replaces), and of the member's generation. */
  synced({ generation, assignment, memberId, instance }: SimulatedMember): void {
    if (assignment === '') return
    const [assignedGeneration, assignedMember] = assignment.split(':')
    expect(Number(assignedGeneration)).toBe(generation)
    if (instance === null) expect(assignedMember).toBe(memberId)
    else expect(assignedMember?.startsWith(`${instance}-`)).toBe(true)
  }
}

const member = fc.nat({ max: 4 })
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('act' as const), member }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const), member }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('leave' as const), member }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('change' as const), member }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('wait' as const), member: fc.nat({ max: 12_000 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('fail' as const), member: fc.constantFrom(0, 0, 7, 19) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('move' as const), member: fc.constant(0) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function perform(simulated: Simulated, members: readonly SimulatedMember[], { type, member: value }: Step) {
  const one = members[value % members.length]
  if (type === 'wait') await simulated.clock.advance(value)
  else if (type === 'fail') simulated.log.failing = value
  else if (type === 'move') {
    simulated.groups.onFollower(simulated.groups.partitionFor(groupId))
    simulated.groups.onLeader(simulated.groups.partitionFor(groupId), 1)
  } else if (type === 'act') one?.act(simulated)
  else if (type === 'crash') one?.crash()
  else if (type === 'leave') one?.leave(simulated)
  else one?.changeSubscription()
  await settle()
}

async function untilSettled(simulated: Simulated, members: readonly SimulatedMember[]): Promise<void> {
  simulated.log.failing = 0
  for (let round = 0; round < 2000; round++) {
    for (const each of members) each.act(simulated)
    await simulated.clock.advance(500)
    const { state, members: known } = simulated.groups.describe(groupId)
    // One that died while it joined is a member until its session is over.
    if (state === 'Stable' && known.length === members.length && members.every(({ isSettled }) => isSettled)) {
      const generations = new Set(members.map(({ generation }) => generation))
      if (generations.size === 1) return
    }
  }
  throw new Error('the group does not come to rest')
}

test('whatever members do, generations are never mixed, and left alone all agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat({ max: 2 }), async (steps, statics) => {
      const simulated = simulate({}, new MemoryOffsetsLog())
      const journal = new Journal()
      const members = [0, 1, 2, 3, 4].map((n) => new SimulatedMember(n < statics ? `instance-${n}` : null, journal))
      for (const each of steps) await perform(simulated, members, each)
      await untilSettled(simulated, members)
      const described = simulated.groups.describe(groupId)
      expect(described.members.map(({ memberId }) => memberId).sort()).toEqual(members.map((m) => m.memberId).sort())
      for (const { memberId, assignment } of members) {
        const stored = described.members.find((other) => other.memberId === memberId)?.assignment.toString()
        expect(stored).toBe(assignment)
        expect(assignment).not.toBe('')
      }
      simulated.groups.close()
    }),
    { numRuns: 150 },
  )
})
