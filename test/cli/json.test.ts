import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../../src/cli/kit/command.ts'
import { renderJsonReference } from '../../src/cli/kit/schema/reference.ts'
import { root } from '../kit/bundle.ts'
import { jsonLines, runJson } from '../kit/json-lines.ts'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { ServerSet } from '../kit/server-set.ts'
import { eventually } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

/** Commands without `--json`, and why. */
const without: Readonly<Record<string, string>> = {
  'kafka-run-class': 'it hands all its words over to the command of the class',
}

const folder = path.join(root, 'src/cli/commands')
const commands: Command[] = []
for (const file of readdirSync(folder)) commands.push((await import(path.join(folder, file))).default)
const withJson = commands.filter(({ results }) => results !== undefined)

test('every command has --json, but for those that are known not to', () => {
  const names = commands.filter(({ results }) => results === undefined).map(({ name }) => name)
  expect(names.sort()).toEqual(Object.keys(without).sort())
})

test('docs/json.md is in step with the tables', () => {
  const described = [...commands].sort((a, b) => (a.name < b.name ? -1 : 1))
  expect(readFileSync(path.join(root, 'docs/json.md'), 'utf8')).toBe(renderJsonReference(described))
})

test.each(withJson.map(({ name, results = [] }) => ({ name, results })))(
  '$name: each kind has a name of its own',
  ({ results }) => {
    const kinds = results.map(({ kind }) => kind)
    expect(new Set(kinds).size).toBe(kinds.length)
    for (const kind of kinds) expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/)
  },
)

const servers = new ServerSet()
const files = mkdtempSync(path.join(tmpdir(), 'kafkabox-json-'))
let cluster: KafkaCluster

beforeAll(async () => {
  const makers = { zookeeper: 'ours', brokers: ['ours', 'ours'] } as const
  cluster = await KafkaCluster.start(servers, makers, { 'offsets.topic.replication.factor': '1' })
})

afterAll(async () => {
  await servers.dispose()
  rmSync(files, { recursive: true, force: true })
})

function file(name: string, content: unknown): string {
  const full = path.join(files, name)
  writeFileSync(full, typeof content === 'string' ? content : JSON.stringify(content))
  return full
}

const seen = new Map<string, Set<unknown>>()

async function run(name: string, args: readonly string[], input = '') {
  const told = await runJson(name, args, input)
  const kinds = seen.get(name) ?? new Set()
  for (const { kind } of told.results) kinds.add(kind)
  seen.set(name, kinds)
  return told
}

const filesIn = (where: string) =>
  readdirSync(where, { recursive: true, encoding: 'utf8' }).map((name) => path.join(where, name))
const segment = /\/orders-\d\/0+\.log$/

const onCluster = (name: string, ...args: string[]) => run(name, ['--bootstrap-server', cluster.bootstrap, ...args])
const success = { exitCode: 0, diagnostics: [] }

