import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Connection } from '../../../src/net/transport.ts'
import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import { encodeGreeting } from '../../../src/zookeeper/ensemble/election/greeting.ts'
import { eventually } from '../server/running.ts'
import { fromClients, fromLearners, fromVoters, type Stream } from './malformed.ts'
import { MemoryEnsemble } from './memory-ensemble.ts'

/** Malformed packets on all three ports of an ensemble's servers: nothing but that connection ends. */
const numRuns = process.env.KAFKABOX_LONG ? 3000 : 150

let ensemble: MemoryEnsemble
afterEach(() => ensemble.close())

/** Sends it, and waits until the server has closed the connection, which it does at the latest when this side does. */
async function send(port: number, parts: readonly Buffer[]): Promise<void> {
  const connection = await tcpTransport.connect({ host: '127.0.0.1', port }, { timeoutMs: 5000 })
  connection.onData(() => {})
  const closed = new Promise<void>((resolve) => connection.onClose(() => resolve()))
  // In pieces, so that the server sees how far each goes.
  for (const part of parts) {
    connection.write([part])
    await new Promise((resolve) => setImmediate(resolve))
  }
  connection.end()
  await closed
}

/** Sends it, and leaves it at that. */
async function hold(port: number, parts: readonly Buffer[]): Promise<Connection> {
  const connection = await tcpTransport.connect({ host: '127.0.0.1', port }, { timeoutMs: 5000 })
  connection.onData(() => {})
  connection.onClose(() => {})
  connection.write(parts)
  return connection
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

function usedBytes(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

interface Watched {
  readonly leader: number
  readonly followers: readonly number[]
  readonly epoch: number
  readonly witnesses: readonly ZooKeeperClient[]
}

async function epochOf(id: number): Promise<number> {
  const zxid = BigInt(/Zxid: (\w+)/.exec(await ensemble.ask(id, 'srvr'))?.[1] ?? -1)
  return Number(zxid >> 32n)
}

/** Three servers, and a session at each that must not notice anything. */
async function three(): Promise<Watched> {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  const leader = await ensemble.leader(1, 2, 3)
  const witnesses = await Promise.all(ensemble.ids.map((id) => ensemble.client(id)))
  await witnesses[0]?.create('/witness', null)
  return { leader, followers: ensemble.ids.filter((id) => id !== leader), epoch: await epochOf(leader), witnesses }
}

/** Sends such streams, and asks after each whether the same servers serve the same sessions in the same epoch. */
async function endure({ leader, epoch, witnesses }: Watched, stream: Stream, ports: readonly number[]): Promise<void> {
  let lost = 0
  const heard = witnesses.map((witness) => witness.onState(() => lost++))
  await fc.assert(
    fc.asyncProperty(stream, fc.constantFrom(...ports), async (parts, port) => {
      await send(port, parts)
      for (const witness of witnesses) await witness.set('/witness', Buffer.from('still there'))
      expect(lost).toBe(0)
      expect(await ensemble.mode(leader)).toBe('leader')
      expect(await epochOf(leader)).toBe(epoch)
    }),
    { numRuns, endOnFailure: true },
  )
  for (const stop of heard) stop()
}

test('on the port for clients, of the leader and of a follower', async () => {
  const watched = await three()
  await endure(
    watched,
    fromClients,
    [watched.leader, watched.followers[0] ?? 1].map((id) => ensemble.clientPort(id)),
  )
}, 300_000)

test('on the port for elections', async () => {
  const watched = await three()
  await endure(
    watched,
    fromVoters,
    ensemble.ids.map((id) => ensemble.electionPort(id)),
  )
}, 300_000)

test('on the port for learners', async () => {
  const watched = await three()
  await endure(watched, fromLearners(watched.epoch), [ensemble.quorumPort(watched.leader)])
}, 300_000)

test('callers leave nothing behind in memory', async () => {
  const { leader, witnesses } = await three()
  const [witness] = witnesses
  const election = ensemble.electionPort(leader)
  const before = usedBytes()
  const addresses = Array.from({ length: 90 }, (_, port) => ({ host: '127.0.0.1', port }))
  for (let id = 1000; id < 4000; id++) await send(election, [encodeGreeting({ id, addresses })])
  const promise = Buffer.from('000fffff', 'hex')
  const unfinished = [ensemble.clientPort(leader), election, ensemble.quorumPort(leader)].flatMap((port) =>
    Array.from({ length: 40 }, () => hold(port, [encodeGreeting({ id: 900, addresses: [] }), promise])),
  )
  for (const connection of await Promise.all(unfinished)) connection.destroy()
  await witness?.set('/witness', null)
  await eventually('all that came is forgotten', () => usedBytes() < before + 8_000_000)
}, 300_000)
