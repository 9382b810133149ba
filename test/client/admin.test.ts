import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { incrementalAlterConfigs } from '../../src/client/admin/alter-configs.ts'
import { createPartitions } from '../../src/client/admin/create-partitions.ts'
import { createTopics } from '../../src/client/admin/create-topics.ts'
import { deleteGroups } from '../../src/client/admin/delete-groups.ts'
import { deleteRecords } from '../../src/client/admin/delete-records.ts'
import { deleteTopics } from '../../src/client/admin/delete-topics.ts'
import { describeCluster } from '../../src/client/admin/describe-cluster.ts'
import { configSources, describeConfigs } from '../../src/client/admin/describe-configs.ts'
import { describeConsumerGroups } from '../../src/client/admin/describe-groups.ts'
import { describeLogDirs } from '../../src/client/admin/describe-log-dirs.ts'
import { describeTopics } from '../../src/client/admin/describe-topics.ts'
import { alterGroupOffsets, deleteGroupOffsets, listGroupOffsets } from '../../src/client/admin/group-offsets.ts'
import { listConsumerGroups } from '../../src/client/admin/list-groups.ts'
import { listOffsets, offsetSpecs } from '../../src/client/admin/list-offsets.ts'
import { listReassignments } from '../../src/client/admin/list-reassignments.ts'
import { listTopics } from '../../src/client/admin/list-topics.ts'
import { requireAll } from '../../src/client/admin/outcome.ts'
import type { Cluster } from '../../src/client/cluster.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import type { Maker, Server } from '../kit/servers.ts'
import { openCluster } from './client-kit.ts'

