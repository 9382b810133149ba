import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import * as http from 'node:http'
import * as net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as tls from 'node:tls'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CreateTopics } from '../../src/wire/kafka/create-topics.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { SaslHandshake } from '../../src/wire/kafka/sasl-handshake.ts'
import { zeroUuid } from '../../src/wire/schema/index.ts'
import { FakeBroker } from '../client/fake-broker.ts'
import { root } from '../kit/bundle.ts'
import { ServerSet } from '../kit/server-set.ts'
import { binOf, freePort, type Server } from '../kit/servers.ts'
import { hasTerminals, Terminal } from '../kit/terminal.ts'
import { runTool, type ToolResult } from '../kit/tool.ts'

const illegalSaslState = 34
const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-trouble-'))
const hasty = path.join(folder, 'hasty.properties')
const overTls = path.join(folder, 'tls.properties')
const withLogin = path.join(folder, 'login.properties')
const servers = new ServerSet()
const ownServers: net.Server[] = []
let zookeeper: Server

beforeAll(async () => {
  const timeouts = 'default.api.timeout.ms=1500\nrequest.timeout.ms=700\nretry.backoff.ms=100\n'
  const login = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="b";'
  writeFileSync(hasty, timeouts)
  writeFileSync(overTls, `${timeouts}security.protocol=SSL\n`)
  writeFileSync(
    withLogin,
    `${timeouts}security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=${login}\n`,
  )
  zookeeper = await servers.zookeeper('ours')
})

afterAll(async () => {
  for (const server of ownServers) server.close()
  await servers.dispose()
  rmSync(folder, { recursive: true, force: true })
})

