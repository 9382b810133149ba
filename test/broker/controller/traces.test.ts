import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import type { Controller } from '../../../src/broker/controller/controller.ts'
import { paths } from '../../../src/broker/znodes/paths.ts'
import { eventually } from '../../kit/servers.ts'
import { Stage } from './stage.ts'

let stage: Stage
let controller: Controller
const epochs = new Map<number, number>()

/** Brokers 1, 2 and 3, and the first one's controller in office. */
beforeEach(async () => {
  stage = await Stage.open()
  for (const id of [1, 2, 3]) epochs.set(id, await stage.register(id))
  controller = await stage.controller(1)
  await stage.sent()
})
afterEach(() => stage.close())

const epochOf = (id: number) => epochs.get(id) ?? -1

async function create(name: string, partitions: number[][], config: Record<string, string> = {}): Promise<void> {
  await stage.topic(name, partitions, config)
  const last = partitions.length - 1
  await stage.until(name, `${partitions[last]?.[0]} of ${partitions[last]}`, last)
  await stage.sent()
}

describe('topics', () => {
  it('tells the ISR of new partitions, and everybody the metadata', async () => {
    await stage.topic('t', [
      [1, 2],
      [2, 3],
    ])
    await stage.until('t', '2 of 2,3', 1)
    const metadata = 'UpdateMetadata t-0:1@0 t-1:2@0 live 1,2,3'
    expect(await stage.sent()).toEqual({
      1: ['LeaderAndIsr t-0:1@0[1,2]of[1,2]new', metadata],
      2: ['LeaderAndIsr t-0:1@0[1,2]of[1,2]new t-1:2@0[2,3]of[2,3]new', metadata],
      3: ['LeaderAndIsr t-1:2@0[2,3]of[2,3]new', metadata],
    })
  })

  it('leaves dead brokers out of a new ISR, and gives what has nobody alive no leader', async () => {
    await stage.leave(3)
    await stage.quiet()
    await stage.sent()
    await stage.topic('t', [[3, 1], [3]])
    await stage.until('t', '1 of 1')
    expect(await stage.sent()).toEqual({
      1: ['LeaderAndIsr t-0:1@0[1]of[3,1]new', 'UpdateMetadata t-0:1@0!3 live 1,2'],
      2: ['UpdateMetadata t-0:1@0!3 live 1,2'],
    })
    expect(await stage.isThere(paths.partitionState('t', 1))).toBe(false)
    await stage.register(3)
    await stage.until('t', '3 of 3', 1)
  })

  it('deletes: nobody leads, replicas leave, then go, and the znodes after them', async () => {
    await create('t', [[1, 2]])
    await stage.client.create(paths.deleteTopic('t'), null)
    const sent = await stage.sent()
    const gone = 'UpdateMetadata t-0:-2@0 live 1,2,3'
    const stops = ['StopReplica t-0@-2', 'StopReplica t-0@-2 delete']
    expect(sent).toEqual({ 1: [gone, ...stops], 2: [gone, ...stops], 3: [gone] })
    for (const path of [paths.topic('t'), paths.config('topics', 't'), paths.deleteTopic('t')])
      expect(await stage.isThere(path)).toBe(false)
  })

  it('deletes only when a dead broker is back', async () => {
    await create('t', [[1, 2]])
    await stage.leave(2)
    await stage.until('t', '1 of 1')
    await stage.client.create(paths.deleteTopic('t'), null)
    await stage.quiet()
    expect(await stage.isThere(paths.topic('t'))).toBe(true)
    await stage.register(2)
    await stage.quiet()
    expect(await stage.isThere(paths.topic('t'))).toBe(false)
    expect(await stage.isThere(paths.deleteTopic('t'))).toBe(false)
  })

  it('tries again to delete what a broker could not delete', async () => {
    await create('t', [[1, 2]])
    stage.brokers.failing.add(2)
    await stage.client.create(paths.deleteTopic('t'), null)
    await stage.quiet()
    expect(await stage.isThere(paths.topic('t'))).toBe(true)
    stage.brokers.failing.delete(2)
    await stage.leave(2)
    await stage.quiet()
    await stage.register(2)
    await stage.quiet()
    expect(await stage.isThere(paths.topic('t'))).toBe(false)
  })

  it('drops the wish to delete what is not there', async () => {
    await stage.client.create(paths.deleteTopic('nothing'), null)
    await stage.quiet()
    expect(await stage.isThere(paths.deleteTopic('nothing'))).toBe(false)
  })
})

