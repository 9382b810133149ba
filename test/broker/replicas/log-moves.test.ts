import { afterEach, expect, test } from 'vitest'
import { AlterReplicaLogDirs } from '../../../src/wire/kafka/alter-replica-log-dirs.ts'
import { DeleteTopics } from '../../../src/wire/kafka/delete-topics.ts'
import { DescribeLogDirs } from '../../../src/wire/kafka/describe-log-dirs.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { IncrementalAlterConfigs } from '../../../src/wire/kafka/incremental-alter-configs.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { eventually } from '../../kit/servers.ts'
import { WireClient } from '../../kit/wire-client.ts'
import { TestCluster } from '../kit/cluster.ts'

let cluster: TestCluster
afterEach(() => cluster.close())

const [first, second] = ['/kafka-a', '/kafka-b'] as const

const started = async (settings: Record<string, string> = {}) => {
  cluster = await TestCluster.start({
    'log.dirs': `${first},${second}`,
    'controlled.shutdown.enable': 'false',
    ...settings,
  })
}

const ask = <T>(use: (client: WireClient) => Promise<T>) => WireClient.with(cluster.port, use)

async function move(topic: string, partition: number, path: string): Promise<string> {
  const dirs = [{ path, topics: [{ name: topic, partitions: [partition] }] }]
  const { results } = await ask((client) => client.ask(AlterReplicaLogDirs, 2, { dirs }))
  return errorName(results[0]?.partitions[0]?.errorCode ?? -1)
}

/** Where the partition's log is, and its copy, as `directory`, `directory future`. */
async function places(topic: string): Promise<string[]> {
  const { results } = await ask((client) => client.ask(DescribeLogDirs, 4, { topics: null }))
  return results.flatMap(({ logDir, topics }) =>
    topics
      .filter(({ name }) => name === topic)
      .flatMap(({ partitions }) => partitions.map(({ isFutureKey }) => (isFutureKey ? `${logDir} future` : logDir))),
  )
}

const batch = (text: string) => buildBatch([{ timestamp: Date.now(), key: null, value: Buffer.from(text) }])

const setRate = (rate: number) =>
  ask((client) =>
    client.ask(IncrementalAlterConfigs, 1, {
      resources: [
        {
          resourceType: 4,
          resourceName: '0',
          configs: [
            { name: 'replica.alter.log.dirs.io.max.bytes.per.second', configOperation: 0, value: String(rate) },
          ],
        },
      ],
      validateOnly: false,
    }),
  )

test('a log moves to another directory while it is written and read', async () => {
  await started()
  await ask((client) => client.createTopic('t', { 'segment.bytes': '4000' }))
  const [from = ''] = await places('t')
  const to = from === first ? second : first
  const produced: string[] = []
  const produce = async (count: number) => {
    await ask(async (client) => {
      for (let at = 0; at < count; at++) {
        const value = `record ${produced.length} ${'x'.repeat(produced.length % 300)}`
        expect(await client.produce('t', batch(value))).toEqual({ error: 'NONE', offset: produced.length })
        produced.push(value)
      }
    })
  }
  await produce(200)
  const [, moved] = await Promise.all([produce(100), move('t', 0, to)])
  expect(moved).toBe('NONE')
  await eventually('it is there', async () => (await places('t')).join() === to)
  await produce(50)
  const values = (await ask((client) => client.consume('t'))).map(({ value }) => String(value))
  expect(values).toEqual(produced)
  expect(cluster.disk.list(from).filter(({ name }) => /^t-0\.[0-9a-f]{32}-delete$/.test(name))).toHaveLength(1)
  await cluster.restart({ 'log.dirs': `${first},${second}`, 'controlled.shutdown.enable': 'false' })
  await ask((client) => client.led('t'))
  expect(await places('t')).toEqual([to])
  expect((await ask((client) => client.consume('t'))).map(({ value }) => String(value))).toEqual(produced)
})

test('a throttled move is seen, goes on after a restart, can be turned back, and ends', async () => {
  const settings = { 'replica.fetch.max.bytes': '500', 'replica.fetch.backoff.ms': '20' }
  await started(settings)
  await setRate(1)
  await ask((client) => client.createTopic('t'))
  const [from = ''] = await places('t')
  const to = from === first ? second : first
  await ask(async (client) => {
    for (let at = 0; at < 50; at++) await client.produce('t', batch(`record ${at}`))
  })
  expect(await move('t', 0, to)).toBe('NONE')
  expect((await places('t')).sort()).toEqual([from, `${to} future`].sort())
  expect(await move('t', 0, from)).toBe('NONE')
  expect(await places('t')).toEqual([from])
  expect(await move('t', 0, to)).toBe('NONE')
  await cluster.restart({ 'log.dirs': `${first},${second}`, 'controlled.shutdown.enable': 'false', ...settings })
  await ask((client) => client.led('t'))
  expect((await places('t')).sort()).toEqual([from, `${to} future`].sort())
  await setRate(1_000_000)
  await eventually('it is there', async () => (await places('t')).join() === to)
  expect(await ask((client) => client.consume('t'))).toHaveLength(50)
})

test('what can not be moved is told in Kafka’s errors; what is not here yet will be made there', async () => {
  await started()
  await ask((client) => client.createTopic('t'))
  expect(await move('t', 0, '/elsewhere')).toBe('LOG_DIR_NOT_FOUND')
  expect(await move('t', 5, second)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  expect(await move('x'.repeat(240), 0, second)).toBe('INVALID_TOPIC_EXCEPTION')
  for (const directory of [first, second]) {
    const topic = `to${directory.slice(-1)}`
    for (const partition of [0, 1, 2])
      expect(await move(topic, partition, directory)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    await ask((client) => client.createTopic(topic, {}, 3))
    expect(await places(topic)).toEqual([directory, directory, directory])
  }
})

test('a topic that is deleted takes its copies with it', async () => {
  await started()
  await setRate(0)
  await ask((client) => client.createTopic('t', { 'file.delete.delay.ms': '10' }))
  await ask((client) => client.produce('t', batch('a')))
  const [from = ''] = await places('t')
  await ask((client) => client.produce('t', batch('b')))
  expect(await move('t', 0, from === first ? second : first)).toBe('NONE')
  await ask((client) => client.ask(DeleteTopics, 5, { topicNames: ['t'], timeoutMs: 5000 }))
  await eventually('nothing is left', () =>
    [first, second].every((directory) => cluster.disk.list(directory).every(({ name }) => !name.startsWith('t-'))),
  )
})