describe('on a cluster', () => {
  test('kafka-topics', async () => {
    const topics = (...args: string[]) => onCluster('kafka-topics', ...args)
    expect(await topics('--create', '--topic', 'orders', '--partitions', '2')).toEqual({
      ...success,
      results: [{ kind: 'topic-created', topic: 'orders', isNew: true }],
    })
    expect(await topics('--create', '--topic', 'orders')).toMatchObject({
      exitCode: 1,
      results: [],
      diagnostics: [{ error: { type: 'TopicExistsException', code: 36, broker: { host: 'localhost' } } }],
    })
    expect(await topics('--alter', '--topic', 'orders', '--partitions', '3')).toMatchObject(success)
    expect(await topics('--describe', '--topic', 'orders')).toMatchObject({
      ...success,
      results: [{ kind: 'topic-description', partitionCount: 3, partitions: [{}, {}, {}] }],
    })
    expect(await topics('--create', '--topic', 'short.lived')).toMatchObject({ diagnostics: [{ warning: {} }] })
    expect(await topics('--delete', '--topic', 'short.lived')).toMatchObject({ results: [{ topic: 'short.lived' }] })
    expect(await topics('--list')).toMatchObject({ ...success, results: [{ topic: 'orders', partitionCount: 3 }] })
    expect(await topics('--describe', '--topic', 'order')).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { type: 'IllegalArgumentException', hint: 'did you mean orders' } }],
    })
    expect(await topics('--lst')).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { type: 'UnrecognizedOptionException', hint: 'did you mean --list' } }],
    })
  })

  test('kafka-configs', async () => {
    const configs = (...args: string[]) => onCluster('kafka-configs', ...args)
    expect(await configs('--topic', 'orders', '--alter', '--add-config', 'retention.ms=9223372036854775807')).toEqual({
      ...success,
      results: [{ kind: 'config-altered', entityType: 'topics', entityName: 'orders' }],
    })
    expect(await configs('--topic', 'orders', '--describe')).toMatchObject({
      ...success,
      results: [{ name: 'retention.ms', value: '9223372036854775807', source: 'DYNAMIC_TOPIC_CONFIG' }],
    })
    const quota = ['--user', 'alice', '--alter', '--add-config', 'producer_byte_rate=1024']
    expect(await configs(...quota)).toMatchObject(success)
    expect(await configs('--user', 'alice', '--describe')).toMatchObject({
      exitCode: 0,
      results: [{ entity: { user: 'alice' }, quotas: { producer_byte_rate: 1024 } }],
    })
    expect(await configs('--topic', 'orders', '--alter', '--add-config', 'retention.ms=long')).toMatchObject({
      exitCode: 1,
      results: [],
      diagnostics: [{ error: { type: 'InvalidConfigurationException', code: 40 } }],
    })
    const scram = ['--alter', '--add-config', 'SCRAM-SHA-256=[password=secret]', '--entity-type', 'users']
    const zookeeper = ['--zookeeper', `localhost:${cluster.zookeeper.port}`]
    expect(await run('kafka-configs', [...zookeeper, ...scram, '--entity-name', 'bob'])).toMatchObject({
      exitCode: 0,
      results: [{ entityType: 'users', entityName: 'bob' }],
    })
    expect(await run('kafka-configs', [...zookeeper, '--describe', '--entity-type', 'users'])).toMatchObject({
      exitCode: 0,
      results: expect.arrayContaining([expect.objectContaining({ kind: 'stored-config', entityName: 'bob' })]),
    })
  })

  test('kafka-console-producer and kafka-console-consumer', async () => {
    const onOrders = ['--bootstrap-server', cluster.bootstrap, '--topic', 'orders']
    expect(await run('kafka-console-producer', onOrders, 'a\nb\n')).toMatchObject({
      ...success,
      results: [{ kind: 'record-sent', topic: 'orders' }, {}],
    })
    const consumed = await run('kafka-console-consumer', [...onOrders, '--from-beginning', '--max-messages', '2'])
    expect(consumed).toMatchObject({ exitCode: 0, diagnostics: [{ warning: {} }] })
    expect(consumed.results.map(({ value }) => value).sort()).toEqual(['a', 'b'])
    expect(await run('kafka-console-consumer', [...onOrders, '--formatter', 'x.y'])).toMatchObject({
      exitCode: 1,
      results: [],
      diagnostics: [{ error: { type: 'ClassNotFoundException' } }],
    })
  })

  test('kafka-get-offsets and kafka-delete-records', async () => {
    const offsets = await onCluster('kafka-get-offsets', '--topic', 'orders')
    expect(offsets).toMatchObject(success)
    expect(offsets.results.reduce((sum, { offset }) => sum + Number(offset), 0)).toBe(2)
    expect(await onCluster('kafka-get-offsets', '--topic', 'none')).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { message: 'Could not match any topic-partitions with the specified filters' } }],
    })
    const partitions = [-1, -1, 99].map((offset, partition) => ({ topic: 'orders', partition, offset }))
    const deleted = await onCluster(
      'kafka-delete-records',
      '--offset-json-file',
      file('offsets.json', { version: 1, partitions }),
    )
    expect(deleted).toMatchObject({ exitCode: 0 })
    expect(deleted.results.filter(({ error }) => error !== null)).toMatchObject([
      { partition: 2, lowWatermark: null, error: { type: 'OffsetOutOfRangeException', code: 1 } },
    ])
    expect(await onCluster('kafka-delete-records', '--offset-json-file', '/nowhere')).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { type: 'IOException' } }],
    })
    const asked = ['--bootstrap-server', cluster.bootstrap, '--topic', 'orders']
    const plain = await runTool('ours', 'kafka-get-offsets', asked)
    expect(plain).toMatchObject({ stderr: '', exitCode: 0 })
    expect(await runTool('ours', 'kafka-get-offsets', [...asked, '--version', '--help'])).toEqual(plain)
  })

  test('kafka-consumer-groups', async () => {
    const groups = (...args: string[]) => onCluster('kafka-consumer-groups', ...args)
    const reset = ['--group', 'g', '--topic', 'orders', '--reset-offsets', '--to-earliest', '--execute']
    expect(await groups(...reset)).toMatchObject({ ...success, results: [{ group: 'g' }, {}, {}] })
    expect((await groups('--list')).results).toContainEqual({ kind: 'group', group: 'g', state: 'Empty' })
    expect(await groups('--describe', '--group', 'g')).toMatchObject({
      exitCode: 0,
      results: [{ kind: 'group-offset', memberId: null, lag: expect.any(Number) }, {}, {}],
      diagnostics: [{ warning: {} }],
    })
    expect(await groups('--describe', '--group', 'g', '--state')).toMatchObject({ results: [{ kind: 'group-state' }] })
    expect(await groups('--delete-offsets', '--group', 'g', '--topic', 'orders:0,7')).toMatchObject({
      results: [
        { partition: 0, error: null },
        { partition: 7, error: { type: 'UnknownTopicOrPartitionException' } },
      ],
    })
    expect(await groups('--delete', '--group', 'g', '--group', 'nobody')).toMatchObject({
      results: expect.arrayContaining([
        { kind: 'group-deleted', group: 'g', error: null },
        expect.objectContaining({ group: 'nobody', error: expect.objectContaining({ code: 69 }) }),
      ]),
    })
    expect(await groups('--describe', '--group', 'nobody')).toMatchObject({
      diagnostics: [{ error: { message: "Consumer group 'nobody' does not exist." } }],
    })
  })

  test('kafka-log-dirs, kafka-cluster, kafka-broker-api-versions and kafka-leader-election', async () => {
    expect(await onCluster('kafka-log-dirs', '--describe')).toMatchObject({
      ...success,
      results: [{ broker: 0 }, { broker: 1 }],
    })
    expect(await onCluster('kafka-log-dirs', '--describe', '--broker-list', '7')).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { type: 'TerseException' } }],
    })
    const toCluster = ['--bootstrap-server', cluster.bootstrap]
    expect(await run('kafka-cluster', ['cluster-id', ...toCluster])).toMatchObject({ ...success, results: [{}] })
    expect(await run('kafka-cluster', ['unregister', '--id', '9', ...toCluster])).toMatchObject({
      ...success,
      results: [{ isSupported: false }],
    })
    expect(await run('kafka-cluster', ['cluster-it'])).toMatchObject({ exitCode: 1, diagnostics: [{ error: {} }] })
    const versions = await onCluster('kafka-broker-api-versions')
    expect(versions).toMatchObject({ ...success, results: [{ error: null }, { error: null }] })
    expect(
      await onCluster('kafka-leader-election', '--election-type', 'preferred', '--topic', 'orders', '--partition', '0'),
    ).toMatchObject({
      exitCode: 0,
      results: [{ outcome: 'not-needed', error: null }],
    })
    expect(await onCluster('kafka-leader-election', '--election-type', 'preferred')).toMatchObject({
      exitCode: 0,
      results: [],
      diagnostics: [{ error: { type: 'AdminCommandFailedException' } }],
    })
  })

  test('kafka-reassign-partitions', async () => {
    const reassign = (...args: string[]) => onCluster('kafka-reassign-partitions', ...args)
    const topics = file('topics.json', { version: 1, topics: [{ topic: 'orders' }] })
    expect(await reassign('--generate', '--topics-to-move-json-file', topics, '--broker-list', '0,1')).toMatchObject({
      ...success,
      results: [{ current: [{}, {}, {}], proposed: [{}, {}, {}] }],
    })
    const plan = file('plan.json', { version: 1, partitions: [{ topic: 'orders', partition: 0, replicas: [0, 1] }] })
    expect(await reassign('--execute', '--reassignment-json-file', plan, '--throttle', '1000000')).toMatchObject({
      exitCode: 0,
      results: [{ kind: 'throttle-set' }, { kind: 'reassignment-started', replicas: [0, 1] }],
    })
    expect(await reassign('--list')).toMatchObject(success)
    expect(await reassign('--verify', '--reassignment-json-file', plan)).toMatchObject({
      exitCode: 0,
      results: expect.arrayContaining([
        expect.objectContaining({ kind: 'reassignment-status', wantedReplicas: [0, 1] }),
      ]),
    })
    expect(await reassign('--cancel', '--reassignment-json-file', plan)).toMatchObject({ exitCode: 0 })
    expect(await reassign('--verify', '--reassignment-json-file', file('bad.json', '{'))).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { type: 'AdminOperationException' } }],
    })
  })

  test('kafka-dump-log', async () => {
    const names = cluster.ids.flatMap((id) => filesIn(cluster.broker(id).folder)).filter((name) => segment.test(name))
    const dumped = await run('kafka-dump-log', ['--files', names.join(','), '--print-data-log'])
    expect(dumped).toMatchObject(success)
    expect(dumped.results.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['batch', 'record']))
    const indexes = names.map((name) => name.replace(/log$/, 'index')).join(',')
    expect(await run('kafka-dump-log', ['--files', indexes, '--index-sanity-check'])).toMatchObject({
      ...success,
      results: expect.arrayContaining([expect.objectContaining({ kind: 'index-checked' })]),
    })
    expect(await run('kafka-dump-log', ['--files', '/nowhere/0.log'])).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { type: 'NoSuchFileException' } }],
    })
  })

  test('zookeeper-shell', async () => {
    const shell = (...words: string[]) => run('zookeeper-shell', [`localhost:${cluster.zookeeper.port}`, ...words])
    const told = async (...words: string[]) => (await shell(...words)).results.filter(({ kind }) => kind !== 'event')
    expect(await told('create', '/json', 'data')).toEqual([{ kind: 'created', path: '/json' }])
    expect(await told('get', '/json')).toMatchObject([{ data: 'data', encoding: 'utf8', stat: { dataLength: 4 } }])
    expect(await told('set', '/json', 'more')).toMatchObject([{ kind: 'stat', stat: { version: 1 } }])
    expect(await told('stat', '/json')).toMatchObject([{ path: '/json', stat: { ephemeralOwner: '0x0' } }])
    expect(await told('getAcl', '/json')).toMatchObject([{ acl: [{ scheme: 'world', permissions: 'cdrwa' }] }])
    expect(await told('ls', '/')).toMatchObject([{ children: expect.arrayContaining(['json', 'brokers']) }])
    expect(await told('ls', '-R', '/json')).toEqual([{ kind: 'node', path: '/json' }])
    expect(await told('getAllChildrenNumber', '/json')).toMatchObject([{ count: 0 }])
    expect(await told('getEphemerals')).toMatchObject([{ paths: [] }])
    expect(await told('whoami')).toMatchObject([{ kind: 'identity' }])
    expect(await told('sync', '/json')).toEqual([{ kind: 'text', text: 'Sync is OK' }])
    expect(await told('delete', '/json')).toEqual([{ kind: 'deleted', path: '/json' }])
    expect(await shell('get', '/json')).toMatchObject({
      exitCode: 1,
      diagnostics: expect.arrayContaining([
        { error: expect.objectContaining({ type: 'KeeperException', code: -101 }) },
      ]),
    })
  })

  test('kafka-acls, kafka-delegation-tokens and zookeeper-security-migration', async () => {
    const noAuthorizer = [{ error: { type: 'SecurityDisabledException', code: 54 } }]
    expect(await onCluster('kafka-acls', '--list')).toMatchObject({ exitCode: 1, diagnostics: noAuthorizer })
    const connect = ['--authorizer-properties', `zookeeper.connect=localhost:${cluster.zookeeper.port}`]
    const entry = ['--topic', 'orders', '--allow-principal', 'User:alice', '--operation', 'Read']
    const diagnostics = [{ warning: {} }]
    expect(await run('kafka-acls', [...connect, '--add', ...entry])).toMatchObject({
      exitCode: 0,
      diagnostics,
      results: [{ kind: 'acl-added' }, { kind: 'acl', resourceName: 'orders', principal: 'User:alice' }],
    })
    expect(await run('kafka-acls', [...connect, '--remove', '--force', ...entry])).toMatchObject({
      exitCode: 0,
      results: [{ kind: 'acl-removed', operation: 'READ' }],
    })
    const settings = ['--command-config', file('tokens.properties', '')]
    expect(await onCluster('kafka-delegation-tokens', ...settings, '--describe')).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { type: 'UnsupportedByAuthenticationException' } }],
    })
    expect(await run('zookeeper-security-migration', ['--zookeeper.acl', 'secure'])).toMatchObject({
      exitCode: 1,
      diagnostics: expect.arrayContaining([{ error: expect.objectContaining({ type: 'IllegalArgumentException' }) }]),
    })
  })

  test('load and verification', async () => {
    const toCluster = ['--bootstrap-server', cluster.bootstrap]
    const props = ['--producer-props', `bootstrap.servers=${cluster.bootstrap}`]
    const load = ['--topic', 'orders', '--num-records', '20', '--record-size', '10', '--throughput', '-1']
    expect(await run('kafka-producer-perf-test', [...load, ...props])).toMatchObject({ exitCode: 0 })
    const messages = ['--topic', 'orders', '--messages', '5']
    expect(await run('kafka-consumer-perf-test', [...toCluster, ...messages])).toMatchObject({ exitCode: 0 })
    const few = ['--topic', 'orders', '--max-messages', '3']
    expect(await run('kafka-verifiable-producer', [...toCluster, ...few])).toMatchObject({ exitCode: 0 })
    const group = ['--group-id', 'verified', '--reset-policy', 'earliest']
    expect(await run('kafka-verifiable-consumer', [...toCluster, ...few, ...group])).toMatchObject({ exitCode: 0 })
    expect(await run('kafka-e2e-latency', [cluster.bootstrap, 'orders', '5', 'all', '10'])).toMatchObject({
      exitCode: 0,
    })
    expect(
      await run('kafka-replica-verification', ['--broker-list', cluster.bootstrap, '--topics-include', 'none']),
    ).toMatchObject({
      exitCode: 1,
      diagnostics: expect.arrayContaining([{ error: expect.objectContaining({ type: 'NoTopics' }) }]),
    })
  })

  test('what a cluster with ZooKeeper has not', async () => {
    const toCluster = ['--bootstrap-server', cluster.bootstrap]
    const refused = {
      exitCode: 1,
      results: [],
      diagnostics: expect.arrayContaining([{ error: expect.objectContaining({ cause: expect.any(String) }) }]),
    }
    expect(await run('kafka-metadata-quorum', [...toCluster, 'describe', '--status'])).toMatchObject(refused)
    expect(await run('kafka-client-metrics', [...toCluster, '--list'])).toMatchObject(refused)
    await run('kafka-features', [...toCluster, 'describe'])
    await run('kafka-transactions', [...toCluster, 'list'])
    await run('kafka-streams-application-reset', [...toCluster, '--application-id', 'none'])
    await run('zkCli', ['-server', `localhost:${cluster.zookeeper.port}`, 'ls', '/'])
  })

  test('--explain tells each request, and to whom it went', async () => {
    const { diagnostics } = await onCluster('kafka-topics', '--list', '--explain')
    expect(diagnostics).toMatchObject([
      { request: { api: 'ApiVersions', version: 3, broker: { id: null } } },
      { request: { api: 'Metadata', errors: [], sentBytes: expect.any(Number), receivedBytes: expect.any(Number) } },
    ])
    const text = await runTool('ours', 'kafka-topics', ['--bootstrap-server', cluster.bootstrap, '--list', '--explain'])
    expect(text.stdout.split('\n')).toContain('orders')
    expect(text.stderr).toMatch(/^explain: ApiVersions v3 to localhost:\d+: [\d.]+ ms, \d+ bytes out, \d+ in$/m)
    const ofZooKeeper = await run('zookeeper-shell', [
      `localhost:${cluster.zookeeper.port}`,
      'get',
      '/nix',
      '--explain',
    ])
    expect(ofZooKeeper.diagnostics).toContainEqual({
      zookeeper: expect.objectContaining({
        operation: 'getData',
        path: '/nix',
        error: 'KeeperErrorCode = NoNode for /nix',
      }),
    })
    const nothing = await runTool('ours', 'kafka-dump-log', ['--files', '/nowhere/0.log', '--explain'])
    expect(nothing.stderr).toMatch(/^explain: nothing was sent to any server$/m)
  })
})

