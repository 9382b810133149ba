import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RecordBatch } from '../../src/wire/records/batch.ts'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { ServerSet } from '../kit/server-set.ts'
import { binOf, eventually } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

const servers = new ServerSet()
const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
let cluster: KafkaCluster

const logDir = (broker: number, name: 'a' | 'b') => path.join(folder, `broker-${broker}-${name}`)

beforeAll(async () => {
  const own = Object.fromEntries(
    [0, 1, 2].map((id) => [id, { settings: { 'log.dirs': `${logDir(id, 'a')},${logDir(id, 'b')}` } }]),
  )
  const makers = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
  cluster = await KafkaCluster.start(servers, makers, { 'replica.lag.time.max.ms': '3000' }, own)
})

afterAll(async () => {
  await servers.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** What the tool says on stdout; fails when it fails. */
async function say(name: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runTool('ours', name, ['--bootstrap-server', cluster.bootstrap, ...args])
  expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

function planFile(...partitions: object[]): string {
  const file = path.join(folder, 'plan.json')
  writeFileSync(file, JSON.stringify({ version: 1, partitions }))
  return file
}

const reassign = (action: string, ...args: string[]) =>
  say('kafka-reassign-partitions', action, '--reassignment-json-file', ...args)

async function produce(topic: string, lines: readonly string[]): Promise<void> {
  const args = ['--bootstrap-server', cluster.bootstrap, '--topic', topic, '--request-required-acks', 'all']
  const { exitCode, stderr } = await runTool('ours', 'kafka-console-producer', args, `${lines.join('\n')}\n`)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
}

/** Which of a broker's log directories has the partition. */
async function logDirOf(broker: number, partition: string): Promise<string> {
  const text = await say('kafka-log-dirs', '--describe', '--broker-list', String(broker))
  const { brokers } = JSON.parse(text.split('\n').at(-1) ?? '')
  for (const { logDir: directory, partitions } of brokers[0].logDirs) {
    if (partitions.some((one: { partition: string }) => one.partition === partition)) return directory
  }
  throw new Error(`broker ${broker} has no ${partition}`)
}

test('a throttled move shows in every tool until it is let go', async () => {
  await cluster.createTopic('slow', [[0, 1]])
  await produce(
    'slow',
    Array.from({ length: 2000 }, (_, index) => `${index} ${'x'.repeat(1000)}`),
  )
  const plan = planFile({ topic: 'slow', partition: 0, replicas: [2, 0] })
  expect(await reassign('--execute', plan, '--throttle', '1000')).toContain(
    'The inter-broker throttle limit was set to 1000 B/s\nSuccessfully started partition reassignment for slow-0',
  )
  expect(await say('kafka-reassign-partitions', '--list')).toBe(
    'Current partition reassignments:\nslow-0: replicas: 2,0,1. adding: 2. removing: 1.',
  )
  expect(await say('kafka-topics', '--describe', '--topic', 'slow')).toMatch(
    /Configs: .*leader\.replication\.throttled\.replicas=0:0,0:1.*\n\tTopic: slow\tPartition: 0\tLeader: 0\tReplicas: 2,0,1\tIsr: 0,1\tAdding Replicas: 2\tRemoving Replicas: 1$/,
  )
  expect(await reassign('--verify', plan)).toContain('Reassignment of partition slow-0 is still in progress.')
  const again = await runTool('ours', 'kafka-reassign-partitions', [
    ...['--bootstrap-server', cluster.bootstrap, '--execute', '--reassignment-json-file', plan],
  ])
  expect(again).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/^Cannot execute because there is an exist/),
  })
  await reassign('--execute', plan, '--throttle', '100000000', '--additional')
  await eventually('the move is done', async () => (await reassign('--verify', plan)).includes('slow-0 is completed.'))
  const settings = ['--describe', '--entity-type', 'brokers', '--entity-name', '2']
  expect(await say('kafka-configs', ...settings)).toBe('Dynamic configs for broker 2 are:')
})

test('a replica moves to another log directory of its broker', async () => {
  await cluster.createTopic('shelved', [[0, 1]])
  await produce('shelved', ['one', 'two', 'three'])
  const from = await logDirOf(0, 'shelved-0')
  const to = from === logDir(0, 'a') ? logDir(0, 'b') : logDir(0, 'a')
  const plan = planFile({ topic: 'shelved', partition: 0, replicas: [0, 1], log_dirs: [to, 'any'] })
  expect(await reassign('--verify', plan)).toContain(`is not being moved from log dir ${from} to ${to}.`)
  expect(await reassign('--execute', plan)).toContain('Successfully started log directory move for: shelved-0-0')
  await eventually('it is there', async () => (await reassign('--verify', plan)).includes('completed successfully.'))
  expect(await logDirOf(0, 'shelved-0')).toBe(to)
})

test('replicas that are not the same are found', async () => {
  await cluster.createTopic('compared', [[0, 1, 2]])
  await produce('compared', ['one'])
  const file = path.join(await logDirOf(2, 'compared-0'), 'compared-0', '00000000000000000000.log')
  await cluster.leave(2)
  const bytes = readFileSync(file)
  bytes.write('X', bytes.indexOf('one'))
  new RecordBatch(bytes).updateCrc()
  writeFileSync(file, bytes)
  await cluster.revive(2)
  await cluster.inSync('compared')
  const report = execa(path.join(binOf('ours'), 'kafka-replica-verification'), [
    ...['--broker-list', cluster.bootstrap, '--topics-include', 'compared', '--time', '-2'],
    ...['--report-interval-ms', '100', '--max-wait-ms', '100'],
  ])
  let told = ''
  report.stdout.on('data', (text: Buffer) => {
    told += text
  })
  report.catch(() => {})
  await eventually('it was compared', () => told.includes('max lag is 0 for partition compared-0 at offset 1'))
  report.kill('SIGINT')
  // Followers hear of the high watermark a round trip late: until then there is nothing to compare.
  expect(told).toMatch(
    /: verification process is started\n(?:.*: max lag is 1 for partition compared-0 at offset 0 among 1 partitions\n)*.*: partition compared-0 has unmatched checksum at offset 0; replica 0's checksum \d+; replica 2's checksum \d+\n/,
  )
})

test('the console tools carry on when a leader is killed', async () => {
  await cluster.createTopic('lasting', [[1, 2, 0]])
  const common = ['--bootstrap-server', cluster.bootstrap, '--topic', 'lasting']
  const consumer = execa(path.join(binOf('ours'), 'kafka-console-consumer'), [
    ...common,
    ...['--from-beginning', '--group', 'watchers', '--max-messages', '40'],
  ])
  const producer = execa(path.join(binOf('ours'), 'kafka-console-producer'), [
    ...common,
    ...['--request-required-acks', 'all', '--message-send-max-retries', '1000'],
  ])
  for (let line = 0; line < 20; line++) producer.stdin.write(`${line}\n`)
  await cluster.kill(1)
  for (let line = 20; line < 40; line++) producer.stdin.write(`${line}\n`)
  producer.stdin.end()
  expect((await producer).exitCode).toBe(0)
  const { stdout, stderr } = await consumer
  expect(stdout.split('\n')).toEqual(Array.from({ length: 40 }, (_, line) => String(line)))
  expect(stderr).toContain('Processed a total of 40 messages')
  await cluster.revive(1)
})
