import { describe, expect, test } from 'vitest'
import type { ServerStatus } from '../../src/lab/control/server-status.ts'
import { dockerArguments } from '../../src/lab/docker/arguments.ts'
import { containersOf, findContainer, outsideAddresses } from '../../src/lab/docker/containers.ts'
import { inside } from '../../src/lab/docker/exec.ts'
import { listContainers } from '../../src/lab/docker/list.ts'
import { duration } from '../../src/lab/docker/table.ts'

const server = (name: string, port: number, more: Partial<ServerStatus> = {}): ServerStatus => ({
  ...{ name, address: `localhost:${port}`, state: 'running', pid: 7, runsIn: 'up', since: 0 },
  ...more,
})
const containers = containersOf([
  server('pipeline-zookeeper-a', 2181),
  server('pipeline-zookeeper-b', 2182, { state: 'stopped', exitCode: 137 }),
  server('kafka-0', 9092),
  server('kafka-1', 9093, { state: 'paused' }),
  server('kafka', 9092, { runsIn: 'services' }),
])
const [zookeeperA, zookeeperB, kafkaA, kafkaB] = containers
if (!zookeeperA || !zookeeperB || !kafkaA || !kafkaB) throw new Error('four containers')

test('servers of an up, and no services, are containers; found by name or by id', () => {
  expect(containers.map(({ name }) => name)).toEqual([
    'pipeline-zookeeper-a',
    'pipeline-zookeeper-b',
    'pipeline-kafka-a',
    'pipeline-kafka-b',
  ])
  expect(findContainer(containers, kafkaB.id.slice(0, 5))).toBe(kafkaB)
  expect(findContainer(containers, 'kafka-0')).toBeUndefined()
})

test('a server that stands alone is the first', () => {
  expect(containersOf([server('zookeeper', 2181)]).map(({ name }) => name)).toEqual(['pipeline-zookeeper-a'])
})

describe('arguments', () => {
  const table = { letters: { i: 'interactive', t: 'tty', e: 'env' }, withValue: ['env', 'time'] }
  test.each([
    [
      ['-it', 'c', 'ls', '-l'],
      ['interactive', 'tty'],
      ['c', 'ls', '-l'],
    ],
    [['-e', 'A=1', '-eB=2', '--env=C=3', 'c'], ['env'], ['c']],
    [['--time', '5', '--', 'c'], ['time'], ['c']],
    [['--interactive=false', '-t=x', 'c'], ['tty', '=', 'x'], ['c']],
  ])('%j', (args, names, operands) => {
    const read = dockerArguments(args, table, true)
    expect([...read.options.keys()]).toEqual(names)
    expect(read.operands).toEqual(operands)
  })

  test('values given several times are all kept; options may stand behind operands', () => {
    const read = dockerArguments(['c', '-e', 'A=1', 'd', '-e', 'B=2'], table, false)
    expect(read.operands).toEqual(['c', 'd'])
    expect(read.options.get('env')).toEqual(['A=1', 'B=2'])
  })
})

test.each([
  ['localhost:9092', kafkaB, 'localhost:9093'],
  ['localhost:2181', kafkaB, 'localhost:2181'],
  ['pipeline-kafka-a:9092,pipeline-kafka-b:9092', kafkaB, 'localhost:9092,localhost:9093'],
  ['127.0.0.1:2181/chroot', zookeeperB, 'localhost:2182/chroot'],
  [
    'my-pipeline-kafka-b:9092 not.localhost:9092 localhost:90921',
    kafkaB,
    'my-pipeline-kafka-b:9092 not.localhost:9092 localhost:90921',
  ],
])('the address %s', (text, container, expected) => {
  expect(outsideAddresses(text, container, containers)).toBe(expected)
})

const tools = new Set(['kafka-topics', 'kafka-topics.sh', 'kafka-server-stop', 'zkServer.sh', 'zkCli.sh'])

