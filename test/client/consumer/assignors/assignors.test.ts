import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stickyAssignor } from '../../../../src/client/consumer/assignors/sticky.ts'
import { decodeMember } from '../../../../src/client/consumer/member-protocol.ts'
import {
  assigned,
  assignors,
  type CaseMember,
  type GroupCase,
  joinedMembers,
  membersOf,
  type NamedAssignment,
} from './group-case.ts'
import { groupHistory } from './group-history.ts'

const anywhere = (count: number): string[][] => Array.from({ length: count }, () => [])
const twoTopics = { a: anywhere(3), b: anywhere(3) }

function group(assignor: string, topics: GroupCase['topics'], ...members: readonly CaseMember[]): GroupCase {
  return { assignor, topics, members }
}

test('range gives the first members one more of each topic', () => {
  const members = [
    { id: 'm2', topics: ['a', 'b'] },
    { id: 'm1', topics: ['a', 'b', 'missing'] },
  ]
  expect(assigned(group('range', twoTopics, ...members))).toEqual({
    m1: ['a-0', 'a-1', 'b-0', 'b-1'],
    m2: ['a-2', 'b-2'],
  })
})

test('range gives members what has a replica in their rack, of like topics the same partitions', () => {
  const topics = { a: [['r1'], ['r2']], b: [['r1'], ['r2']] }
  const members = [
    { id: 'm1', rack: 'r2', topics: ['a', 'b'] },
    { id: 'm2', rack: 'r1', topics: ['a', 'b'] },
  ]
  expect(assigned(group('range', topics, ...members))).toEqual({ m1: ['a-1', 'b-1'], m2: ['a-0', 'b-0'] })
})

test('round robin goes on from topic to topic, and passes over who does not want one', () => {
  const members = [
    { id: 'm1', topics: ['a', 'b'] },
    { id: 'm2', topics: ['a', 'b'] },
    { id: 'm3', topics: ['b'] },
  ]
  expect(assigned(group('roundrobin', twoTopics, ...members))).toEqual({
    m1: ['a-0', 'a-2', 'b-2'],
    m2: ['a-1', 'b-0'],
    m3: ['b-1'],
  })
})

test('static members come first, whatever their member id', () => {
  const members = [
    { id: 'a', topics: ['a'] },
    { id: 'z', topics: ['a'], instance: 'i' },
  ]
  expect(assigned(group('range', twoTopics, ...members))).toEqual({ z: ['a-0', 'a-1'], a: ['a-2'] })
})

describe('sticky', () => {
  const topics = ['t']
  const had = (id: string, generation: number, ...partitions: string[]): CaseMember => {
    return { id, topics, last: { generation, partitions } }
  }

  test('a newcomer takes no more than its share, and nobody else changes', () => {
    const old = [had('m1', 1, 't-0', 't-2', 't-4'), had('m2', 1, 't-1', 't-3', 't-5')]
    expect(assigned(group('sticky', { t: anywhere(6) }, ...old, { id: 'm3', topics }))).toEqual({
      m1: ['t-0', 't-2'],
      m2: ['t-1', 't-3'],
      m3: ['t-4', 't-5'],
    })
  })

  test('of two that claim a partition the one of the later generation has it, of two equals neither', () => {
    const one = { t: anywhere(1) }
    expect(assigned(group('sticky', one, had('m1', 3, 't-0'), had('m2', 5, 't-0')))).toEqual({ m1: [], m2: ['t-0'] })
    expect(assigned(group('cooperative-sticky', one, had('m1', 5, 't-0'), had('m2', 5, 't-0')))).toEqual({
      m1: [],
      m2: [],
    })
  })

  test('cooperatively, a partition waits for its owner to let go of it', () => {
    const owner = had('m1', 1, 't-0', 't-1', 't-2', 't-3')
    expect(assigned(group('cooperative-sticky', { t: anywhere(4) }, owner, { id: 'm2', topics }))).toEqual({
      m1: ['t-0', 't-1'],
      m2: [],
    })
  })

  test('what a member had travels in its user data, which old members write without a generation', () => {
    const last = { generation: 8, partitions: [{ topic: 'u', partition: 4 }] }
    const userData = stickyAssignor.userData(last)
    const told = { ownedPartitions: [], generationId: 8 }
    expect(stickyAssignor.previous?.({ ...told, userData })).toEqual(last)
    const old = userData?.subarray(0, -4) ?? null
    expect(stickyAssignor.previous?.({ ...told, userData: old })).toEqual({ ...last, generation: -1 })
    for (const bad of [null, Buffer.from([1, 2])]) {
      expect(stickyAssignor.previous?.({ ...told, userData: bad })).toEqual({ generation: -1, partitions: [] })
    }
  })
})

test('the rack, the instance and what is owned travel in the subscription', () => {
  const member = {
    id: 'm',
    instance: 'i',
    rack: 'r',
    topics: ['u', 't'],
    last: { generation: 4, partitions: ['u-1', 't-0'] },
  }
  const owned = [
    { topic: 't', partition: 0 },
    { topic: 'u', partition: 1 },
  ]
  expect(membersOf(group('cooperative-sticky', {}, member))).toEqual([
    {
      memberId: 'm',
      groupInstanceId: 'i',
      rackId: 'r',
      topics: ['t', 'u'],
      ownedPartitions: owned,
      generationId: 4,
      previous: { generation: 4, partitions: owned },
    },
  ])
  const [joined] = joinedMembers(group('sticky', {}, member))
  if (joined) expect(decodeMember(stickyAssignor, joined).ownedPartitions).toEqual([])
})

const recorded = readFileSync(path.join(import.meta.dirname, 'recorded.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')

test(`the answers of Kafka's own assignors, recorded for ${recorded.length} groups`, () => {
  for (const text of recorded) {
    const { group, java }: { group: GroupCase; java: NamedAssignment } = JSON.parse(text)
    expect(assigned(group), text).toEqual(java)
  }
})

test.each(assignors)(
  '$name gives every wanted partition to one member that wants it, rebalance after rebalance',
  ({ name, isCooperative }) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        for (const one of groupHistory(name, seed, 5)) {
          const assignment = assigned(one)
          const given = Object.values(assignment).flat().sort()
          const wanted = one.members.flatMap(({ topics }) => topics)
          const expected = Object.entries(one.topics)
            .filter(([topic]) => wanted.includes(topic))
            .flatMap(([topic, racks]) => racks.map((_, partition) => `${topic}-${partition}`))
          if (isCooperative) expect(expected).toEqual(expect.arrayContaining(given))
          else expect(given).toEqual(expected.sort())
          expect(new Set(given).size).toBe(given.length)
          for (const { id, topics } of one.members) {
            for (const partition of assignment[id] ?? [])
              expect(topics.map((topic) => partition.startsWith(`${topic}-`))).toContain(true)
          }
        }
      }),
    )
  },
)