describe('brokers', () => {
  it('come: the others hear that, the new one everything, then what it hosts', async () => {
    await create('t', [[1, 2], [2]])
    await stage.register(4)
    expect(await stage.sent()).toEqual({
      1: ['UpdateMetadata live 1,2,3,4'],
      2: ['UpdateMetadata live 1,2,3,4'],
      3: ['UpdateMetadata live 1,2,3,4'],
      4: ['UpdateMetadata t-0:1@0 t-1:2@0 live 1,2,3,4'],
    })
  })

  it('die: new leaders are elected, and the ISRs shrink', async () => {
    await create('t', [
      [1, 2, 3],
      [2, 3, 1],
      [3, 1, 2],
    ])
    await stage.leave(3)
    await stage.until('t', '1 of 1,2', 2)
    const led = 't-2:1@1[1,2]of[3,1,2]'
    const followed = 't-0:1@1[1,2]of[1,2,3] t-1:2@1[2,1]of[2,3,1] t-2:1@1[1,2]of[3,1,2]'
    const both = [
      `LeaderAndIsr ${led}`,
      'UpdateMetadata t-2:1@1!3 live 1,2',
      `LeaderAndIsr ${followed}`,
      'UpdateMetadata t-0:1@1!3 t-1:2@1!3 t-2:1@1!3 live 1,2',
    ]
    expect(await stage.sent()).toEqual({ 1: both, 2: both })
  })

  it('die with the last in-sync replica: it stays in the ISR, nobody leads, until it is back', async () => {
    await create('t', [[2, 1]])
    await stage.client.set(
      paths.partitionState('t', 0),
      Buffer.from('{"controller_epoch":1,"leader":2,"version":1,"leader_epoch":0,"isr":[2]}'),
    )
    await controller.expire()
    await stage.client.delete(paths.controller).catch(() => {})
    await controller.renewed()
    await stage.sent()
    await stage.leave(2)
    await stage.until('t', '-1 of 2')
    await stage.register(2)
    await stage.until('t', '2 of 2')
  })

  it('bounce: a failure and a start', async () => {
    await create('t', [[2, 1]])
    const state = await stage.client.get(paths.brokerId(2))
    await stage.client.multi([
      { type: 'delete', path: paths.brokerId(2) },
      { type: 'create', path: paths.brokerId(2), data: state.data },
    ])
    await stage.until('t', '1 of 1')
    const sent = await stage.sent()
    expect(sent[2]).toEqual([
      'UpdateMetadata t-0:1@1 live 1,2,3',
      'LeaderAndIsr t-0:1@1[1]of[2,1]',
      'UpdateMetadata t-0:1@1 live 1,2,3',
    ])
  })

  it('change their endpoints: everybody hears of it', async () => {
    const { data } = await stage.client.get(paths.brokerId(3))
    await stage.client.set(paths.brokerId(3), Buffer.from(String(data).replace('broker:3', 'broker:33')))
    const sent = await stage.sent()
    expect(sent).toEqual({
      1: ['UpdateMetadata live 1,2,3'],
      2: ['UpdateMetadata live 1,2,3'],
      33: ['UpdateMetadata live 1,2,3'],
    })
  })

  it('leave in a controlled way: leaders move, then it leaves the ISRs', async () => {
    await create('t', [[2, 1], [1, 2], [2]])
    const remaining = await controller.controlledShutdown(2, epochOf(2))
    expect(remaining).toEqual([])
    expect([await stage.led('t', 0), await stage.led('t', 1), await stage.led('t', 2)]).toEqual([
      '1 of 1',
      '1 of 1',
      '2 of 2',
    ])
    const moved = 'LeaderAndIsr t-0:1@1[1]of[2,1]'
    const sent = await stage.sent()
    expect(sent[1]).toEqual([
      moved,
      'UpdateMetadata t-0:1@1!2 live 1,2,3',
      'LeaderAndIsr t-1:1@1[1]of[1,2]',
      'UpdateMetadata t-1:1@1!2 live 1,2,3',
    ])
    expect(sent[2]).toEqual([
      moved,
      'UpdateMetadata t-0:1@1!2 live 1,2,3',
      'StopReplica t-1@0',
      'UpdateMetadata t-1:1@1!2 live 1,2,3',
      'StopReplica t-1@0',
    ])
  })

  it('may not leave under an old epoch, or when they are not there', async () => {
    await expect(controller.controlledShutdown(2, epochOf(2) - 1)).rejects.toThrow('epoch')
    await expect(controller.controlledShutdown(9, 1)).rejects.toThrow('Broker id 9 does not exist.')
  })

  it('lose a log directory: they are asked, and what they could not open moves', async () => {
    await create('t', [
      [2, 1],
      [1, 2],
    ])
    stage.brokers.broken.set(2, new Set(['t-0']))
    const event = `${paths.logDirEvents}/log_dir_event_`
    const data = Buffer.from('{"version":1,"broker":2,"event":1}')
    await stage.client.create(event, data, { mode: 'persistentSequential' })
    await stage.until('t', '1 of 1')
    expect((await stage.sent())[2]?.[0]).toBe('LeaderAndIsr t-0:2@0[2,1]of[2,1] t-1:1@0[1,2]of[1,2]')
    expect(await stage.led('t', 1)).toBe('1 of 1,2')
    expect((await stage.client.children(paths.logDirEvents)).children).toEqual([])
  })
})