test.each([
  [['/usr/local/zookeeper/bin/zkServer.sh', 'status'], { kind: 'tool', name: 'zkServer.sh', args: ['status'] }],
  [['zkServer.sh', '--config', '/x', 'restart'], { kind: 'server', verbs: ['stop', 'start'], name: 'zkServer.sh' }],
  [['/opt/kafka/bin/kafka-server-stop'], { kind: 'server', verbs: ['stop'], name: 'kafka-server-stop' }],
  [['zkCli.sh', 'ls', '/'], { kind: 'tool', name: 'zkCli.sh', args: ['-server', 'localhost:2181', 'ls', '/'] }],
  [['zkCli.sh', '-server', 'h:1'], { kind: 'tool', name: 'zkCli.sh', args: ['-server', 'h:1'] }],
  [['bash'], { kind: 'shell', name: 'bash', args: [] }],
  [['/bin/sh', '-l'], { kind: 'shell', name: 'sh', args: [] }],
  [
    ['bash', '-lc', 'cd /opt/kafka/bin && ./kafka-topics.sh --list | sort'],
    { kind: 'shell', name: 'bash', args: ['-c', 'kafka-topics.sh --list | sort'] },
  ],
  [
    ['sh', '-c', '/opt/kafka/bin/kafka-topics --list'],
    { kind: 'shell', name: 'sh', args: ['-c', 'kafka-topics --list'] },
  ],
  [['bash', '-c', 'rm -rf /data'], { kind: 'unknown', name: 'bash' }],
  [['bash', '/x/script'], { kind: 'unknown', name: 'bash' }],
  [['cat', '/data/myid'], { kind: 'unknown', name: 'cat' }],
])('%j inside', (command, expected) => {
  expect(inside(command, zookeeperA, containers, tools)).toEqual(expected)
})

describe('docker ps', () => {
  test('shows what runs, in columns', () => {
    const { heading, rows } = listContainers([], containers, 61_000)
    const names = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES']
    expect(heading?.split(/ {3,}/)).toEqual(names)
    expect(rows.map((row) => row.split(/ {2,}/).slice(3))).toEqual([
      ['About a minute ago', 'Up About a minute', '127.0.0.1:2181->2181/tcp', 'pipeline-zookeeper-a'],
      ['About a minute ago', 'Up About a minute', '127.0.0.1:9092->9092/tcp', 'pipeline-kafka-a'],
      ['About a minute ago', 'Up About a minute (Paused)', '127.0.0.1:9093->9092/tcp', 'pipeline-kafka-b'],
    ])
  })

  test.each([
    [
      ['-a', '--format', '{{.Names}} {{.State}}', '-f', 'name=zookeeper'],
      ['pipeline-zookeeper-a running', 'pipeline-zookeeper-b exited'],
    ],
    [['-f', 'status=exited', '--format={{.Status}}'], ['Exited (137) 5 seconds ago']],
    [['-qf', 'name=kafka-a'], [kafkaA.id]],
  ])('%j', (args, rows) => {
    expect(listContainers(args, containers, 5000)).toEqual({ heading: undefined, rows })
  })

  test('a table of chosen columns', () => {
    const { heading, rows } = listContainers(['--format', 'table {{.Names}}\\t{{.State}}'], containers, 0)
    expect([heading, ...rows]).toEqual([
      'NAMES                  STATE',
      'pipeline-zookeeper-a   running',
      'pipeline-kafka-a       running',
      'pipeline-kafka-b       paused',
    ])
  })
})

test.each([
  [400, 'Less than a second'],
  [1000, '1 second'],
  [59_999, '59 seconds'],
  [60_000, 'About a minute'],
  [180_000, '3 minutes'],
  [3_600_000, 'About an hour'],
  [36 * 3_600_000, '36 hours'],
  [72 * 3_600_000, '3 days'],
])('%i ms are %s', (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words)
})
