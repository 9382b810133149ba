import { beforeEach, describe, expect, test } from 'vitest'
import { opCode } from '../../src/wire/jute/op-codes.ts'
import { AuthPacket, SetWatches, SetWatches2 } from '../../src/wire/jute/requests.ts'
import { readJute } from '../../src/wire/schema/index.ts'
import { ZooKeeperClient, type ZooKeeperClientOptions } from '../../src/zookeeper/client/client.ts'
import { type ManualClock, type ScriptedTransport, settled, writeStat } from './scripted.ts'
import { outcome, Stage } from './stage.ts'

let stage: Stage
let clock: ManualClock
let transport: ScriptedTransport
let log: string[]
let states: string[]

beforeEach(() => {
  stage = new Stage()
  ;({ clock, transport, log, states } = stage)
})

const open = (more?: Partial<ZooKeeperClientOptions>) => stage.open(more)
const connected = (more?: Partial<ZooKeeperClientOptions>) => stage.connected(more)

describe('a session', () => {
  test('is asked for, and requests go right behind the question', async () => {
    const client = open()
    void outcome(client.sync('/'))
    await settled()
    expect(transport.last.connect).toMatchObject({ sessionId: 0n, timeOut: 6000, passwd: Buffer.alloc(16) })
    expect(transport.last.types()).toEqual([opCode.sync])
    transport.last.accept(5n, 4000)
    expect([client.sessionId, client.sessionTimeoutMs, client.state]).toEqual([5n, 4000, 'SyncConnected'])
  })

  test('takes what only lets itself be read, where that was asked for', async () => {
    const client = open({ readOnly: true })
    await settled()
    expect(transport.last.readOnly).toBe(true)
    transport.last.accept(5n, 4000, true)
    await client.connected()
    expect(states).toEqual(['ConnectedReadOnly'])
    client.abandon()
  })

  test('presents its credentials again on each new connection', async () => {
    const client = await connected()
    client.addAuth('digest', 'a:b')
    client.addAuth('digest', null)
    transport.last.drop()
    await clock.pass(5000)
    const packets = transport.last.requests.map(({ xid, body }) => ({ xid, ...readJute(AuthPacket, body) }))
    expect(packets).toEqual([
      { xid: -4, type: 0, scheme: 'digest', auth: Buffer.from('a:b') },
      { xid: -4, type: 0, scheme: 'digest', auth: null },
    ])
    client.abandon()
  })

  test('is kept alive by a ping after a third of its time in silence', async () => {
    await connected()
    await clock.pass(1999)
    expect(transport.last.types()).toEqual([])
    await clock.pass(2)
    expect(transport.last.types()).toEqual([opCode.ping])
  })

  test('is taken up again elsewhere when a server falls silent', async () => {
    const client = await connected({ servers: ['one', 'two'].map((host) => ({ host, port: 2181 })) })
    const [first] = transport.connections
    await clock.pass(4001)
    expect(first?.closed).toBe(true)
    await clock.pass(5000)
    expect(transport.last.host).not.toBe(first?.host)
    expect(transport.last.connect).toMatchObject({ sessionId: 5n, passwd: Buffer.alloc(16, 7) })
    transport.last.accept(5n)
    expect(states).toEqual(['SyncConnected', 'Disconnected', 'SyncConnected'])
    expect(log.join('')).toContain('Client session timed out, have not heard from server in')
    client.abandon()
  })

  test('tries its servers one after the other and round again', async () => {
    transport.down.add('one').add('two')
    const client = open({ servers: ['one', 'two'].map((host) => ({ host, port: 2181 })) })
    await clock.pass(10_000)
    const [a, b] = transport.attempts
    expect(transport.attempts.length).toBeGreaterThan(3)
    expect(new Set([a, b])).toEqual(new Set(['one', 'two']))
    expect(transport.attempts.slice(2, 4)).toEqual([a, b])
    client.abandon()
  })

  test('fails what was under way when the connection breaks', async () => {
    const client = await connected()
    const answer = outcome(client.get('/a'))
    await settled()
    transport.last.drop()
    await clock.pass(200)
    expect(await answer).toBe('KeeperErrorCode = ConnectionLoss for /a')
    expect(states).toEqual(['SyncConnected', 'Disconnected'])
  })

  test('sends it again where that was asked for', async () => {
    const client = await connected({ retryConnectionLoss: true })
    const answer = outcome(client.sync('/a'))
    await settled()
    transport.last.drop()
    await clock.pass(5000)
    transport.last.accept(5n)
    await settled()
    const [request] = transport.last.requests
    expect(request?.type).toBe(opCode.sync)
    transport.last.send(transport.last.reply(request?.xid ?? 0, -101))
    expect(await answer).toBe('KeeperErrorCode = NoNode for /a')
  })

  test('sets its watches again on a new connection, from the last change it saw', async () => {
    const client = await connected({ chroot: '/root' })
    const data = outcome(client.exists('/a', { watch: () => {} }))
    const missing = outcome(client.exists('/b', { watch: () => {} }))
    await settled()
    const [first, second] = transport.last.requests
    transport.last.send(
      transport.last.reply(first?.xid ?? 0, 0, writeStat, 41n),
      transport.last.reply(second?.xid ?? 0, -101, () => {}, 42n),
    )
    expect([await data, await missing]).toEqual(['fine', 'fine'])
    transport.last.drop()
    await clock.pass(5000)
    const [request] = transport.last.requests
    expect(transport.last.connect?.lastZxidSeen).toBe(42n)
    expect(request).toMatchObject({ xid: -8, type: opCode.setWatches })
    expect(request && readJute(SetWatches, request.body)).toEqual({
      relativeZxid: 42n,
      dataWatches: ['/root/a'],
      existWatches: ['/root/b'],
      childWatches: [],
    })
    client.abandon()
  })

  test('sets watches that stay in the newer form', async () => {
    const client = await connected({ chroot: '/root' })
    const all = [client.addWatch('/a', 'persistent', () => {}), client.addWatch('/', 'persistentRecursive', () => {})]
    await settled()
    const side = transport.last
    for (const { xid } of side.requests) side.send(side.reply(xid, 0, (writer) => writer.int32(0), 9n))
    await Promise.all(all)
    side.drop()
    await clock.pass(5000)
    const [request] = transport.last.requests
    expect(request).toMatchObject({ xid: -8, type: opCode.setWatches2 })
    expect(request && readJute(SetWatches2, request.body)).toEqual({
      relativeZxid: 9n,
      dataWatches: [],
      existWatches: [],
      childWatches: [],
      persistentWatches: ['/root/a'],
      persistentRecursiveWatches: ['/root'],
    })
    client.abandon()
  })

  test('goes on from server to server when one of them does not know it and closes', async () => {
    const client = await connected({ servers: ['one', 'two', 'three'].map((host) => ({ host, port: 2181 })) })
    const first = transport.last
    first.drop()
    await clock.pass(5000)
    const behind = transport.last
    expect(behind.host).not.toBe(first.host)
    behind.drop()
    await clock.pass(5000)
    expect(new Set(transport.connections.map(({ host }) => host)).size).toBe(3)
    transport.last.accept(5n)
    expect([client.sessionId, client.state]).toEqual([5n, 'SyncConnected'])
    expect(states).toEqual(['SyncConnected', 'Disconnected', 'SyncConnected'])
    client.abandon()
  })

  test('ends when the server says that it has expired', async () => {
    const client = await connected()
    transport.last.drop()
    await clock.pass(5000)
    transport.last.accept(0n, 0)
    expect(states.at(-1)).toBe('Expired')
    expect(await outcome(client.get('/a'))).toBe('KeeperErrorCode = Session expired for /a')
    expect(await outcome(client.connected())).toBe('KeeperErrorCode = Session expired')
    expect(log.at(-1)).toContain('session 0x5 has expired')
  })

  test('is followed by a new one, once those who were told are ready', async () => {
    const client = await connected({ renewExpired: true })
    let ready: () => void = () => {}
    const preparing = new Promise<void>((resolve) => {
      ready = resolve
    })
    client.onState((state) => (state === 'Expired' ? preparing : undefined))
    transport.last.drop()
    await clock.pass(5000)
    transport.last.accept(0n, 0)
    await settled()
    expect(transport.connections.length).toBe(2)
    ready()
    await settled()
    expect(transport.connections.length).toBe(3)
    expect(transport.last.connect?.sessionId).toBe(0n)
    transport.last.accept(6n)
    await client.connected()
    expect(client.sessionId).toBe(6n)
    expect(states.slice(2)).toEqual(['Expired', 'Renewed', 'SyncConnected'])
    client.abandon()
  })

  test('takes what it was asked with it when it expires, even from those whom its successor waits for', async () => {
    const client = await connected({ renewExpired: true, retryConnectionLoss: true })
    const answer = outcome(client.get('/a'))
    await settled()
    client.onState((state) => (state === 'Expired' ? answer : undefined))
    transport.last.drop()
    await clock.pass(5000)
    expect(states).toEqual(['SyncConnected', 'Disconnected'])
    transport.last.accept(0n, 0)
    await settled()
    expect(await answer).toBe('KeeperErrorCode = Session expired for /a')
    await settled()
    transport.last.accept(6n)
    await settled()
    expect(client.sessionId).toBe(6n)
    expect(transport.last.types()).toEqual([])
    client.abandon()
  })

  test('ends when its credentials are refused', async () => {
    const client = await connected()
    client.addAuth('digest', 'a:b')
    await settled()
    transport.last.send(transport.last.reply(-4, -115))
    expect(states.at(-1)).toBe('AuthFailed')
    expect(await outcome(client.get('/a'))).toBe('KeeperErrorCode = AuthFailed for /a')
  })

  test('says goodbye when it is closed', async () => {
    const client = await connected()
    const closing = client.close()
    await settled()
    const [request] = transport.last.requests
    expect(request?.type).toBe(opCode.closeSession)
    transport.last.send(transport.last.reply(request?.xid ?? 0))
    await closing
    expect([client.state, transport.last.closed]).toEqual(['Closed', true])
  })
})

