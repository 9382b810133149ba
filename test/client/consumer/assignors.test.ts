import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Assignment, GroupMember } from '../../../src/client/consumer/assignors/assignor.ts'
import { rangeAssignor } from '../../../src/client/consumer/assignors/range.ts'
import { roundRobinAssignor } from '../../../src/client/consumer/assignors/round-robin.ts'
import { cooperativeStickyAssignor, stickyAssignor } from '../../../src/client/consumer/assignors/sticky.ts'
import { decodeMember, encodeSubscription } from '../../../src/client/consumer/member-protocol.ts'
import { partitionName } from '../../../src/client/topic-partition.ts'

function member(memberId: string, topics: string[], more: Partial<GroupMember> = {}): GroupMember {
  return { memberId, groupInstanceId: null, topics, owned: [], generation: -1, ...more }
}

function named(assignment: Assignment): Record<string, string[]> {
  return Object.fromEntries([...assignment].map(([id, partitions]) => [id, partitions.map(partitionName)]))
}

const counts = new Map([
  ['a', 3],
  ['b', 3],
])

test('range gives the first members one more of each topic', () => {
  const members = [member('m2', ['a', 'b']), member('m1', ['a', 'b', 'missing'])]
  expect(named(rangeAssignor.assign(members, counts))).toEqual({ m1: ['a-0', 'a-1', 'b-0', 'b-1'], m2: ['a-2', 'b-2'] })
})

test('round robin goes on from topic to topic, and passes over who does not want one', () => {
  const members = [member('m1', ['a', 'b']), member('m2', ['a', 'b']), member('m3', ['b'])]
  expect(named(roundRobinAssignor.assign(members, counts))).toEqual({
    m1: ['a-0', 'a-2', 'b-2'],
    m2: ['a-1', 'b-0'],
    m3: ['b-1'],
  })
})

test('static members come first, whatever their member id', () => {
  const members = [member('a', ['a']), member('z', ['a'], { groupInstanceId: 'i' })]
  expect(named(rangeAssignor.assign(members, counts))).toEqual({ z: ['a-0', 'a-1'], a: ['a-2'] })
})

describe('sticky', () => {
  const wide = new Map([['t', 12]])

  test('a newcomer takes no more than its share, and nobody else changes', () => {
    const first = stickyAssignor.assign([member('m1', ['t']), member('m2', ['t'])], wide)
    const again = [...first].map(([id, owned]) => member(id, ['t'], { owned, generation: 1 }))
    const second = stickyAssignor.assign([...again, member('m3', ['t'])], wide)
    expect([...second.values()].map((list) => list.length)).toEqual([4, 4, 4])
    for (const { memberId, owned } of again) {
      const before = owned.map(partitionName)
      for (const partition of second.get(memberId) ?? []) expect(before).toContain(partitionName(partition))
    }
  })

  test('of two that claim a partition the one of the later generation has it', () => {
    const owned = [{ topic: 't', partition: 0 }]
    const one = new Map([['t', 1]])
    const members = [member('m1', ['t'], { owned, generation: 3 }), member('m2', ['t'], { owned, generation: 5 })]
    expect(named(stickyAssignor.assign(members, one))).toEqual({ m1: [], m2: ['t-0'] })
  })

  test('cooperatively, a partition waits for its owner to let go of it', () => {
    const owned = [0, 1, 2, 3].map((partition) => ({ topic: 't', partition }))
    const members = [member('m1', ['t'], { owned, generation: 1 }), member('m2', ['t'])]
    const assignment = named(cooperativeStickyAssignor.assign(members, new Map([['t', 4]])))
    expect(assignment.m1).toHaveLength(2)
    expect(assignment.m2).toEqual([])
  })

  test('what a member had travels in its user data', () => {
    const owned = [
      { topic: 't', partition: 4 },
      { topic: 'u', partition: 0 },
    ]
    const metadata = encodeSubscription(stickyAssignor, { topics: ['u', 't'], owned, generation: 8, rackId: '' })
    expect(decodeMember(stickyAssignor, { memberId: 'm', groupInstanceId: null, metadata })).toEqual(
      member('m', ['t', 'u'], { owned, generation: 8 }),
    )
  })
})

const topicNames = ['a', 'b', 'c', 'd'] as const
const someMembers = fc
  .array(fc.subarray([...topicNames], { minLength: 1 }), { minLength: 1, maxLength: 7 })
  .map((wishes) => wishes.map((topics, index) => member(`m${index}`, topics)))
const someCounts = fc.array(fc.nat({ max: 9 }), { minLength: 4, maxLength: 4 })

test.each([rangeAssignor, roundRobinAssignor, stickyAssignor])(
  '$name gives every wanted partition to exactly one member that wants it',
  (assignor) => {
    fc.assert(
      fc.property(someMembers, someCounts, (members, sizes) => {
        const known = new Map(topicNames.map((name, index) => [name, sizes[index] ?? 0]))
        const assignment = assignor.assign(members, known)
        const given = [...assignment.values()].flat().map(partitionName)
        const wanted = topicNames
          .filter((name) => members.some(({ topics }) => topics.includes(name)))
          .flatMap((topic) =>
            Array.from({ length: known.get(topic) ?? 0 }, (_, partition) => partitionName({ topic, partition })),
          )
        expect(given.sort()).toEqual(wanted.sort())
        for (const { memberId, topics } of members) {
          for (const { topic } of assignment.get(memberId) ?? []) expect(topics).toContain(topic)
        }
      }),
    )
  },
)
