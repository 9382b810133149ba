import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { DescribeLogDirs } from '../../../src/wire/kafka/describe-log-dirs.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { eventually } from '../../kit/servers.ts'
import { oneRecord } from '../kit/batches.ts'
import { BreakableDisk } from '../kit/breakable-disk.ts'
import { type TestBroker, TestBrokers } from '../kit/brokers.ts'

const twoDirectories = { 'log.dirs': '/a,/b', 'replica.lag.time.max.ms': '1000', 'min.insync.replicas': '1' }
const newDisk = () => new MemoryDisk({ now: systemClock.now })

let cluster: TestBrokers
afterEach(() => cluster.close())

const folderNames = (broker: TestBroker, directory: string) =>
  broker.disk
    .list(directory)
    .filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name)

const errorsOfLogDirs = (broker: TestBroker) =>
  broker.ask(async (client) => {
    const { results } = await client.ask(DescribeLogDirs, 4, { topics: null })
    return Object.fromEntries(results.map(({ logDir, errorCode }) => [logDir, errorName(errorCode)]))
  })

const partitionsOf = (broker: TestBroker, name: string) =>
  broker.ask(async (client) => {
    const { topics } = await client.ask(Metadata, 9, { topics: [{ name, topicId: zeroUuid }] })
    return topics[0]?.partitions ?? []
  })

describe('a log directory that is offline at the start', () => {
  it('is done without: new partitions go to the others', async () => {
    cluster = await TestBrokers.start(0)
    const disk = new BreakableDisk(newDisk())
    disk.break('/b')
    const broker = cluster.add(0, twoDirectories)
    broker.disk = disk
    await broker.start()
    await cluster.allKnown()
    await broker.ask((client) => client.createTopic('t', {}, 4))
    expect(folderNames(broker, '/a').sort()).toEqual(['t-0', 't-1', 't-2', 't-3'])
    expect(await errorsOfLogDirs(broker)).toEqual({ '/a': 'NONE', '/b': 'KAFKA_STORAGE_ERROR' })
  })

  it('keeps what it held: replicas that lay there are not begun anew', async () => {
    cluster = await TestBrokers.start(1, twoDirectories)
    const broker = cluster.broker(0)
    await broker.ask((client) => client.createTopic('t', {}, 4))
    const lost = folderNames(broker, '/b')
    expect(lost.length).toBe(2)
    await broker.stop()
    const disk = new BreakableDisk(broker.disk)
    disk.break('/b')
    broker.disk = disk
    await broker.start()
    await cluster.allKnown()
    await eventually('the partitions of that directory have no leader', async () => {
      const partitions = await partitionsOf(broker, 't')
      return partitions.filter(({ leaderId }) => leaderId === -1).length === 2
    })
    for (const { partitionIndex, leaderId, errorCode, offlineReplicas } of await partitionsOf(broker, 't')) {
      const isLost = lost.includes(`t-${partitionIndex}`)
      expect([leaderId, errorName(errorCode)]).toEqual(isLost ? [-1, 'LEADER_NOT_AVAILABLE'] : [0, 'NONE'])
      expect(offlineReplicas).toEqual(isLost ? [0] : [])
    }
    expect(folderNames(broker, '/a').length).toBe(2)
  })
})

describe('a log directory that fails while its broker runs', () => {
  it('takes its replicas offline: others lead them, the rest is served on, nothing is lost', async () => {
    cluster = await TestBrokers.start(2, twoDirectories)
    const broker = cluster.broker(0)
    const disk = new BreakableDisk(newDisk())
    await broker.stop()
    broker.disk = disk
    await broker.start()
    await cluster.allKnown()
    const controller = await cluster.controller()
    await controller.ask((client) => client.createTopic('t', {}, 4, 2))
    await eventually('all in sync', async () =>
      (await partitionsOf(broker, 't')).every(({ isrNodes }) => isrNodes.length === 2),
    )
    const leaderOf = async (partition: number) =>
      cluster.broker((await partitionsOf(broker, 't')).find((p) => p.partitionIndex === partition)?.leaderId ?? -1)
    for (let partition = 0; partition < 4; partition++) {
      const leader = await leaderOf(partition)
      const answer = await leader.ask((client) => client.produce('t', oneRecord(`before ${partition}`), partition))
      expect(answer).toEqual({ error: 'NONE', offset: 0 })
    }
    const lost = folderNames(broker, '/b').map((name) => Number(name.slice(2)))
    expect(lost.length).toBe(2)
    disk.break('/b')
    // Whoever writes there finds out: a client, or the follower with what the leader sends.
    for (const partition of lost) {
      const leader = await leaderOf(partition)
      void leader.ask((client) => client.produce('t', oneRecord('in between'), partition)).catch(() => {})
    }
    await eventually('broker 1 leads what was lost', async () =>
      (await partitionsOf(broker, 't')).every(
        ({ partitionIndex, leaderId, isrNodes, offlineReplicas }) =>
          !lost.includes(partitionIndex) ||
          (leaderId === 1 && isrNodes.join() === '1' && offlineReplicas.join() === '0'),
      ),
    )
    expect(await errorsOfLogDirs(broker)).toEqual({ '/a': 'NONE', '/b': 'KAFKA_STORAGE_ERROR' })
    for (let partition = 0; partition < 4; partition++) {
      const leader = await leaderOf(partition)
      const answer = await leader.ask((client) => client.produce('t', oneRecord('after'), partition))
      expect(answer.error).toBe('NONE')
      const values = (await leader.ask((client) => client.consume('t', partition))).map(({ value }) => String(value))
      expect(values[0]).toBe(`before ${partition}`)
      expect(values.at(-1)).toBe('after')
    }
    await broker.stop()
    disk.mend()
    await broker.start()
    await eventually('all in sync again', async () =>
      (await partitionsOf(broker, 't')).every(({ isrNodes }) => isrNodes.length === 2),
    )
  })
})
