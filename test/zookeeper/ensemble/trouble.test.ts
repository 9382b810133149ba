import { afterEach, expect, test } from 'vitest'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { LearnerInfo, packetType, QuorumInt } from '../../../src/wire/jute/quorum.ts'
import { encodeJute } from '../../../src/wire/schema/index.ts'
import { packet } from '../../../src/zookeeper/ensemble/quorum/packets.ts'
import { RawClient } from '../server/raw-client.ts'
import { eventually } from '../server/running.ts'
import { MemoryEnsemble } from './memory-ensemble.ts'

let ensemble: MemoryEnsemble
afterEach(() => ensemble.close())

async function three(): Promise<{ leader: number; followers: number[] }> {
  ensemble = await MemoryEnsemble.of(3)
  await ensemble.start(1, 2, 3)
  const leader = await ensemble.leader(1, 2, 3)
  return { leader, followers: ensemble.ids.filter((id) => id !== leader) }
}

/** Sends bytes to the leader's port; resolves when it has closed the connection. */
async function sendToLeader(leader: number, ...parts: Buffer[]): Promise<void> {
  const address = { host: '127.0.0.1', port: ensemble.quorumPort(leader) }
  const connection = await tcpTransport.connect(address, { timeoutMs: 5000 })
  connection.onData(() => {})
  connection.write(parts)
  await new Promise<void>((resolve) => connection.onClose(() => resolve()))
}

const info = (serverId: bigint) => encodeJute(LearnerInfo, { serverId, protocolVersion: 0x10000, configVersion: 0n })
const hello = packet(packetType.followerInfo, 0n, info(77n))

test('whoever talks nonsense to the leader is sent away, and nobody else notices', async () => {
  const { leader, followers } = await three()
  const client = await ensemble.client(followers[0] ?? 1)
  await sendToLeader(leader, Buffer.from('GET / HTTP/1.1\r\n\r\n'))
  await sendToLeader(leader, packet(packetType.ping, 0n))
  await sendToLeader(leader, packet(packetType.followerInfo, 0n, Buffer.alloc(3)))
  await sendToLeader(leader, packet(packetType.followerInfo, 0n, null))
  await sendToLeader(leader, Buffer.from('0000000b000000000000000070000000', 'hex'))
  const old = encodeJute(LearnerInfo, { serverId: 77n, protocolVersion: 1, configVersion: 0n })
  await sendToLeader(leader, packet(packetType.followerInfo, 0n, old))
  await sendToLeader(leader, packet(packetType.followerInfo, 0n, old.subarray(0, 8)))
  await sendToLeader(leader, hello, packet(packetType.upToDate, 0n))
  await sendToLeader(leader, hello, packet(packetType.ackEpoch, 0n, Buffer.alloc(1)))
  const epoch = encodeJute(QuorumInt, { value: 0 })
  await sendToLeader(leader, hello, packet(packetType.ackEpoch, 0n, epoch), packet(99, 0n))
  await client.create('/still', null)
  expect(await ensemble.mode(leader)).toBe('leader')
})

test('a learner that says that it is the leader is sent away; one under the id of another follower harms nobody', async () => {
  const { leader, followers } = await three()
  const [first = 1] = followers
  const client = await ensemble.client(leader)
  await sendToLeader(leader, packet(packetType.followerInfo, 0n, info(BigInt(leader))))
  const address = { host: '127.0.0.1', port: ensemble.quorumPort(leader) }
  const impostor = await tcpTransport.connect(address, { timeoutMs: 5000 })
  let heard = 0
  impostor.onData((chunk) => {
    heard += chunk.length
  })
  const epoch = encodeJute(QuorumInt, { value: 0 })
  impostor.write([packet(packetType.followerInfo, 0n, info(BigInt(first))), packet(packetType.ackEpoch, 0n, epoch)])
  await client.create('/still', null)
  await eventually('it got what it lacks', () => heard > 500)
  impostor.destroy()
  await client.create('/and-afterwards', null)
  expect(await ensemble.mode(first)).toBe('follower')
  const asked = await ensemble.client(first)
  await asked.sync('/')
  expect(await asked.exists('/and-afterwards')).toBeDefined()
})

test('a learner that says nothing is dropped', async () => {
  const { leader } = await three()
  await sendToLeader(leader)
})

test('a leader and followers that stood still for long go on together, if what they heard meanwhile says so', async () => {
  const { leader } = await three()
  const client = await ensemble.client(leader)
  await client.create('/before', null)
  const epochOf = async () => /Zxid: 0x([0-9a-f]+)[0-9a-f]{8}\n/.exec(await ensemble.ask(leader, 'srvr'))?.[1]
  const epoch = await epochOf()
  // More than syncLimit ticks in which nothing at all is done.
  const end = performance.now() + 6000
  while (performance.now() < end);
  await client.create('/after', null)
  expect(await ensemble.mode(leader)).toBe('leader')
  expect(await epochOf()).toBe(epoch)
})

test('a session that moved to another server is refused where it was', async () => {
  const { leader, followers } = await three()
  const [first = 1] = followers
  const before = await RawClient.connect(ensemble.clientPort(first))
  await before.create('/mine', '', 1)
  const { sessionId, passwd } = before.session
  const after = await RawClient.connect(ensemble.clientPort(leader), { sessionId, passwd })
  expect(after.session.sessionId).toBe(sessionId)
  await after.create('/moved', '', 0)
  const refused = Promise.allSettled([before.create('/refused', '', 0), before.get('/moved')])
  expect((await refused).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const client = await ensemble.client(leader)
  expect(await client.exists('/moved')).toBeDefined()
  expect(await client.exists('/refused')).toBeUndefined()
})

test('a session that is over is not taken up again at any server', async () => {
  const { followers } = await three()
  const [first = 1, second = 2] = followers
  const before = await RawClient.connect(ensemble.clientPort(first))
  const { sessionId, passwd } = before.session
  await before.send(opCode.closeSession)
  await before.closed
  const after = await RawClient.connect(ensemble.clientPort(second), { sessionId, passwd })
  expect(after.session).toMatchObject({ timeOut: 0, sessionId: 0n })
})

test('writes go on while servers come and go; what was acknowledged is kept, in one order', async () => {
  await three()
  const acknowledged: string[] = []
  let isOver = false
  const writer = await ensemble.client(1, 2, 3)
  const writing = (async () => {
    for (let i = 0; !isOver; i++) {
      const created = await writer.create(`/w-${i}`, Buffer.from(String(i))).catch(() => undefined)
      if (created !== undefined) acknowledged.push(`/w-${i}`)
    }
  })()
  for (let round = 0; round < 4; round++) {
    const leader = await ensemble.leader(1, 2, 3)
    const count = acknowledged.length
    await ensemble.stop(round % 2 === 0 ? leader : (leader % 3) + 1)
    await eventually('somebody serves again', () => acknowledged.length > count + 10)
    await ensemble.start(...ensemble.ids.filter((id) => !ensemble.isRunning(id)))
  }
  await ensemble.leader(1, 2, 3)
  isOver = true
  await writing
  await writer.sync('/')
  await ensemble.close()
  const [first, second, third] = ensemble.ids.map((id) => ensemble.state(id))
  expect(second).toEqual(first)
  expect(third).toEqual(first)
  expect(first?.nodes.map(({ path }) => path)).toEqual(expect.arrayContaining(acknowledged))
})