describe('on files and processes', () => {
  test('kafka-storage', async () => {
    const settings = [
      'process.roles=controller',
      'node.id=1',
      'controller.quorum.voters=1@localhost:9093',
      'listeners=CONTROLLER://localhost:9093',
      'controller.listener.names=CONTROLLER',
      `log.dirs=${path.join(files, 'kraft')}`,
    ]
    const config = ['-c', file('kraft.properties', settings.join('\n'))]
    expect(await run('kafka-storage', ['random-uuid'])).toMatchObject({ ...success, results: [{ kind: 'uuid' }] })
    expect(await run('kafka-storage', ['info', ...config])).toMatchObject({
      exitCode: 1,
      results: [{ kind: 'storage', directories: [], version: null, problems: [expect.any(String)] }],
    })
    const format = ['format', ...config, '-t', 'MkU3OEVBNTcwNTJENDM2Qg']
    expect(await run('kafka-storage', format)).toMatchObject({ ...success, results: [{ kind: 'directory-formatted' }] })
    expect(await run('kafka-storage', format)).toMatchObject({ exitCode: 1, diagnostics: [{ error: {} }] })
    expect(await run('kafka-storage', ['info', ...config])).toMatchObject({
      ...success,
      results: [{ version: 1, clusterId: 'MkU3OEVBNTcwNTJENDM2Qg', nodeId: 1, problems: [] }],
    })
  })

  test('zkServer.sh, the toolkits and the stop scripts', async () => {
    const found = filesIn(cluster.zookeeper.folder)
    const log = found.find((name) => /\/log\.[0-9a-f]+$/.test(name)) ?? ''
    expect(await run('zkTxnLogToolkit', [log])).toMatchObject({
      ...success,
      results: expect.arrayContaining([expect.objectContaining({ type: 'createSession', isValid: true })]),
    })
    expect(await run('zkTxnLogToolkit', ['/nowhere'])).toMatchObject({ exitCode: 1, diagnostics: [{ error: {} }] })
    const snapshot = found.find((name) => /\/snapshot\.[0-9a-f]+$/.test(name)) ?? ''
    expect(await run('zkSnapShotToolkit', [snapshot, '-d'])).toMatchObject({
      ...success,
      results: expect.arrayContaining([expect.objectContaining({ kind: 'znode', path: '/' })]),
    })
    expect(await run('zkSnapShotToolkit', ['/nowhere'])).toMatchObject({ exitCode: 2, diagnostics: [{ error: {} }] })
    expect(await run('kafka-server-stop', ['--node-id=987654'])).toMatchObject({
      exitCode: 1,
      diagnostics: [{ error: { message: 'No kafka server to stop' } }],
    })
    const config = file('zoo.cfg', `clientPort=${cluster.zookeeper.port}\ndataDir=${files}\n`)
    expect(await run('zkServer', ['status', config])).toMatchObject({ exitCode: 0, results: [{ mode: 'standalone' }] })
    expect(await run('zkServer', ['version'])).toMatchObject({ exitCode: 0, results: [{ kind: 'server-version' }] })
    expect(await run('zkServer', ['status', file('none.cfg', `dataDir=${files}\n`)])).toMatchObject({ exitCode: 1 })
  })
})