describe('unclean elections', () => {
  const alone = async (config: Record<string, string>) => {
    await create('t', [[2, 1]], config)
    await stage.leave(1)
    await stage.until('t', '2 of 2')
    await stage.leave(2)
    await stage.until('t', '-1 of 2')
    await stage.register(1)
    await stage.quiet()
  }

  it('happen by the topic’s setting, and the leader has to recover', async () => {
    await alone({ 'unclean.leader.election.enable': 'true' })
    expect(await stage.state('t')).toMatchObject({ leader: 1, isr: [1], leaderRecoveryState: 1 })
    expect((await stage.sent())[1]).toContain('LeaderAndIsr t-0:1@3[1]of[2,1]recovering')
  })

  it('don’t happen without it, until somebody asks for one', async () => {
    await alone({})
    expect(await stage.led('t')).toBe('-1 of 2')
    const [clean] = await controller.electLeaders('preferred', [{ topic: 't', partition: 0 }])
    expect(clean?.outcome).toMatchObject({ errorName: 'PREFERRED_LEADER_NOT_AVAILABLE' })
    const [unclean] = await controller.electLeaders('unclean', [{ topic: 't', partition: 0 }])
    expect(unclean?.outcome).toBe(1)
    expect(await stage.state('t')).toMatchObject({ leader: 1, isr: [1], leaderRecoveryState: 1 })
  })

  it('happen when they are allowed later', async () => {
    await alone({})
    const config = '{"version":1,"config":{"unclean.leader.election.enable":"true"}}'
    await stage.client.set(paths.config('topics', 't'), Buffer.from(config))
    controller.enableUncleanElection('t')
    await stage.until('t', '1 of 1')
  })
})