describe.each<{ maker: Maker }>([{ maker: 'ours' }, { maker: 'real' }])(
  'the admin calls on a broker ($maker)',
  ({ maker }) => {
    const servers = new ServerSet()
    let broker: Server
    let cluster: Cluster
    const isMissing = maker === 'real' && !realKafka

    beforeAll(async () => {
      if (isMissing) return
      broker = await servers.broker(maker, await servers.zookeeper(maker))
      cluster = await openCluster(`localhost:${broker.port}`)
    })

    afterAll(async () => {
      cluster?.close()
      await servers.dispose()
    })

    test.skipIf(isMissing)('topics are created, listed, described, grown and deleted', async () => {
      const configs = new Map([['retention.ms', '60000']])
      const created = await createTopics(cluster, [
        { name: 'one', partitions: 2, replicationFactor: 1, configs },
        { name: 'two', assignments: new Map([[0, [0]]]) },
        { name: 'bad name' },
        { name: '' },
      ])
      expect(created.get('one')).toMatchObject({ numPartitions: 2, replicationFactor: 1 })
      expect(created.get('bad name')).toMatchObject({ errorName: 'INVALID_TOPIC_EXCEPTION' })
      expect(created.get('')).toMatchObject({ errorName: 'INVALID_TOPIC_EXCEPTION' })
      expect((await createTopics(cluster, [{ name: 'two' }])).get('two')).toMatchObject({
        errorName: 'TOPIC_ALREADY_EXISTS',
        message: "Topic 'two' already exists.",
      })
      await createTopics(cluster, [{ name: 'dry' }], { validateOnly: true })
      expect([...(await listTopics(cluster)).topics.keys()].sort()).toEqual(['one', 'two'])
      expect((await createPartitions(cluster, [{ topic: 'two', count: 3 }])).get('two')).toBe(true)
      const described = await describeTopics(cluster, ['two', 'dry'])
      expect(described.get('two')).toMatchObject({ partitions: { length: 3 } })
      expect(described.get('dry')).toMatchObject({ errorName: 'UNKNOWN_TOPIC_OR_PARTITION' })
      expect(await listReassignments(cluster, null)).toEqual([])
      const deleted = await deleteTopics(cluster, ['one', 'two', 'dry'])
      expect([...deleted.values()].map((outcome) => outcome === true)).toEqual([true, true, false])
    })

    test.skipIf(isMissing)('settings are shown with their source, and changed one by one', async () => {
      requireAll(await createTopics(cluster, [{ name: 'set' }]))
      const change = { name: 'segment.bytes', operation: 'set', value: '1048576' } as const
      requireAll(await incrementalAlterConfigs(cluster, 'topic', new Map([['set', [change]]])))
      const entries = requireAll(await describeConfigs(cluster, 'topic', ['set'])).get('set') ?? []
      expect(entries.find(({ name }) => name === 'segment.bytes')).toMatchObject({
        value: '1048576',
        configSource: configSources.topic,
      })
      const unknown = await incrementalAlterConfigs(
        cluster,
        'topic',
        new Map([['set', [{ ...change, name: 'no.such' }]]]),
      )
      expect(unknown.get('set')).toMatchObject({ message: 'Unknown topic config name: no.such' })
      const own = requireAll(await describeConfigs(cluster, 'broker', ['0'])).get('0') ?? []
      expect(own.find(({ name }) => name === 'broker.id')).toMatchObject({ value: '0', readOnly: true })
    })

    test.skipIf(isMissing)('groups without members have their offsets set, shown and taken back', async () => {
      requireAll(await createTopics(cluster, [{ name: 'read', partitions: 2 }]))
      const commit = [0, 1].map((partition) => ({ topic: 'read', partition, offset: 0 }))
      requireAll(await alterGroupOffsets(cluster, 'g', commit))
      requireAll(await alterGroupOffsets(cluster, 'h', commit))
      expect((await listConsumerGroups(cluster)).map(({ groupId }) => groupId).sort()).toEqual(['g', 'h'])
      const groups = await describeConsumerGroups(cluster, ['g', 'h', 'nobody'])
      expect(groups.get('g')).toMatchObject({ state: 'Empty', members: [], coordinator: { id: 0, port: broker.port } })
      expect(groups.get('nobody')).toMatchObject({ state: 'Dead' })
      expect([...(await listGroupOffsets(cluster, 'g')).keys()].sort()).toEqual(['read-0', 'read-1'])
      requireAll(await deleteGroupOffsets(cluster, 'g', [{ topic: 'read', partition: 1 }]))
      expect([...(await listGroupOffsets(cluster, 'g')).keys()]).toEqual(['read-0'])
      await expect(deleteGroupOffsets(cluster, 'nobody', commit)).rejects.toMatchObject({
        errorName: 'GROUP_ID_NOT_FOUND',
      })
      const deleted = await deleteGroups(cluster, ['g', 'h', 'nobody'])
      expect(deleted.get('g')).toBe(true)
      expect(deleted.get('nobody')).toMatchObject({ errorName: 'GROUP_ID_NOT_FOUND' })
    })

    test.skipIf(isMissing)('offsets of an empty log, and what can’t be deleted from it', async () => {
      requireAll(await createTopics(cluster, [{ name: 'log' }]))
      const at = (timestamp: number) => listOffsets(cluster, [{ topic: 'log', partition: 0, timestamp }])
      expect((await at(offsetSpecs.latest)).get('log-0')).toMatchObject({ offset: 0 })
      expect((await at(offsetSpecs.earliest)).get('log-0')).toMatchObject({ offset: 0 })
      expect((await at(0)).get('log-0')).toMatchObject({ offset: -1 })
      const beyond = await deleteRecords(cluster, [{ topic: 'log', partition: 0, beforeOffset: 9 }])
      expect(beyond.get('log-0')).toMatchObject({ errorName: 'OFFSET_OUT_OF_RANGE' })
      expect((await deleteRecords(cluster, [{ topic: 'log', partition: 0, beforeOffset: -1 }])).get('log-0')).toBe(0)
    })

    test.skipIf(isMissing)('a partition that is not there is no trouble for the others', async () => {
      requireAll(await createTopics(cluster, [{ name: 'half' }]))
      const wanted = [9, 0].map((partition) => ({ topic: 'half', partition, timestamp: offsetSpecs.latest }))
      const found = await listOffsets(cluster, wanted, { timeoutMs: 2000 })
      expect([...found.keys()]).toEqual(['half-9', 'half-0'])
      expect(found.get('half-9')).toMatchObject({ className: 'org.apache.kafka.common.errors.TimeoutException' })
      expect(found.get('half-0')).toMatchObject({ offset: 0 })
      const nowhere = await listOffsets(cluster, [{ topic: 'nowhere', partition: 0, timestamp: offsetSpecs.latest }])
      expect(nowhere.get('nowhere-0')).toMatchObject({
        errorName: 'UNKNOWN_TOPIC_OR_PARTITION',
        message:
          'Failed to fetch metadata for partition nowhere-0 because metadata for topic `nowhere` could not be found',
      })
    })

    test.skipIf(isMissing)('a time before all records, however long ago', async () => {
      requireAll(await createTopics(cluster, [{ name: 'early' }]))
      const found = await listOffsets(cluster, [{ topic: 'early', partition: 0, timestamp: -62135596800000 }])
      expect(found.get('early-0')).toMatchObject({ offset: -1 })
    })

    test.skipIf(isMissing)('the cluster and its log directories', async () => {
      const description = await describeCluster(cluster)
      expect(description).toMatchObject({ controllerId: 0, brokers: [{ id: 0, port: broker.port }] })
      const [directory] = await describeLogDirs(cluster, 0)
      expect(directory).toMatchObject({ errorCode: 0, logDir: `${broker.folder}/logs` })
    })
  },
)