async function listen(server: net.Server): Promise<number> {
  ownServers.push(server)
  server.on('connection', (socket: net.Socket) => socket.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const certificate = (name: string) => readFileSync(path.join(root, 'test/kit/certificates', name))

/** What stands on the port instead of a broker, and how its fault begins. */
const strangers: [what: string, start: () => Promise<number>, cause: string][] = [
  ['nothing', freePort, 'nothing listens on'],
  ['HTTP', () => listen(http.createServer((_, answer) => answer.end('hello'))), 'speaks HTTP'],
  [
    'HTTP that waits for a whole line',
    () =>
      listen(
        net.createServer((socket) =>
          socket.on('data', (data) => /^GET/.test(String(data)) && socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
        ),
      ),
    'speaks HTTP',
  ],
  [
    'TLS',
    () =>
      listen(
        tls.createServer({ pfx: certificate('server.p12'), passphrase: 'changeit' }).on('tlsClientError', () => {}),
      ),
    'speaks TLS',
  ],
  ['SSH', () => listen(net.createServer((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'))), 'speaks SSH'],
  ['ZooKeeper', async () => zookeeper.port, 'is a ZooKeeper server'],
  ['what says nothing', () => listen(net.createServer(() => {})), 'takes connections but says nothing'],
  [
    'what hangs up',
    () => listen(net.createServer((socket) => socket.on('data', () => socket.end()))),
    'ends the connection',
  ],
]

/** The one error that kafka-topics tells. */
async function errorOf(port: number, config = hasty, ...args: string[]) {
  const where = ['--bootstrap-server', `127.0.0.1:${port}`, '--command-config', config]
  const { stdout, stderr, exitCode } = await runTool('ours', 'kafka-topics', [
    ...where,
    ...(args.length > 0 ? args : ['--list']),
    '--json',
  ])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  const errors = stderr.split('\n').flatMap((line) => JSON.parse(line).error ?? [])
  expect(errors).toHaveLength(1)
  return errors[0]
}

describe('in place of a broker there is', () => {
  test.concurrent.each(strangers)('%s', async (_, start, cause) => {
    const port = await start()
    const error = await errorOf(port)
    expect(error).toMatchObject({
      type: 'TimeoutException',
      message: 'Timed out waiting for a node assignment. Call: listTopics',
    })
    expect(error.cause).toContain(cause)
    expect(error.cause).toContain(`127.0.0.1:${port}`)
    expect(error.hint).toMatch(/./)
  })

  test('a name that nobody knows', async () => {
    const { stderr } = await runTool('ours', 'kafka-topics', [
      '--bootstrap-server',
      'nowhere.invalid:9092',
      '--list',
      '--json',
    ])
    expect(stderr).toContain('"cause":"none of the bootstrap servers has a name that resolves"')
  })

  test.concurrent('a broker without TLS, for a client with it', async () => {
    const port = await listen(net.createServer((socket) => socket.on('data', () => socket.destroy())))
    expect((await errorOf(port, overTls)).cause).toContain('does not speak TLS')
  })

  test.concurrent('a broker without logins, for a client with one', async () => {
    const broker = await FakeBroker.start()
    broker.on(SaslHandshake, () => ({ errorCode: illegalSaslState, mechanisms: [] }))
    expect(await errorOf(broker.port, withLogin)).toMatchObject({
      type: 'IllegalSaslStateException',
      cause: `the broker at 127.0.0.1:${broker.port} does not take this kind of login`,
    })
    await broker.stop()
  })
})

const isTold = ({ stdout, stderr }: ToolResult) => stdout.length + stderr.length > 0

describe('in place of ZooKeeper there is', () => {
  const causeAt = async (port: number) => {
    const { stderr, exitCode } = await runTool('ours', 'zookeeper-shell', [`127.0.0.1:${port}`, 'ls', '/', '--json'])
    expect(exitCode).toBe(1)
    const errors = stderr.split('\n').flatMap((line) => JSON.parse(line).error ?? [])
    return errors.map(({ cause }) => cause)
  }

  test('nothing', async () => {
    expect(await causeAt(await freePort())).toEqual([expect.stringContaining('no ZooKeeper server listens on')])
  })

  test('a broker', async () => {
    const port = await listen(net.createServer((socket) => socket.on('data', () => socket.destroy())))
    expect(await causeAt(port)).toEqual([expect.stringContaining('it is no ZooKeeper server')])
  })
})

test('every tool that asks brokers comes to an end before a silent one', async () => {
  const port = await listen(net.createServer(() => {}))
  const plan = path.join(folder, 'plan.json')
  writeFileSync(plan, '{"version":1,"partitions":[{"topic":"t","partition":0,"offset":0,"replicas":[0]}]}')
  const command = ['--bootstrap-server', `127.0.0.1:${port}`, '--command-config', hasty]
  const calls: [name: string, args: string[]][] = [
    ['kafka-configs', [...command, '--topic', 't', '--describe']],
    ['kafka-get-offsets', command],
    ['kafka-log-dirs', [...command, '--describe']],
    ['kafka-delete-records', [...command, '--offset-json-file', plan]],
    ['kafka-reassign-partitions', [...command, '--list']],
    ['kafka-broker-api-versions', command],
    ['kafka-consumer-groups', [...command, '--list', '--timeout', '2000']],
    [
      'kafka-leader-election',
      [
        '--bootstrap-server',
        `127.0.0.1:${port}`,
        '--admin.config',
        hasty,
        '--election-type',
        'preferred',
        '--all-topic-partitions',
      ],
    ],
    ['kafka-cluster', ['cluster-id', '--bootstrap-server', `127.0.0.1:${port}`, '--config', hasty]],
  ]
  const ends = await Promise.all(calls.map(async ([name, args]) => [name, isTold(await runTool('ours', name, args))]))
  expect(ends).toEqual(calls.map(([name]) => [name, true]))
})

describe('a half-reachable cluster', () => {
  test('the broker that can’t be reached is named, and what to set', async () => {
    const [broker, nobody] = [await FakeBroker.start(), await freePort()]
    const elsewhere = { nodeId: 7, host: '127.0.0.1', port: nobody, rack: null }
    broker.on(Metadata, () => ({ brokers: [elsewhere], controllerId: 7, clusterId: 'fake', topics: [] }))
    const error = await errorOf(broker.port, hasty, '--create', '--topic', 't')
    expect(error.cause).toContain(`the bootstrap server answers, but broker 7 can't be reached at 127.0.0.1:${nobody}`)
    expect(error.hint).toContain("set advertised.listeners in broker 7's server.properties")
    await broker.stop()
  })

  test('a broker that dies in the middle is named', async () => {
    const broker = await FakeBroker.start()
    broker.on(CreateTopics, () => 'hang up')
    const error = await errorOf(broker.port, hasty, '--create', '--topic', 't')
    expect(error.cause).toContain(`broker 0: the broker at 127.0.0.1:${broker.port} has ended the connection`)
    await broker.stop()
  })
})

describe('cause and hint', () => {
  const args = (port: number) => ['--bootstrap-server', `127.0.0.1:${port}`, '--command-config', hasty, '--list']

  test('stay out of Kafka’s words in a pipe', async () => {
    const { stdout, stderr } = await runTool('ours', 'kafka-topics', args(await freePort()))
    expect(stdout + stderr).not.toContain('Hint')
  })

  test('follow them with --explain', async () => {
    const { stderr } = await runTool('ours', 'kafka-topics', [...args(await freePort()), '--explain'])
    expect(stderr.split('\n').at(-1)).toMatch(/^Hint: nothing listens on .*; look whether the broker runs/)
  })

  test.skipIf(!hasTerminals)('follow them on a terminal', async () => {
    const terminal = new Terminal([path.join(binOf('ours'), 'kafka-topics'), ...args(await freePort())])
    expect(await terminal.exitCode).toBe(1)
    expect(terminal.text).toContain('Hint: nothing listens on')
  })
})

describe('an output that takes nothing more', () => {
  const inBash = (script: string) =>
    execa('bash', ['--norc', '-c', script], { reject: false, env: { PATH: `${binOf('ours')}:${process.env.PATH}` } })

  test('what is to be done is done all the same, and quietly', async () => {
    const broker = await FakeBroker.start()
    const created: string[] = []
    broker.on(CreateTopics, ({ topics }) => {
      created.push(...topics.map(({ name }) => name))
      return {
        topics: topics.map(({ name }) => ({
          name,
          topicId: zeroUuid,
          errorCode: 0,
          errorMessage: null,
          topicConfigErrorCode: 0,
          configs: [],
        })),
      }
    })
    const create = `kafka-topics --bootstrap-server 127.0.0.1:${broker.port} --create --topic a.`
    const { stdout, stderr } = await inBash(
      `${create}1 | true; echo "$\{PIPESTATUS[0]}"; ${create}2 >&-; echo $?; ${create}3 > /dev/full; echo $?`,
    )
    expect(stdout).toBe('0\n0\n0')
    expect(stderr).toBe('Standard output: No space left on device; not all of it was written.')
    expect(created).toEqual(['a.1', 'a.2', 'a.3'])
    await broker.stop()
  })
})