describe('elections that somebody asks for', () => {
  it('tell for each partition how it went', async () => {
    await create('t', [
      [1, 2],
      [2, 1],
    ])
    await controller.controlledShutdown(2, epochOf(2))
    await stage.leave(2)
    await stage.quiet()
    const at = (topic: string, partition: number) => ({ topic, partition })
    const asked = [at('t', 0), at('t', 1), at('u', 0)]
    const names = (await controller.electLeaders('preferred', asked)).map(({ outcome }) =>
      typeof outcome === 'number' ? outcome : outcome.errorName,
    )
    expect(names).toEqual(['ELECTION_NOT_NEEDED', 'PREFERRED_LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'])
  })

  it('come by the znode of old tools, too', async () => {
    await create('t', [[2, 1]])
    await controller.controlledShutdown(2, epochOf(2))
    await stage.leave(2)
    await stage.until('t', '1 of 1')
    epochs.set(2, await stage.register(2))
    await grown('t', [1, 2])
    await stage.sent()
    const wish = '{"version":1,"partitions":[{"topic":"t","partition":0}]}'
    await stage.client.create(paths.preferredReplicaElection, Buffer.from(wish))
    await stage.until('t', '2 of 1,2')
    expect(await stage.isThere(paths.preferredReplicaElection)).toBe(false)
    const told = ['LeaderAndIsr t-0:2@2[1,2]of[2,1]', 'UpdateMetadata t-0:2@2 live 1,2,3']
    expect(await stage.sent()).toEqual({ 1: told, 2: told, 3: [told[1]] })
  })
})

describe('leaders that are not where they are preferred', () => {
  it('are moved back soon after the controller was elected', async () => {
    await create('t', [[2, 1]])
    await controller.controlledShutdown(2, epochOf(2))
    await stage.leave(2)
    await stage.until('t', '1 of 1')
    epochs.set(2, await stage.register(2))
    await grown('t', [1, 2])
    const soon = { ...systemClock, after: (ms: number, task: () => void) => systemClock.after(Math.min(ms, 50), task) }
    await stage.controller(3, { 'auto.leader.rebalance.enable': 'true' }, soon)
    await controller.close()
    await stage.client.delete(paths.controller)
    await stage.until('t', '2 of 1,2')
  })
})

describe('nonsense in the znodes of old tools', () => {
  for (const path of [paths.preferredReplicaElection, paths.reassignPartitions]) {
    it(`is passed over: ${path}`, async () => {
      await stage.client.create(path, Buffer.from('[]'))
      await create('t', [[1, 2]])
      expect(controller.isActive).toBe(true)
    })
  }
})

/** The leader of a partition reports its ISR. */
async function grown(topic: string, newIsr: number[], partition = 0): Promise<number> {
  const { leader, leaderEpoch, version } = await stage.state(topic, partition)
  const newIsrWithEpochs = newIsr.map((brokerId) => ({ brokerId, brokerEpoch: -1 }))
  const asked = { partitionIndex: partition, leaderEpoch, partitionEpoch: version, newIsr, newIsrWithEpochs }
  const answer = await controller.alterPartition(
    {
      brokerId: leader,
      brokerEpoch: epochOf(leader),
      topics: [
        { topicName: topic, topicId: await stage.topicId(topic), partitions: [{ ...asked, leaderRecoveryState: 0 }] },
      ],
    },
    3,
  )
  await stage.quiet()
  return answer.errorCode || (answer.topics[0]?.partitions[0]?.errorCode ?? -1)
}

