import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import { eventually, removeFolder } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'
import { reassign } from './mixed/reassign.ts'
import { verifyByTool } from './mixed/replica-verification.ts'

/** The real command-line tools on three brokers of ours. */
const servers = new ServerSet()
const work = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const topic = 'orders'
const lines = Array.from({ length: 30 }, (_, number) => `order ${number}`)
let cluster: KafkaCluster

describe.skipIf(!realKafka)('the real tools on three brokers of ours', () => {
  beforeAll(async () => {
    cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] })
  })
  afterAll(async () => {
    await servers.dispose()
    removeFolder(work)
  })

  /** Runs a tool on the cluster to a good end; gives what it printed. */
  async function run(name: string, args: readonly string[], input = ''): Promise<string> {
    const { stdout, stderr, exitCode } = await runTool(
      'real',
      name,
      ['--bootstrap-server', cluster.bootstrap, ...args],
      input,
    )
    expect(exitCode, `${name} ${args.join(' ')}: ${stdout}${stderr}`).toBe(0)
    return stdout
  }

  test('kafka-topics creates and describes', async () => {
    await run('kafka-topics', ['--create', '--topic', topic, '--partitions', '3', '--replication-factor', '3'])
    const described = await run('kafka-topics', ['--describe', '--topic', topic])
    expect(described).toMatch(/PartitionCount: 3\tReplicationFactor: 3/)
    expect(described.match(/Isr: \d,\d,\d/g)).toHaveLength(3)
    const leaders = [...described.matchAll(/Leader: (\d)/g)].map(([, leader]) => leader)
    expect(leaders.sort()).toEqual(['0', '1', '2'])
    expect(await run('kafka-topics', ['--describe', '--under-replicated-partitions'])).toBe('')
  })

  test('kafka-console-producer and kafka-console-consumer, in a group', async () => {
    await run('kafka-console-producer', ['--topic', topic, '--request-required-acks', 'all'], `${lines.join('\n')}\n`)
    const consumed = await run('kafka-console-consumer', [
      ...['--topic', topic, '--group', 'shop'],
      ...['--from-beginning', '--max-messages', String(lines.length)],
    ])
    expect(consumed.split('\n').sort()).toEqual([...lines].sort())
    const group = await run('kafka-consumer-groups', ['--describe', '--group', 'shop'])
    const lags = [...group.matchAll(/^shop\s+orders\s+\d\s+\d+\s+\d+\s+(\d+)/gm)].map(([, lag]) => lag)
    // It commits only where it has been sent to: what it wanted may all have been in one partition.
    expect(new Set(lags), group).toEqual(new Set(['0']))
    const offsets = await run('kafka-get-offsets', ['--topic', topic])
    const ends = offsets.split('\n').map((line) => Number(line.split(':')[2]))
    expect(ends.reduce((sum, end) => sum + end, 0)).toBe(lines.length)
  })

  test('kafka-log-dirs describes the replicas of all brokers', async () => {
    const said = await run('kafka-log-dirs', ['--describe', '--topic-list', topic])
    const { brokers } = JSON.parse(said.split('\n').at(-1) ?? '')
    expect(brokers).toHaveLength(3)
    for (const { logDirs } of brokers) {
      expect(logDirs[0]).toMatchObject({ error: null })
      expect(logDirs[0].partitions).toHaveLength(3)
      for (const replica of logDirs[0].partitions) expect(replica).toMatchObject({ offsetLag: 0, isFuture: false })
    }
  })

  test('kafka-replica-verification finds no lag', () => verifyByTool(cluster, topic))

  test('kafka-reassign-partitions moves leaders and followers', async () => {
    const replicas = [
      [2, 1],
      [0, 2],
      [1, 0],
    ]
    await reassign(cluster, 'real', topic, replicas)
    const consumed = await run('kafka-console-consumer', [
      ...['--topic', topic, '--from-beginning', '--max-messages', String(lines.length)],
    ])
    expect(consumed.split('\n').sort()).toEqual([...lines].sort())
  })

  test('kafka-leader-election gives partitions back to their first replicas', async () => {
    const leaders = async () => (await cluster.partitions(topic)).map(({ leader }) => leader)
    const plan = path.join(work, 'elect.json')
    writeFileSync(plan, JSON.stringify({ partitions: [0, 1, 2].map((partition) => ({ topic, partition })) }))
    await cluster.kill(2)
    await eventually('broker 2 leads nothing', async () =>
      (await leaders()).every((leader) => leader !== 2 && leader >= 0),
    )
    await cluster.revive(2)
    await cluster.inSync(topic)
    const said = await run('kafka-leader-election', ['--election-type', 'preferred', '--path-to-json-file', plan])
    expect(said).toContain(`Successfully completed leader election (PREFERRED) for partitions ${topic}-0`)
    expect(await leaders()).toEqual([2, 0, 1])
  })

  test('kafka-broker-api-versions finds a broker of 3.7 in each', async () => {
    const said = await run('kafka-broker-api-versions', [])
    expect(said.match(/\(id: \d rack: null\) -> \(/g)).toHaveLength(3)
    expect(said.match(/AlterPartition\(56\): 0 to 3 /g)).toHaveLength(3)
  })
})
