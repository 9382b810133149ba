import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ElectionReason, electLeader } from '../../../src/broker/controller/leader-election.ts'
import { ControllerModel } from '../../../src/broker/controller/model.ts'
import { onlineWrites, startupPhase } from '../../../src/broker/controller/partition-machine.ts'
import { moveReplica, stateWithoutReplica } from '../../../src/broker/controller/replica-machine.ts'
import { placeReplicas } from '../../../src/broker/topics/replica-placement.ts'
import { settled } from '../../../src/broker/znodes/topic-assignment.ts'

describe('electing a leader (assignment, ISR, live, shutting down → leader, ISR)', () => {
  const table: [ElectionReason, number[], number[], number[], number[], [number, number[]] | undefined][] = [
    ['offline', [1, 2, 3], [1, 2, 3], [2, 3], [], [2, [2, 3]]],
    ['offline', [1, 2, 3], [3, 2], [2, 3], [], [2, [3, 2]]],
    ['offline', [1, 2, 3], [1], [2, 3], [], undefined],
    ['unclean', [1, 2, 3], [1], [2, 3], [], [2, [2]]],
    ['unclean', [1, 2, 3], [1], [], [], undefined],
    ['reassignment', [3, 1], [1, 2, 3], [1, 2, 3], [], [3, [1, 2, 3]]],
    ['reassignment', [4, 1], [1, 2, 3], [1, 2, 3, 4], [], [1, [1, 2, 3]]],
    ['preferred', [1, 2, 3], [2, 1], [1, 2, 3], [], [1, [2, 1]]],
    ['preferred', [1, 2, 3], [2, 3], [1, 2, 3], [], undefined],
    ['controlledShutdown', [1, 2, 3], [1, 2, 3], [1, 2, 3], [1], [2, [2, 3]]],
    ['controlledShutdown', [1, 2], [1], [1, 2], [1], undefined],
  ]
  for (const [reason, assignment, isr, live, leaving, outcome] of table) {
    it(`${reason}: ${assignment} | ${isr} | ${live} | ${leaving} → ${outcome?.join(' | ') ?? 'nobody'}`, () => {
      const elected = electLeader(reason, {
        assignment,
        isr,
        leaderRecoveryState: 0,
        isOnline: (id) => live.includes(id),
        isShuttingDown: (id) => leaving.includes(id),
      })
      expect(elected && [elected.leader, elected.isr]).toEqual(outcome)
      if (reason === 'unclean' && elected) expect(elected.leaderRecoveryState).toBe(1)
    })
  }
})

function modelOf(live: number[], replicas: number[]) {
  const model = new ControllerModel()
  for (const id of live) {
    const registration = { endpoints: [], rack: null, jmxPort: -1, timestamp: 0 }
    model.brokers.set(id, { id, epoch: id, registration })
  }
  const topic = model.addTopic('t', 'abcdefghijklmnopqrstuw')
  return { model, partition: model.addPartition(topic, 0, settled(replicas)) }
}

const leadership = (leader: number, isr: number[]) => ({
  ...{ controllerEpoch: 1, leader, leaderEpoch: 4, isr, leaderRecoveryState: 0, partitionEpoch: 9 },
})

describe('bringing partitions online', () => {
  it('gives a new one its first live replica as leader, and all live ones as ISR', () => {
    const { model, partition } = modelOf([2, 3], [1, 2, 3])
    model.setPhase(partition, 'New')
    const [write] = onlineWrites(model, [partition], () => 'offline', 7)
    expect(write).toMatchObject({
      kind: 'create',
      state: { leader: 2, isr: [2, 3], leaderEpoch: 0, controllerEpoch: 7 },
    })
  })

  it('writes over the version that it knows, under the next leader epoch', () => {
    const { model, partition } = modelOf([2], [1, 2])
    Object.assign(partition, { phase: 'Offline', leadership: leadership(1, [1, 2]) })
    const [write] = onlineWrites(model, [partition], () => 'offline', 7)
    expect(write).toMatchObject({ kind: 'set', expected: 9, state: { leader: 2, isr: [2], leaderEpoch: 5 } })
  })

  it('leaves alone what a later controller wrote, what nobody can lead, and what may not come online', () => {
    const { model, partition } = modelOf([1], [1])
    const writes = () => onlineWrites(model, [partition], () => 'offline', 7)
    expect(writes()).toEqual([])
    Object.assign(partition, { phase: 'Offline', leadership: { ...leadership(1, [1]), controllerEpoch: 8 } })
    expect(writes()).toEqual([])
    Object.assign(partition, { phase: 'Offline', leadership: leadership(2, [2]) })
    expect(writes()).toEqual([])
  })

  it('sorts what a new controller finds by its leader', () => {
    const { model, partition } = modelOf([1], [1, 2])
    expect(startupPhase(model, partition)).toBe('New')
    partition.leadership = leadership(1, [1])
    expect(startupPhase(model, partition)).toBe('Online')
    partition.leadership = leadership(2, [2])
    expect(startupPhase(model, partition)).toBe('Offline')
  })
})