/** Starts it, and ends it when it says that it serves. */
async function serve(name: string, ...args: string[]) {
  const server = execa(path.join(root, 'bin', name), [...args, '--json'], { reject: false })
  let output = ''
  server.stdout.on('data', (data) => {
    output += data
  })
  await eventually(`${name} serves`, () => output.includes('\n') || server.exitCode !== null)
  server.kill('SIGTERM')
  const { stdout, stderr, exitCode } = await server
  return { ...(await jsonLines(name, { stdout, stderr })), exitCode, pid: server.pid }
}

test.each([
  ['zkServer', ['start-foreground'], ['clientPort=0', 'admin.enableServer=false']],
  ['zookeeper-server-start', [], ['clientPort=0', 'admin.enableServer=false']],
  ['kafka-server-start', [], ['broker.id=7', 'listeners=PLAINTEXT://localhost:0']],
])('%s: where it serves on stdout, its log on stderr', async (name, words, settings) => {
  const data = path.join(files, `${name}-data`)
  const more = [`dataDir=${data}`, `log.dirs=${data}`, `zookeeper.connect=localhost:${cluster.zookeeper.port}`]
  const { pid, ...told } = await serve(name, ...words, file(`${name}.cfg`, [...settings, ...more].join('\n')))
  const addresses = [expect.stringMatching(/^localhost:\d+$/)]
  expect(told).toMatchObject({ exitCode: 143, results: [{ kind: 'server-started', pid, addresses }] })
  expect(told.diagnostics).toContainEqual({ log: expect.objectContaining({ level: 'INFO', thrown: null }) })
})

