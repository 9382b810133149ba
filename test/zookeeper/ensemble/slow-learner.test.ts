import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Connection } from '../../../src/net/transport.ts'
import { LearnerInfo, packetType, QuorumInt, QuorumPacket } from '../../../src/wire/jute/quorum.ts'
import { encodeJute } from '../../../src/wire/schema/index.ts'
import { PacketConnection } from '../../../src/zookeeper/ensemble/quorum/packet-connection.ts'
import { packet } from '../../../src/zookeeper/ensemble/quorum/packets.ts'
import { Database } from '../../../src/zookeeper/storage/database.ts'
import { RecordInput } from '../../../src/zookeeper/storage/record-input.ts'
import { receiveSnapshot } from '../../../src/zookeeper/storage/snapshot-stream.ts'
import { decodeEntry } from '../../../src/zookeeper/storage/txn-codec.ts'
import { DataTree } from '../../../src/zookeeper/tree/data-tree.ts'
import { eventually } from '../server/running.ts'
import { MemoryEnsemble } from './memory-ensemble.ts'

let ensemble: MemoryEnsemble | undefined
afterEach(() => ensemble?.close())

/** Reads packets and a snapshot off a connection, when it is asked to. */
class SlowReader {
  readonly connection: Connection
  readonly #input = new RecordInput(2 ** 24)
  closed = false

  constructor(connection: Connection) {
    this.connection = connection
    connection.onData((chunk) => this.#input.push(chunk))
    connection.onClose(() => {
      this.closed = true
    })
  }

  async packet(): Promise<QuorumPacket> {
    let found: QuorumPacket | undefined
    await eventually('a packet comes', () => {
      found = this.#input.take(QuorumPacket, (extent) => {
        extent.skip(12)
        extent.buffer()
        expect(extent.int32()).toBe(-1)
      })
      return found !== undefined
    })
    if (found === undefined) throw new Error('no packet')
    return found
  }

  async snapshot(zxid: bigint): Promise<Database> {
    const tree = new DataTree({ ttlEnabled: false, digestEnabled: true })
    const receiving = receiveSnapshot(this.#input, tree)
    let received = receiving.next()
    await eventually('the snapshot is there', () => {
      if (received.done !== true) received = receiving.next()
      return received.done === true
    })
    if (received.done !== true) throw new Error('no snapshot')
    return new Database(tree, received.value, zxid)
  }
}

const nodeSize = 250_000
const nodes = 40

test('a leader goes on while a learner is slow to take a snapshot, which then is right', async () => {
  ensemble = await MemoryEnsemble.of(3, { tickTime: '1000', initLimit: '60' })
  await ensemble.start(1, 2)
  const leader = await ensemble.leader(1, 2)
  const client = await ensemble.client(leader)
  for (let i = 0; i < nodes; i++) await client.create(`/big-${i}`, Buffer.alloc(nodeSize, i))
  const address = { host: '127.0.0.1', port: ensemble.quorumPort(leader) }
  const reader = new SlowReader(await tcpTransport.connect(address, { timeoutMs: 5000 }))
  const info = { serverId: 3n, protocolVersion: 0x10000, configVersion: 0n }
  reader.connection.write([packet(packetType.followerInfo, 0n, encodeJute(LearnerInfo, info))])
  expect((await reader.packet()).type).toBe(packetType.leaderInfo)
  reader.connection.write([packet(packetType.ackEpoch, 0n, encodeJute(QuorumInt, { value: 0 }))])
  const { type, zxid } = await reader.packet()
  expect(type).toBe(packetType.snap)
  reader.connection.pause()
  const acl = [
    { perms: 31, id: { scheme: 'world', id: 'anyone' } },
    { perms: 1, id: { scheme: 'ip', id: '10.1.1.1' } },
  ]
  for (let i = 0; i < nodes; i++) {
    await client.setAcl(`/big-${i}`, acl)
    await client.set(`/big-${i}`, Buffer.from('small'))
    await client.create(`/meanwhile-${i}`, Buffer.from('x'), { acl })
    if (i % 2 === 0) await client.delete(`/big-${i}`, -1)
  }
  reader.connection.resume()
  const database = await reader.snapshot(zxid)
  const proposed: Buffer[] = []
  for (let next = await reader.packet(); next.type !== packetType.newLeader; next = await reader.packet()) {
    if (next.type === packetType.proposal) proposed.push(next.data ?? Buffer.alloc(0))
    if (next.type === packetType.commit) database.apply(decodeEntry(proposed.shift() ?? Buffer.alloc(0)))
  }
  expect(proposed).toEqual([])
  expect(database.lastZxid).toBeGreaterThan(zxid)
  reader.connection.destroy()
  const follower = leader === 1 ? 2 : 1
  await client.sync('/')
  await ensemble.stop(1, 2)
  const state = ensemble.state(follower)
  const shown = [...database.tree.nodes].map(([path, node]) => ({
    path,
    data: node.data?.toString(),
    acl: database.tree.aclOf(node),
  }))
  const there = state.nodes.map(({ path, data, acl: rights }) => ({ path, data, acl: rights }))
  const inOrder = shown.filter(({ path }) => path !== '/zookeeper/config').sort((a, b) => (a.path < b.path ? -1 : 1))
  expect(inOrder).toEqual(there)
})

test('whoever takes far too little of what it is sent is left', async () => {
  let isDestroyed = false
  let written = 0
  let drained = () => {}
  const connection: Connection = {
    local: { host: 'here', port: 1 },
    remote: { host: 'there', port: 2 },
    onData: () => {},
    onBytes: () => {},
    onClose: () => {},
    write: (parts) => {
      written += parts.reduce((sum, part) => sum + part.length, 0)
      return false
    },
    onDrain: (handler) => {
      drained = handler
    },
    pause: () => {},
    resume: () => {},
    end: () => {},
    destroy: () => {
      isDestroyed = true
    },
  }
  let reason: Error | undefined
  const peer = new PacketConnection(connection, systemClock, 1000, {
    packet: () => {},
    turn: (work) => work(),
    failed: () => {},
    lost: (error) => {
      reason = error
    },
  })
  const megabyte = Buffer.alloc(1024 * 1024)
  peer.send(megabyte)
  peer.flush()
  for (let i = 0; i < 100; i++) peer.send(megabyte)
  peer.flush()
  expect(written).toBe(megabyte.length)
  drained()
  expect(written).toBe(101 * megabyte.length)
  for (let i = 0; i < 300; i++) peer.send(megabyte)
  await eventually('it is left', () => isDestroyed)
  expect(reason?.message).toMatch(/bytes wait/)
  expect(written).toBe(101 * megabyte.length)
})
