import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/broker/controller/alter-partition.ts'
import type { ElectionReason } from '../../../src/broker/controller/leader-election.ts'
import {
  type ControlledPartition,
  ControllerModel,
  type Leadership,
  type PartitionPhase,
  type ReplicaPhase,
} from '../../../src/broker/controller/model.ts'
import {
  departureWrites,
  electionRecipients,
  epochWrites,
  mayBecome,
} from '../../../src/broker/controller/partition-machine.ts'
import { checkReplicas, isComplete, wantedAssignment } from '../../../src/broker/controller/reassignments.ts'
import { completed, originOf, reassignTo, targetOf } from '../../../src/broker/controller/replica-assignment.ts'
import { electable, imbalanced } from '../../../src/broker/controller/replica-elections.ts'
import { moveReplica } from '../../../src/broker/controller/replica-machine.ts'
import { type ReplicaAssignment, settled } from '../../../src/broker/znodes/topic-assignment.ts'
import { KafkaError } from '../../../src/wire/kafka/errors.ts'

function modelOf(live: number[]): ControllerModel {
  const model = new ControllerModel()
  for (const id of live) {
    const registration = { endpoints: [], rack: null, jmxPort: -1, timestamp: 0 }
    model.brokers.set(id, { id, epoch: id, registration })
  }
  return model
}

function partitionIn(
  model: ControllerModel,
  assignment: number[] | ReplicaAssignment,
  leadership?: Partial<Leadership>,
): ControlledPartition {
  const topic = model.topics.get('t') ?? model.addTopic('t', 'abcdefghijklmnopqrstuw')
  const where = Array.isArray(assignment) ? settled(assignment) : assignment
  const partition = model.addPartition(topic, topic.partitions.size, where)
  const usual = { controllerEpoch: 1, leaderEpoch: 4, leaderRecoveryState: 0, partitionEpoch: 9 }
  const [leader = -1] = where.replicas
  if (leadership !== undefined) partition.leadership = { ...usual, leader, isr: where.replicas, ...leadership }
  return partition
}

describe('phases', () => {
  const partitionPhases: PartitionPhase[] = ['NonExistent', 'New', 'Online', 'Offline']
  const mayFollow: Record<PartitionPhase, PartitionPhase[]> = {
    NonExistent: ['New'],
    New: ['Online', 'Offline'],
    Online: ['Online', 'Offline'],
    Offline: ['NonExistent', 'Online', 'Offline'],
  }
  for (const from of partitionPhases) {
    it(`of a partition: from ${from} to ${mayFollow[from]}`, () => {
      const model = modelOf([1])
      const partition = partitionIn(model, [1])
      model.setPhase(partition, from)
      expect(partitionPhases.filter((to) => mayBecome(partition, to))).toEqual(mayFollow[from])
      expect(model.leaderless.length).toBe(from === 'New' || from === 'Offline' ? 1 : 0)
    })
  }

  const replicaTable: Record<ReplicaPhase, ReplicaPhase[]> = {
    NonExistent: ['New'],
    New: ['Online', 'Offline'],
    Online: ['Online', 'Offline'],
    Offline: ['Online', 'Offline', 'DeletionStarted', 'DeletionIneligible'],
    DeletionStarted: ['DeletionSuccessful', 'DeletionIneligible'],
    DeletionSuccessful: ['NonExistent'],
    DeletionIneligible: ['Online', 'Offline'],
  }
  const replicaPhases: ReplicaPhase[] = [
    ...(['NonExistent', 'New', 'Online', 'Offline'] as const),
    ...(['DeletionStarted', 'DeletionSuccessful', 'DeletionIneligible'] as const),
  ]
  for (const from of replicaPhases) {
    it(`of a replica: from ${from} to ${replicaTable[from]}`, () => {
      const reached = replicaPhases.filter((to) => {
        const partition = partitionIn(modelOf([1]), [1])
        partition.replicaPhases.set(1, from)
        return moveReplica({ partition, broker: 1 }, to)
      })
      expect(reached).toEqual(replicaTable[from])
    })
  }
})

describe('who hears of an election', () => {
  const table: [ElectionReason, number[]][] = [
    ['offline', [1, 4]],
    ['unclean', [1, 4]],
    ['reassignment', [4, 1, 2]],
    ['preferred', [4, 1, 2, 3]],
    ['controlledShutdown', [4, 1, 2]],
  ]
  for (const [reason, brokers] of table) {
    it(`${reason}: ${brokers} of 4,1,2,3 with 3 dead, 2 leaving and 3 to be removed`, () => {
      const model = modelOf([1, 2, 4])
      model.shuttingDown.add(2)
      const partition = partitionIn(model, { replicas: [4, 1, 2, 3], adding: [4], removing: [3] })
      expect(electionRecipients(model, partition, reason).sort()).toEqual([...brokers].sort())
    })
  }

  it('is nobody whose directory has failed', () => {
    const model = modelOf([1, 2])
    const partition = partitionIn(model, [1, 2])
    model.offlineDirReplicas.set(2, new Set([partition]))
    expect(electionRecipients(model, partition, 'offline')).toEqual([1])
    expect(electionRecipients(model, partition, 'controlledShutdown')).toEqual([1])
  })
})

