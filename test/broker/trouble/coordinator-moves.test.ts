import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DescribeGroups } from '../../../src/wire/kafka/describe-groups.ts'
import { ElectLeaders } from '../../../src/wire/kafka/elect-leaders.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { FindCoordinator } from '../../../src/wire/kafka/find-coordinator.ts'
import { JoinGroup } from '../../../src/wire/kafka/join-group.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { commit, committed, coordinatorFound, heartbeat, joinAlone, type Membership } from '../../kit/group-member.ts'
import { eventually } from '../../kit/servers.ts'
import type { WireClient } from '../../kit/wire-client.ts'
import { type TestBroker, TestBrokers } from '../kit/brokers.ts'
import { CuttableNetwork } from '../kit/cuttable.ts'

const offsets = '__consumer_offsets'
const networks = [new CuttableNetwork(), new CuttableNetwork(), new CuttableNetwork()]
const settings = {
  'offsets.topic.num.partitions': '1',
  'offsets.commit.timeout.ms': '700',
  'min.insync.replicas': '2',
  'replica.lag.time.max.ms': '60000',
}

let cluster: TestBrokers
let member: Membership

/** The group's coordinator in the eyes of one broker, by its error or its id. */
const found = (broker: TestBroker) =>
  broker.ask(async (client) => {
    const answer = await client.ask(FindCoordinator, 3, { key: 'g', keyType: 0 })
    return answer.errorCode === 0 ? answer.nodeId : errorName(answer.errorCode)
  })

async function coordinator(): Promise<TestBroker> {
  const running = cluster.brokers.filter(({ isRunning }) => isRunning)
  await eventually('all name the same coordinator', async () => {
    const names = new Set(await Promise.all(running.map(found)))
    const [name] = names
    return names.size === 1 && running.some(({ id }) => id === name)
  })
  const [any] = running
  const broker = cluster.broker(any === undefined ? -1 : Number(await found(any)))
  await broker.ask((client) => coordinatorFound(client, 'g'))
  return broker
}

const allInSync = () =>
  eventually('all replicas of the offsets topic are in sync, everywhere', async () => {
    const isrs = cluster.brokers.map((broker) =>
      broker.ask(async (client) => {
        const { topics } = await client.ask(Metadata, 9, { topics: [{ name: offsets, topicId: zeroUuid }] })
        return topics[0]?.partitions[0]?.isrNodes.length
      }),
    )
    return (await Promise.all(isrs)).every((count) => count === 3)
  })

/** What the member finds at its coordinator, after committing one offset more. */
async function goesOn(client: WireClient, offset: number): Promise<void> {
  expect(errorName(await heartbeat(client, member))).toBe('NONE')
  expect(await committed(client, 'g', 't')).toBe(offset - 1)
  expect(errorName(await commit(client, member, 't', offset))).toBe('NONE')
  expect(await committed(client, 'g', 't')).toBe(offset)
  const { groups } = await client.ask(DescribeGroups, 4, { groups: ['g'], includeAuthorizedOperations: false })
  expect(groups[0]).toMatchObject({ groupState: 'Stable', members: [{ memberId: member.memberId }] })
}

beforeAll(async () => {
  cluster = await TestBrokers.start(0)
  for (const [id, { transport }] of networks.entries()) await cluster.add(id, settings, transport).start()
  await cluster.allKnown()
  await (await cluster.controller()).ask((client) => client.createTopic('t', {}, 1, 3))
  const first = await coordinator()
  await allInSync()
  await first.ask(async (client) => {
    member = await joinAlone(client, 'g', 't')
    expect(errorName(await commit(client, member, 't', 1))).toBe('NONE')
  })
})
afterAll(() => cluster.close())

describe('a group', () => {
  it('moves with the leadership of its partition when its coordinator stops; who waits there is sent away', async () => {
    const first = await coordinator()
    const waiting = first.ask((client) =>
      client.ask(JoinGroup, 3, {
        ...{
          groupId: 'g',
          memberId: '',
          protocolType: 'consumer',
          sessionTimeoutMs: 60_000,
          rebalanceTimeoutMs: 60_000,
        },
        protocols: [{ name: 'range', metadata: Buffer.alloc(6) }],
      }),
    )
    await eventually('the group rebalances', () =>
      first.ask(async (client) => errorName(await heartbeat(client, member)) === 'REBALANCE_IN_PROGRESS'),
    )
    await first.stop()
    expect(errorName((await waiting).errorCode)).toBe('NOT_COORDINATOR')
    const second = await coordinator()
    expect(second.id).not.toBe(first.id)
    await second.ask((client) => goesOn(client, 2))
    await first.start()
    await cluster.allKnown()
    await allInSync()
  })

  it('goes back with it, and nobody else answers for it', async () => {
    const controller = await cluster.controller()
    const before = await coordinator()
    const topicPartitions = [{ topic: offsets, partitions: [0] }]
    await controller.ask((client) =>
      client.ask(ElectLeaders, 2, { electionType: 0, topicPartitions, timeoutMs: 10_000 }),
    )
    const now = await coordinator()
    expect(now.id).not.toBe(before.id)
    await now.ask((client) => goesOn(client, 3))
    for (const other of cluster.brokers.filter(({ id }) => id !== now.id)) {
      expect(errorName(await other.ask((client) => heartbeat(client, member)))).toBe('NOT_COORDINATOR')
      expect(errorName(await other.ask((client) => commit(client, member, 't', 9)))).toBe('NOT_COORDINATOR')
    }
  })

  it('is told when its offsets do not reach all replicas in sync in time', async () => {
    const now = await coordinator()
    const followers = networks.filter((_, id) => id !== now.id)
    for (const network of followers) network.cut(now.port())
    expect(errorName(await now.ask((client) => commit(client, member, 't', 4)))).toBe('REQUEST_TIMED_OUT')
    for (const network of followers) network.mend()
    await eventually('it works again', () =>
      now.ask(async (client) => errorName(await commit(client, member, 't', 4)) === 'NONE'),
    )
    await now.ask((client) => goesOn(client, 5))
  })

  it('has to wait while too few replicas are in sync', async () => {
    const now = await coordinator()
    const others = cluster.brokers.filter(({ id }) => id !== now.id)
    for (const other of others) await other.stop()
    const codes = new Set<string>()
    await eventually('commits are refused', async () => {
      const error = errorName(await now.ask((client) => commit(client, member, 't', 6)))
      codes.add(error)
      return error === 'COORDINATOR_NOT_AVAILABLE'
    })
    expect(codes).not.toContain('NONE')
    for (const other of others) await other.start()
    await cluster.allKnown()
    await allInSync()
    await (await coordinator()).ask((client) => goesOn(client, 6))
  })
})