describe('a server that talks nonsense loses its connection', () => {
  test.each([
    ['an answer to nothing', () => transport.last.reply(77)],
    ['a torn answer', () => Buffer.from([0, 0, 0, 2, 1, 1])],
    ['a negative length', () => Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['a length beyond all bounds', () => Buffer.from([0x7f, 0xff, 0xff, 0xff])],
  ])('%s', async (_, nonsense) => {
    const client = await connected()
    const answer = outcome(client.get('/a'))
    await settled()
    const side = transport.last
    side.send(nonsense())
    await clock.pass(200)
    expect(side.closed).toBe(true)
    expect(await answer).toBe('KeeperErrorCode = ConnectionLoss for /a')
    client.abandon()
  })
})

test('no connection in time is an error with Kafka’s words', async () => {
  transport.down.add('one')
  const connecting = outcome(ZooKeeperClient.connect({ ...stage.options(), connectionTimeoutMs: 3000 }))
  await clock.pass(3000)
  expect(await connecting).toBe('Timed out waiting for connection while in state: CONNECTING')
})

test('answers and events of one chunk keep their order', async () => {
  const client = await connected()
  const order: string[] = []
  const first = client.exists('/a', { watch: ({ type }) => void order.push(type) }).then(() => order.push('first'))
  const second = client.exists('/a').then(() => order.push('second'))
  await settled()
  const side = transport.last
  const [a, b] = side.requests.map(({ xid }) => xid)
  side.send(side.reply(a ?? 0, 0, writeStat), side.event(3, '/a'), side.reply(b ?? 0, 0, writeStat))
  await Promise.all([first, second])
  expect(order).toEqual(['first', 'NodeDataChanged', 'second'])
  client.abandon()
})

test('a handler that fails is logged and harms nobody else', async () => {
  const client = await connected()
  const failing = () => {
    throw new Error('handler')
  }
  const first = client.exists('/a', { watch: failing })
  await settled()
  const side = transport.last
  side.send(side.reply(side.requests[0]?.xid ?? 0, 0, writeStat), side.event(3, '/a'))
  await first
  await settled()
  expect([client.state, side.closed]).toEqual(['SyncConnected', false])
  expect(log.join('')).toContain('Error while calling watcher.')
  client.abandon()
})