describe('replicas that go', () => {
  it('leave one after the other, each under the next version; the last stays in the ISR', () => {
    const partition = partitionIn(modelOf([]), [1, 2, 3], { leader: 1 })
    const writes = departureWrites(new Map([[partition, [2, 1, 3]]]), 7)
    expect(
      writes.map((write) => [
        write.state.leader,
        write.state.isr,
        write.state.leaderEpoch,
        'expected' in write && write.expected,
      ]),
    ).toEqual([
      [1, [1, 3], 5, 9],
      [-1, [3], 6, 10],
      [-1, [3], 7, 11],
    ])
  })

  it('change nothing where they are not in sync, and are not waited for where nothing is known', () => {
    const model = modelOf([])
    const behind = partitionIn(model, [1, 2], { isr: [1] })
    const fresh = partitionIn(model, [1, 2])
    expect(
      departureWrites(
        new Map([
          [behind, [2]],
          [fresh, [1]],
        ]),
        7,
      ),
    ).toEqual([])
  })
})

it('begins a new epoch under the same leader, but not over a later controller', () => {
  const model = modelOf([1])
  const partition = partitionIn(model, [1, 2], { isr: [2, 1], leader: 2 })
  const later = partitionIn(model, [1, 2], { controllerEpoch: 8 })
  expect(epochWrites([partition, later], 7)).toEqual([
    {
      ...{ kind: 'set', partition, expected: 9 },
      state: { controllerEpoch: 7, leader: 2, leaderEpoch: 5, isr: [2, 1], leaderRecoveryState: 0 },
    },
  ])
})

describe('what a leader may report', () => {
  const now = { leader: 1, isr: [1, 2], leaderEpoch: 4, partitionEpoch: 9 }
  const asked = { partitionIndex: 0, brokerId: 1, leaderEpoch: 4, partitionEpoch: 9, leaderRecoveryState: 0 }
  const table: [string, Partial<typeof asked>, number[], number, Partial<Leadership>, string][] = [
    ['another ISR', {}, [1, 2, 3], 3, {}, 'write'],
    ['a smaller ISR', {}, [1], 3, {}, 'write'],
    ['a later partition epoch', { partitionEpoch: 10 }, [1], 3, {}, 'NOT_CONTROLLER'],
    ['a later leader epoch', { leaderEpoch: 5 }, [1], 3, {}, 'NOT_CONTROLLER'],
    ['an earlier leader epoch', { leaderEpoch: 3 }, [1], 3, {}, 'FENCED_LEADER_EPOCH'],
    ['an earlier leader epoch, and nothing new', { leaderEpoch: 3 }, [1, 2], 3, {}, 'FENCED_LEADER_EPOCH'],
    ['nothing new', {}, [1, 2], 3, {}, 'unchanged'],
    ['nothing new, out of date', { partitionEpoch: 8 }, [2, 1], 3, {}, 'unchanged'],
    ['an earlier partition epoch', { partitionEpoch: 8 }, [1], 3, {}, 'INVALID_UPDATE_VERSION'],
    ['recovering with followers', { leaderRecoveryState: 1 }, [1, 3], 3, { leaderRecoveryState: 1 }, 'INVALID_REQUEST'],
    ['recovering again', { leaderRecoveryState: 1 }, [1], 3, {}, 'INVALID_REQUEST'],
    ['recovered', {}, [1], 3, { isr: [1], leaderRecoveryState: 1 }, 'write'],
    ['a dead broker in sync', {}, [1, 5], 3, {}, 'INELIGIBLE_REPLICA'],
    ['a dead broker in sync, before version 2', {}, [1, 5], 1, {}, 'OPERATION_NOT_ATTEMPTED'],
    ['a leader that it is not', { brokerId: 2 }, [1, 2, 3], 3, {}, 'INVALID_REQUEST'],
  ]
  for (const [what, change, isr, version, state, verdict] of table) {
    it(`${what}: ${verdict}`, () => {
      const model = modelOf([1, 2, 3])
      const partition = partitionIn(model, [1, 2, 3, 5], { ...now, ...state })
      const report = { ...asked, ...change, newIsr: isr, newIsrWithEpochs: [] }
      expect(judge(model, partition, report, isr, version)).toBe(verdict)
    })
  }

  it('is nothing of a partition that has no state', () => {
    const model = modelOf([1])
    const report = { ...asked, newIsr: [1], newIsrWithEpochs: [] }
    expect(judge(model, partitionIn(model, [1]), report, [1], 3)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })
})

describe('reassignments', () => {
  const table: [string, ReplicaAssignment, number[], ReplicaAssignment][] = [
    ['to others', settled([1, 2]), [3, 4], { replicas: [3, 4, 1, 2], adding: [3, 4], removing: [1, 2] }],
    ['partly', settled([1, 2]), [3, 1], { replicas: [3, 1, 2], adding: [3], removing: [2] }],
    ['in another order', settled([1, 2]), [2, 1], settled([2, 1])],
    ['to fewer', settled([1, 2, 3]), [2], { replicas: [2, 1, 3], adding: [], removing: [1, 3] }],
    [
      'elsewhere than it was going',
      { replicas: [3, 1, 2], adding: [3], removing: [2] },
      [4, 1],
      { replicas: [4, 1, 2], adding: [4], removing: [2] },
    ],
  ]
  for (const [what, from, target, moving] of table) {
    it(`go ${what}`, () => expect(reassignTo(from, target)).toEqual(moving))
  }

  it('go back to where they came from when cancelled', () => {
    const moving = reassignTo(settled([1, 2]), [3])
    expect(wantedAssignment(moving, null)).toEqual(settled([1, 2]))
    expect(wantedAssignment(settled([1, 2]), null)).toBe(undefined)
  })

  it('are over when the target is in sync', () => {
    const model = modelOf([1, 2, 3])
    const moving = reassignTo(settled([1, 2]), [3, 1])
    const partition = partitionIn(model, moving, { isr: [1, 2] })
    expect(isComplete(partition, moving)).toBe(false)
    partition.leadership = partition.leadership && { ...partition.leadership, isr: [2, 3, 1] }
    expect(isComplete(partition, moving)).toBe(true)
  })

  it('need live brokers only where there was no replica before', () => {
    const model = modelOf([2, 3])
    expect(checkReplicas(model, settled([1, 2]), [1, 3])).toBe(undefined)
    expect(checkReplicas(model, settled([1, 2]), [2, 4])).toBeInstanceOf(KafkaError)
  })

  it('know where they come from and go to, whatever the lists', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(ids, ids, ids, (origin, first, second) => {
        const moving = reassignTo(reassignTo(settled(origin), first), second)
        expect(targetOf(moving)).toEqual(second)
        expect(new Set(originOf(moving))).toEqual(new Set(origin))
        expect(completed(moving)).toEqual(settled(second))
        for (const id of moving.adding) expect(origin).not.toContain(id)
        for (const id of moving.removing) expect(second).not.toContain(id)
      }),
    )
  })
})

