import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Progress } from '../../../src/cli/kit/progress.ts'
import { root } from '../../kit/bundle.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { hasTerminals, Terminal } from '../../kit/terminal.ts'
import { TestClock } from '../../log/kit.ts'

test('says nothing in the first second, then how far it is, and takes that away at the end', () => {
  const clock = new TestClock()
  const written: string[] = []
  const output = { isTerminal: true, columns: 80, write: (text: string | Uint8Array) => written.push(String(text)) }
  const progress = new Progress({ doing: 'reading', unit: 'bytes', total: 80_000_000 }, clock, output)
  progress.at(1)
  progress.end()
  expect(written).toEqual([])
  clock.advance(2000)
  progress.at(20_000_000)
  progress.at(21_000_000)
  progress.end()
  expect(written).toEqual(['\u001b[Kreading: 20.0 of 80.0 MB, 25 %, 10.0 MB/s\r', '\u001b[K\r'])
})

describe.skipIf(!hasTerminals)('on a terminal (skipped where util-linux’s script is missing)', () => {
  const servers = new ServerSet()
  let cluster: KafkaCluster

  beforeAll(async () => {
    cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: ['ours'] })
    await cluster.createTopic('t', [[0]])
  })
  afterAll(() => servers.dispose())

  const slowly = '(echo one; sleep 1.5; echo two; sleep 0.2)'
  const producer = () =>
    `${slowly} | ${path.join(root, 'bin/kafka-console-producer')} --bootstrap-server ${cluster.bootstrap} --topic t`

  test('the console producer tells how much it has read of a pipe', async () => {
    const terminal = new Terminal(['sh', '-c', producer()])
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.raw).toContain('reading: 0.0 MB, 0.0 MB/s\r')
    expect(terminal.raw.endsWith('\u001b[K\r')).toBe(true)
  })

  test('nothing where standard error goes elsewhere', async () => {
    const terminal = new Terminal(['sh', '-c', `${producer()} 2>&1 | cat`])
    expect(await terminal.exitCode).toBe(0)
    expect(terminal.raw).toBe('')
  })

  test('kafkabox doctor tells that it waits', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    const terminal = new Terminal([
      path.join(root, 'bin/kafkabox'),
      'doctor',
      '--bootstrap-server',
      `127.0.0.1:${port}`,
    ])
    try {
      expect(await terminal.exitCode).toBe(1)
      expect(terminal.raw).toMatch(/looking … 1 s\r/)
      expect(terminal.text).toMatch(/takes connections but says nothing/)
    } finally {
      silent.close()
    }
  })
})