test('servers that can not start, and what needs Java', async () => {
  expect(await run('zookeeper-server-start', ['/nowhere'])).toMatchObject({
    exitCode: 2,
    results: [],
    diagnostics: expect.arrayContaining([
      { error: expect.objectContaining({ type: 'QuorumPeerConfig$ConfigException' }) },
    ]),
  })
  expect(await run('kafka-server-start', [file('any.properties', ''), 'y'])).toMatchObject({
    exitCode: 1,
    diagnostics: [{ error: { message: 'Found non argument parameters: y' } }],
  })
  expect(await run('kafka-server-start', [])).toMatchObject({ exitCode: 1, diagnostics: [{ error: {} }] })
  const refusing = withJson.filter(({ results }) => results?.length === 0).map(({ name }) => name)
  expect(refusing).toHaveLength(7)
  for (const name of refusing) {
    expect(await run(name, ['any'])).toMatchObject({ exitCode: 1, results: [], diagnostics: [{ error: {} }] })
  }
})

test('each command was run', () => {
  const unseen = withJson.map(({ name }) => name).filter((name) => !seen.has(name))
  // The first would end the servers of all other tests; the others have tests of their own.
  expect(['zookeeper-server-stop', 'kafka-jmx', 'kafkabox']).toEqual(expect.arrayContaining(unseen))
})