describe('reassignments', () => {
  const move = (replicas: number[] | null, topic = 't', partition = 0) =>
    controller.alterReassignments([{ topic, partition, replicas }]).then(([result]) => result?.error?.errorName)

  it('add replicas, wait for them, and take the old ones away', async () => {
    await create('t', [[1, 2]])
    expect(await move([3, 1])).toBe(undefined)
    expect(await stage.assignment('t')).toEqual({ replicas: [3, 1, 2], adding: [3], removing: [2] })
    const begun = 't-0:1@1[1,2]of[3,1,2]+[3]-[2]'
    const metadata = 'UpdateMetadata t-0:1@1 live 1,2,3'
    expect(await stage.sent()).toEqual({
      1: [`LeaderAndIsr ${begun}`, metadata, metadata],
      2: [`LeaderAndIsr ${begun}`, metadata, metadata],
      3: [`LeaderAndIsr ${begun}new`, metadata, `LeaderAndIsr ${begun}new`, metadata],
    })
    expect(await grown('t', [1, 2, 3])).toBe(0)
    expect(await stage.assignment('t')).toEqual({ replicas: [3, 1], adding: [], removing: [] })
    expect(await stage.state('t')).toMatchObject({ leader: 1, leaderEpoch: 3, isr: [1, 3] })
    const sent = await stage.sent()
    expect(sent[2]).toEqual([
      'UpdateMetadata t-0:1@1 live 1,2,3',
      'UpdateMetadata t-0:1@2 live 1,2,3',
      'UpdateMetadata t-0:1@3 live 1,2,3',
      'StopReplica t-0@2',
      'StopReplica t-0@3 delete',
      'UpdateMetadata t-0:1@3 live 1,2,3',
    ])
    expect(sent[3]?.filter((text) => text.startsWith('LeaderAndIsr'))).toEqual([
      'LeaderAndIsr t-0:1@2[1,2,3]of[3,1]',
      'LeaderAndIsr t-0:1@3[1,3]of[3,1]',
    ])
    expect(await controller.listReassignments(null)).toEqual([])
  })

  it('are over at once when nobody has to be waited for; a leader that goes is replaced', async () => {
    await create('t', [[1, 2, 3]])
    expect(await move([3, 2])).toBe(undefined)
    expect(await stage.led('t')).toBe('3 of 2,3')
    expect(await stage.assignment('t')).toEqual({ replicas: [3, 2], adding: [], removing: [] })
  })

  it('are cancelled, and replaced by others', async () => {
    await create('t', [[1, 2]])
    expect(await move(null)).toBe('NO_REASSIGNMENT_IN_PROGRESS')
    await move([3, 1])
    expect(await move([2, 3])).toBe(undefined)
    expect(await stage.assignment('t')).toEqual({ replicas: [2, 3, 1], adding: [3], removing: [1] })
    expect((await controller.listReassignments(null)).map(({ partition }) => partition)).toEqual([0])
    await stage.sent()
    expect(await move(null)).toBe(undefined)
    expect(await stage.assignment('t')).toEqual({ replicas: [2, 1], adding: [], removing: [] })
    expect((await stage.sent())[3]).toContain('StopReplica t-0@2 delete')
  })

  it('are refused in Kafka’s words', async () => {
    await create('t', [[1, 2]])
    const text = async (replicas: number[], topic = 't') =>
      (await controller.alterReassignments([{ topic, partition: 0, replicas }]))[0]?.error?.message
    expect(await text([])).toBe('Empty replica list specified in partition reassignment.')
    expect(await text([1, 1])).toContain('Duplicate replica ids in partition reassignment replica list: ')
    expect(await text([-1])).toContain('Invalid broker id in replica list: ')
    expect(await text([9])).toContain('Replica assignment has brokers that are not alive. Replica list: ')
    expect(await text([1], 'u')).toBe('The partition does not exist.')
  })

  it('go on under the next controller, and when the broker of the target is back', async () => {
    await create('t', [[1, 2]])
    await move([1, 3])
    await stage.leave(3)
    await stage.quiet()
    const next = await stage.controller(2)
    await controller.close()
    await stage.client.delete(paths.controller)
    await stage.quiet()
    expect(next.isActive).toBe(true)
    expect((await next.listReassignments(null)).length).toBe(1)
    controller = next
    epochs.set(3, await stage.register(3))
    await stage.sent()
    expect(await grown('t', [1, 2, 3])).toBe(0)
    expect(await stage.assignment('t')).toEqual({ replicas: [1, 3], adding: [], removing: [] })
  })

  it('hold the deletion of their topic back', async () => {
    await create('t', [[1, 2]])
    await move([1, 3])
    await stage.client.create(paths.deleteTopic('t'), null)
    await stage.quiet()
    expect(await stage.isThere(paths.topic('t'))).toBe(true)
    await grown('t', [1, 2, 3])
    expect(await stage.isThere(paths.topic('t'))).toBe(false)
  })

  it('come by the znode of old tools, too, and are taken out of it when they are over', async () => {
    await create('t', [
      [1, 2],
      [2, 1],
    ])
    const entry = (partition: number, replicas: number[]) => ({ topic: 't', partition, replicas })
    const wish = { version: 1, partitions: [entry(0, [1]), entry(1, [2, 3]), entry(7, [1])] }
    await stage.client.create(paths.reassignPartitions, Buffer.from(JSON.stringify(wish)))
    await stage.until('t', '1 of 1')
    const left = (await stage.client.get(paths.reassignPartitions)).data?.toString()
    expect(JSON.parse(left ?? '')).toEqual({ version: 1, partitions: [entry(1, [2, 3])] })
    expect(await grown('t', [2, 1, 3], 1)).toBe(0)
    expect(await stage.led('t', 1)).toBe('2 of 2,3')
    expect(await stage.isThere(paths.reassignPartitions)).toBe(false)
    await stage.client.create(
      paths.reassignPartitions,
      Buffer.from(JSON.stringify({ ...wish, partitions: [entry(0, [3])] })),
    )
    await stage.quiet()
    expect(await stage.assignment('t')).toEqual({ replicas: [3, 1], adding: [3], removing: [1] })
  })
})