describe('a replica that goes', () => {
  const cases: [number, number[], number, [number, number[]] | undefined][] = [
    [1, [1, 2], 2, [1, [1]]],
    [1, [1, 2], 1, [-1, [2]]],
    [1, [1], 1, [-1, [1]]],
    [1, [1], 2, undefined],
  ]
  for (const [leader, isr, gone, left] of cases) {
    it(`${gone} out of leader ${leader}, ISR ${isr} leaves ${left?.join(' | ') ?? 'it as it is'}`, () => {
      const state = stateWithoutReplica(leadership(leader, isr), gone, 3)
      expect(state && [state.leader, state.isr]).toEqual(left)
      if (state) expect(state.leaderEpoch).toBe(5)
    })
  }

  it('goes through its phases in order only', () => {
    const { partition } = modelOf([1], [1])
    const moves = (
      ['Online', 'New', 'DeletionStarted', 'Offline', 'DeletionStarted', 'DeletionSuccessful', 'NonExistent'] as const
    ).map((phase) => moveReplica({ partition, broker: 1 }, phase))
    expect(moves).toEqual([false, true, false, true, true, true, true])
  })
})

describe('placing replicas', () => {
  const random = { int: () => 0, bytes: (count: number) => Buffer.alloc(count) }
  const place = (ids: number[], partitions: number, replicationFactor: number, racks: (string | null)[] = []) =>
    placeReplicas({
      brokers: ids.map((id, index) => ({ id, rack: racks[index] ?? null })),
      ...{ partitions, replicationFactor, random, mixedRacks: 'mixed' },
    })

  it('goes round the brokers, and shifts the followers each round', () => {
    expect(place([0, 1, 2, 3, 4], 10, 3)).toEqual([
      ...[
        [0, 1, 2],
        [1, 2, 3],
        [2, 3, 4],
        [3, 4, 0],
        [4, 0, 1],
      ],
      ...[
        [0, 2, 3],
        [1, 3, 4],
        [2, 4, 0],
        [3, 0, 1],
        [4, 1, 2],
      ],
    ])
  })

  it('gives every replica of a partition another rack while there are enough', () => {
    const racks = ['a', 'b', 'c', 'a', 'b', 'c']
    for (const replicas of place([0, 1, 2, 3, 4, 5], 12, 3, racks)) {
      expect(new Set(replicas.map((id) => racks[id])).size).toBe(3)
    }
  })

  it('never puts two replicas of a partition on one broker, and spreads leaders evenly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (count, partitions, seed) => {
          const factor = 1 + (seed % count)
          const placed = place([...Array(count).keys()], partitions, factor)
          for (const replicas of placed) expect(new Set(replicas).size).toBe(factor)
          const led = [...Array(count).keys()].map((id) => placed.filter(([leader]) => leader === id).length)
          expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  // What kafka-server-common 3.7.0's AdminUtils gives for the same questions.
  const added: [string, (string | null)[], number, number[][]][] = [
    [
      'across racks',
      ['r0', 'r0', 'r3', 'r3', 'r3', 'r0'],
      4,
      [
        [11, 14, 12, 3],
        [14, 12, 3, 9],
        [12, 6, 11, 14],
      ],
    ],
  ]
  for (const [what, racks, replicationFactor, placed] of added) {
    it(`adds partitions as the real one does, ${what}`, () => {
      const ids = [3, 6, 9, 11, 12, 14]
      const brokers = ids.map((id, index) => ({ id, rack: racks[index] ?? null }))
      const where = { brokers, partitions: 3, replicationFactor, firstReplica: 14, firstPartition: 10 }
      expect(placeReplicas({ ...where, random, mixedRacks: 'mixed' })).toEqual(placed)
    })
  }

  it('wants a rack of all brokers or of none', () => {
    expect(() => place([0, 1], 1, 1, ['a', null])).toThrow('mixed')
  })
})