describe('preferred leaders', () => {
  const electableAs = (model: ControllerModel, type: 'preferred' | 'unclean', partition: number) => {
    const verdict = electable(model, type, { topic: 't', partition })
    return verdict instanceof KafkaError ? verdict.errorName : 'electable'
  }

  it('are elected where they don’t lead, unclean ones where nobody alive does', () => {
    const model = modelOf([1, 2])
    partitionIn(model, [1, 2], { leader: 1 })
    partitionIn(model, [1, 2], { leader: 2 })
    partitionIn(model, [1, 2], { leader: -1 })
    partitionIn(model, [3, 2], { leader: 3 })
    const all = [0, 1, 2, 3, 4]
    expect(all.map((index) => electableAs(model, 'preferred', index))).toEqual([
      ...['ELECTION_NOT_NEEDED', 'electable', 'electable', 'ELECTION_NOT_NEEDED', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ])
    expect(all.slice(0, 4).map((index) => electableAs(model, 'unclean', index))).toEqual([
      ...['ELECTION_NOT_NEEDED', 'ELECTION_NOT_NEEDED', 'electable', 'electable'],
    ])
    model.toDelete.add('t')
    expect(electableAs(model, 'preferred', 1)).toBe('INVALID_TOPIC_EXCEPTION')
  })

  it('get their leaderships back when more than a tenth is elsewhere, as far as they are in sync', () => {
    const model = modelOf([1, 2, 3])
    const strayed = partitionIn(model, [1, 2], { leader: 2 })
    for (let count = 0; count < 8; count++) partitionIn(model, [1, 2], { leader: 1 })
    partitionIn(model, [2, 1], { leader: 1, isr: [1] })
    expect(imbalanced(model, 10)).toEqual([strayed])
    partitionIn(model, [1, 2], { leader: 1 })
    expect(imbalanced(model, 10)).toEqual([])
    expect(imbalanced(model, 9)).toEqual([strayed])
    model.toDelete.add('t')
    expect(imbalanced(model, 0)).toEqual([])
  })
})

it('knows which replicas a broker has, through all moves', () => {
  const model = modelOf([1, 2])
  const partition = partitionIn(model, [1, 2])
  model.assign(partition, reassignTo(partition.assignment, [3]))
  expect([1, 2, 3].map((id) => model.hostedBy(id).length)).toEqual([1, 1, 1])
  model.assign(partition, settled([3]))
  expect([1, 2, 3].map((id) => model.hostedBy(id).length)).toEqual([0, 0, 1])
  model.removeTopic('t')
  expect([model.hostedBy(3), [...model.partitions()], model.topicById('abcdefghijklmnopqrstuw')]).toEqual([
    [],
    [],
    undefined,
  ])
})
