import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { silentLogger } from '../../../src/base/logger.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { EnsembleConfig } from '../../../src/zookeeper/config/ensemble.ts'
import { membershipOf } from '../../../src/zookeeper/config/membership.ts'
import { parseServerEntry } from '../../../src/zookeeper/config/server-entry.ts'
import { Election } from '../../../src/zookeeper/ensemble/election/election.ts'
import { View } from '../../../src/zookeeper/ensemble/view.ts'
import { freePorts } from './free-ports.ts'

const running: Election[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((election) => election.close()))
})

/** Servers with these ids, of which the last `observers` have no vote. */
async function ensemble(count: number, observers = 0): Promise<EnsembleConfig> {
  const ports = await freePorts(count)
  const entries = ports.map((port, index) => {
    const type = index >= count - observers ? 'observer' : 'participant'
    return parseServerEntry(index + 1, `127.0.0.1:1:${port}:${type}`)
  })
  return {
    members: membershipOf(entries, 0n),
    next: undefined,
    file: undefined,
    rules: { standaloneEnabled: true, multiAddressEnabled: false },
    electionPortBindRetries: 3,
    initLimit: 5,
    syncLimit: 2,
    connectLimit: 2,
    isObserver: false,
    listenOnAllIps: false,
  }
}

async function open(config: EnsembleConfig, id: number): Promise<Election> {
  const election = new Election({
    id,
    ensemble: config,
    view: new View({
      config: { reconfigEnabled: false },
      ensemble: config,
      myId: id,
      disk: new MemoryDisk(),
      logger: silentLogger,
    }),
    learned: () => false,
    transport: tcpTransport,
    clock: systemClock,
    logger: silentLogger,
  })
  await election.open()
  running.push(election)
  return election
}

function portOf(config: EnsembleConfig, id: number): number {
  return config.members.servers.get(id)?.addresses[0].electionPort ?? 0
}

test('three servers elect the one with the highest id, or the one that knows more', async () => {
  const config = await ensemble(3)
  const [one, two, three] = [await open(config, 1), await open(config, 2), await open(config, 3)]
  expect(await Promise.all([one, two, three].map((each) => each.elect(0n, 0)))).toEqual([3, 3, 3])
  expect([one.state, two.state, three.state]).toEqual(['following', 'following', 'leading'])
  expect(await Promise.all([one.elect(2n, 1), two.elect(1n, 1), three.elect(9n, 0)])).toEqual([1, 1, 1])
})

test('two of three are enough, and the third joins them later', async () => {
  const config = await ensemble(3)
  const [one, two] = [await open(config, 1), await open(config, 2)]
  expect(await Promise.all([one.elect(0n, 0), two.elect(0n, 0)])).toEqual([2, 2])
  one.epochBegan(1)
  two.epochBegan(1)
  const three = await open(config, 3)
  expect(await three.elect(0n, 0)).toBe(2)
  expect(three.state).toBe('following')
})

test('an observer follows whom the voters elect', async () => {
  const config = await ensemble(3, 1)
  const all = [await open(config, 1), await open(config, 2), await open(config, 3)]
  expect(await Promise.all(all.map((each) => each.elect(0n, 0)))).toEqual([2, 2, 2])
  expect(all.map(({ state }) => state)).toEqual(['following', 'leading', 'observing'])
})

test.each([
  ['no greeting', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['an address without end', Buffer.concat([long(-65536n), long(9n), Buffer.from([0x7f, 0xff, 0xff, 0xff])])],
  ['a message without end', Buffer.concat([greetingOf(9n), Buffer.from([0x7f, 0xff, 0xff, 0xff])])],
  ['an empty message', Buffer.concat([greetingOf(9n), Buffer.alloc(4)])],
])('who sends %s loses that connection, and nobody else anything', async (_, bytes) => {
  const config = await ensemble(3)
  const [one, two] = [await open(config, 1), await open(config, 2)]
  const elected = Promise.all([one.elect(0n, 0), two.elect(0n, 0)])
  const intruder = await tcpTransport.connect({ host: '127.0.0.1', port: portOf(config, 2) }, { timeoutMs: 5000 })
  const closed = new Promise((resolve) => intruder.onClose(resolve))
  intruder.onData(() => {})
  intruder.write([bytes])
  await closed
  expect(await elected).toEqual([2, 2])
})

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

function greetingOf(id: bigint): Buffer {
  const text = Buffer.from('127.0.0.1:1')
  return Buffer.concat([long(-65536n), long(id), Buffer.from([0, 0, 0, text.length]), text])
}
