import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServerSet } from '../../kit/server-set.ts'
import { binOf, eventually, type Server } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'

const servers = new ServerSet()
let broker: Server
beforeAll(async () => {
  const zookeeper = await servers.zookeeper('ours')
  broker = await servers.broker('ours', zookeeper)
  const leaving = await servers.broker('ours', zookeeper, { 'broker.id': '1' })
  const create = ['--bootstrap-server', `localhost:${broker.port}`, '--create', '--topic']
  await runTool('ours', 'kafka-topics', [...create, 't', '--replica-assignment', '0'])
  await runTool('ours', 'kafka-topics', [
    ...create,
    'two',
    '--replica-assignment',
    '0:1',
    '--config',
    'min.insync.replicas=2',
  ])
  await leaving.stop()
})
afterAll(() => servers.dispose())

/** What `--explain` says of a producer's requests, while it runs. */
function explained(topic: string, ...args: string[]) {
  const all = ['--explain', '--bootstrap-server', `localhost:${broker.port}`, '--topic', topic, ...args]
  const running = execa(path.join(binOf('ours'), 'kafka-console-producer'), all, { reject: false })
  let stderr = ''
  running.stderr.on('data', (text) => {
    stderr += text
  })
  /** The requests of an API, each with how long its answer took or was waited for. */
  const asked = (api: string) =>
    [...stderr.matchAll(new RegExp(`${api} v\\d+ to .*?: ([\\d.]+) ms`, 'g'))].map(([line, ms]) => ({
      line,
      ms: Number(ms),
    }))
  return { running, asked, stderr: () => stderr }
}

test('--metadata-expiry-ms: topics are asked for anew', async () => {
  const { running, asked } = explained('t', '--metadata-expiry-ms', '100')
  running.stdin.write('a line\n')
  await eventually('four Metadata requests', () => asked('Metadata').length >= 4)
  running.stdin.end()
  expect((await running).exitCode).toBe(0)
})

test('--message-send-max-retries and --retry-backoff-ms: how often, and after what rest', async () => {
  const retries = ['--message-send-max-retries', '2', '--retry-backoff-ms', '600', '--request-timeout-ms', '30000']
  const { running, asked, stderr } = explained('two', '--request-required-acks', 'all', ...retries)
  const begun = performance.now()
  running.stdin.end('a line\n')
  expect((await running).exitCode).toBe(0)
  expect(asked('Produce'), stderr()).toHaveLength(3)
  expect(stderr()).toContain('NotEnoughReplicasException')
  // Twice 600 ms, less what chance takes off (KIP-580).
  expect(performance.now() - begun).toBeGreaterThan(950)
})

test('--request-timeout-ms: a broker that has stopped is waited for so long', async () => {
  const limits = ['--request-timeout-ms', '3000', '--message-send-max-retries', '0']
  const { running, asked, stderr } = explained('t', ...limits, '--request-required-acks', '1')
  running.stdin.write('answered\n')
  await eventually('the first line is there', () => asked('Produce').length === 1)
  broker.signal('SIGSTOP')
  try {
    running.stdin.end('not answered\n')
    expect((await running).exitCode).toBe(0)
  } finally {
    broker.signal('SIGCONT')
  }
  expect(asked('Produce')[1]?.ms, stderr()).toBeGreaterThanOrEqual(2990)
})

test('--line-reader: lines are the only way there is', async () => {
  const at = ['--bootstrap-server', `localhost:${broker.port}`, '--topic', 't', '--line-reader']
  const known = await runTool(
    'ours',
    'kafka-console-producer',
    [...at, 'kafka.tools.ConsoleProducer$LineMessageReader'],
    'a\n',
  )
  expect(known).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  const unknown = await runTool('ours', 'kafka-console-producer', [...at, 'org.example.Reader'], 'a\n')
  expect(unknown.stderr).toContain('java.lang.ClassNotFoundException: org.example.Reader')
  expect(unknown.exitCode).toBe(1)
})

test('kafka-console-consumer --enable-systest-events: tells of its end', async () => {
  const at = ['--bootstrap-server', `localhost:${broker.port}`, '--topic', 't', '--from-beginning']
  const { stdout, exitCode } = await runTool('ours', 'kafka-console-consumer', [
    ...at,
    '--max-messages',
    '1',
    '--enable-systest-events',
  ])
  expect(stdout).toBe('a line\nshutdown_complete')
  expect(exitCode).toBe(0)
})
