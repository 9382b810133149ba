import { afterEach, describe, expect, test } from 'vitest'
import { DescribeGroups } from '../../../src/wire/kafka/describe-groups.ts'
import { JoinGroup } from '../../../src/wire/kafka/join-group.ts'
import { OffsetCommit } from '../../../src/wire/kafka/offset-commit.ts'
import { OffsetFetch } from '../../../src/wire/kafka/offset-fetch.ts'
import { SyncGroup } from '../../../src/wire/kafka/sync-group.ts'
import { Dialogue } from '../../kit/dialogue.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import {
  eventually,
  type Maker,
  removeFolder,
  type Server,
  startBrokerServer,
  startZooKeeperServer,
} from '../../kit/servers.ts'
import { prepare } from './dialogue.ts'
import { subscription } from './simulated.ts'

/** A static member that stays for half an hour, and offsets of its and of a simple consumer. */
async function leaveTraces(dialogue: Dialogue): Promise<void> {
  const { memberId, generationId } = await dialogue.ask(JoinGroup, 9, {
    groupId: 'g1',
    memberId: '',
    groupInstanceId: 'instance',
    sessionTimeoutMs: 1_800_000,
    rebalanceTimeoutMs: 60_000,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: subscription('t') }],
  })
  const member = { groupId: 'g1', memberId, groupInstanceId: 'instance' }
  const assignments = [{ memberId, assignment: Buffer.from('everything') }]
  const named = { protocolType: 'consumer', protocolName: 'range' }
  await dialogue.ask(SyncGroup, 5, { ...member, ...named, generationId, assignments })
  const offset = { partitionIndex: 1, committedOffset: 1, committedLeaderEpoch: 4, committedMetadata: 'ünïcode' }
  const topics = [{ name: 't', partitions: [offset] }]
  await dialogue.ask(OffsetCommit, 9, { ...member, generationIdOrMemberEpoch: generationId, topics })
  await dialogue.ask(OffsetCommit, 5, {
    groupId: 'g2',
    retentionTimeMs: 3_600_000,
    topics: [{ name: 't', partitions: [{ ...offset, committedLeaderEpoch: -1 }] }],
  })
  await dialogue.ask(OffsetCommit, 9, { groupId: 'g3', topics })
}

async function findTraces(dialogue: Dialogue): Promise<string[]> {
  await prepare(dialogue)
  await dialogue.ask(DescribeGroups, 5, { groups: ['g1', 'g2', 'g3', 'g4'], includeAuthorizedOperations: false })
  const groups = ['g1', 'g2', 'g3', 'g4'].map((groupId) => ({ groupId, topics: null }))
  await dialogue.ask(OffsetFetch, 9, { groups, requireStable: true })
  return dialogue.answers
}

/** Needs Java. */
describe.skipIf(!realKafka)('groups and offsets outlive their broker', () => {
  const servers: Server[] = []

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      await server.stop()
      removeFolder(server.folder)
    }
  })

  async function visit<T>(broker: Server, what: (dialogue: Dialogue) => Promise<T>): Promise<T> {
    const dialogue = await Dialogue.open(broker.port)
    try {
      return await what(dialogue)
    } finally {
      dialogue.close()
    }
  }

  test.each<[Maker, Maker, NodeJS.Signals]>([
    ['ours', 'ours', 'SIGKILL'],
    ['ours', 'real', 'SIGTERM'],
    ['real', 'ours', 'SIGTERM'],
  ])('%s writes, %s reads after %s', async (writer, reader, signal) => {
    const zookeeper = await startZooKeeperServer('ours', { tickTime: '500', minSessionTimeout: '1000' })
    servers.push(zookeeper)
    const broker = await startBrokerServer(writer, zookeeper, { 'zookeeper.session.timeout.ms': '6000' })
    servers.unshift(broker)
    const before = await visit(broker, async (dialogue) => {
      await prepare(dialogue)
      await leaveTraces(dialogue)
      dialogue.answers.length = 0
      return findTraces(dialogue)
    })
    await broker.stop(signal)
    // A killed broker's registration stands until its session ends; like Kafka's, a new one refuses to start till then.
    const started = () =>
      broker.restart(reader).then(
        () => true,
        () => false,
      )
    await eventually('the broker starts again', started)
    expect(await visit(broker, findTraces)).toEqual(before)
    expect(before.join()).toContain('"groupState":"Stable"')
    expect(before.join()).toContain('ünïcode')
  })
})