describe('the office', () => {
  it('is taken over: brokers first, then replicas, then what has no leader', async () => {
    await create('t', [
      [1, 2],
      [3, 1],
    ])
    const next = await stage.controller(2)
    await controller.close()
    await stage.client.delete(paths.brokerId(3))
    await stage.client.delete(paths.controller)
    await stage.until('t', '1 of 1', 1)
    expect(next.isActive).toBe(true)
    expect(await stage.state('t', 1)).toMatchObject({ leaderEpoch: 2, controllerEpoch: 2 })
    expect((await stage.sent())[1]).toEqual([
      'UpdateMetadata live 1,2',
      'LeaderAndIsr t-0:1@0[1,2]of[1,2] t-1:3@0[3,1]of[3,1]',
      'UpdateMetadata t-0:1@0 t-1:3@0!3 live 1,2',
      'LeaderAndIsr t-1:-1@1[1]of[3,1]',
      'UpdateMetadata t-1:-1@1!3 live 1,2',
      'LeaderAndIsr t-1:1@2[1]of[3,1]',
      'UpdateMetadata t-1:1@2!3 live 1,2',
    ])
  })

  it('is lost with the epoch: a zombie writes nothing, and resigns', async () => {
    await create('t', [[1, 2]])
    await stage.client.set(paths.controllerEpoch, Buffer.from('7'))
    await expect(controller.alterReassignments([{ topic: 't', partition: 0, replicas: [2] }])).rejects.toThrow()
    expect(controller.isActive).toBe(false)
    expect(await stage.assignment('t')).toEqual({ replicas: [1, 2], adding: [], removing: [] })
    expect(await stage.led('t')).toBe('1 of 1,2')
  })

  it('is given back when it can’t be taken, and taken when it can', async () => {
    const next = await stage.controller(2)
    await stage.client.create(paths.topic('broken'), Buffer.from('no JSON'))
    await controller.close()
    await stage.client.delete(paths.controller)
    const epoch = async () => Number((await stage.client.get(paths.controllerEpoch)).data)
    await eventually('it was tried twice', async () => (await epoch()) > 2)
    await stage.client.delete(paths.topic('broken'))
    await eventually('it is in office', () => next.isActive)
    await create('t', [[1, 2]])
  })
})
