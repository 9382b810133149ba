import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import {
  AddWatchRequest,
  AuthPacket,
  CheckVersionRequest,
  CreateRequest,
  CreateTTLRequest,
  DeleteRequest,
  GetACLRequest,
  GetAllChildrenNumberRequest,
  GetChildrenRequest,
  GetEphemeralsRequest,
  MultiHeader,
  RemoveWatchesRequest,
  SetACLRequest,
  SetDataRequest,
  SetWatches2,
  SyncRequest,
} from '../../../src/wire/jute/requests.ts'
import {
  Create2Response,
  ErrorResponse,
  GetACLResponse,
  GetAllChildrenNumberResponse,
  GetChildren2Response,
  GetDataResponse,
  GetEphemeralsResponse,
  StatResponse,
  SyncResponse,
  WhoAmIResponse,
} from '../../../src/wire/jute/responses.ts'
import {
  encodeJute,
  type InputOf,
  type JuteRecord,
  readJute,
  Writer,
  writeJute,
} from '../../../src/wire/schema/index.ts'
import { RawClient, type Reply } from './raw-client.ts'
import { startInMemory } from './running.ts'

let server: Awaited<ReturnType<typeof startInMemory>>
let client: RawClient
let other: RawClient

beforeAll(async () => {
  server = await startInMemory()
  client = await RawClient.connect(server.port)
  other = await RawClient.connect(server.port)
})
afterAll(() => server.close())

type Operation = [type: number, request: Buffer]

function operation<R extends JuteRecord>(type: number, record: R, value: InputOf<R>): Operation {
  return [type, encodeJute(record, value)]
}

function multi(from: RawClient, type: number, operations: readonly Operation[]): Promise<Reply> {
  const writer = new Writer()
  for (const [code, request] of operations) {
    writeJute(MultiHeader, writer, { type: code, done: false, err: -1 })
    writer.raw(request)
  }
  writeJute(MultiHeader, writer, { type: -1, done: true, err: -1 })
  return from.send(type, writer.finishBytes())
}

test('creates, reads, changes and deletes nodes', async () => {
  expect(await client.create('/a', 'one')).toBe('/a')
  expect(await client.create('/a', 'again')).toBe(-110)
  expect(await client.create('/x/y')).toBe(-101)
  expect(await client.create('/null', null)).toBe('/null')
  expect(await client.text('/a')).toBe('one')
  expect(await client.text('/null')).toBe(null)
  expect(await client.text('/missing')).toBe(-101)
  expect(await client.set('/a', 'two', 7)).toBe(-103)
  expect(await client.set('/a', 'two', 0)).toBe(0)
  expect(await client.create('/a/b')).toBe('/a/b')
  expect(await client.delete('/a')).toBe(-111)
  expect(await client.delete('/a/b', 3)).toBe(-103)
  expect(await client.delete('/a/b')).toBe(0)
  expect(await client.delete('/a/b')).toBe(-101)
  expect(await client.delete('/')).toBe(-8)
  expect(await client.delete('/zookeeper')).toBe(-8)
})

test('refuses what is no path', async () => {
  for (const path of ['', 'a', '/a/', '//a', '/a//b', '/a/./b', '/a/..', '/a\u0001', '/\ud800x', '/a\0']) {
    expect([path, await client.create(path)]).toEqual([path, expect.any(Number)])
  }
})

test('counts children as ZooKeeper does', async () => {
  await client.create('/seq')
  expect(await client.create('/seq/n-', '', 2)).toBe('/seq/n-0000000000')
  expect(await client.create('/seq/plain')).toBe('/seq/plain')
  await client.delete('/seq/plain')
  expect(await client.create('/seq/n-', '', 2)).toBe('/seq/n-0000000002')
  expect(await client.create('/seq/', '', 2)).toBe('/seq/0000000003')
  const got = await client.get('/seq')
  expect(got).toMatchObject({ stat: { cversion: 5, numChildren: 3, version: 0 } })
})

test('lists children, all descendants, and answers sync', async () => {
  const listed = await client.request(opCode.getChildren2, GetChildrenRequest, { path: '/zookeeper', watch: false })
  expect(readJute(GetChildren2Response, listed.body)).toMatchObject({
    children: ['config', 'quota'],
    stat: { cversion: -2, numChildren: 2 },
  })
  const counted = await client.request(opCode.getAllChildrenNumber, GetAllChildrenNumberRequest, { path: '/zookeeper' })
  expect(readJute(GetAllChildrenNumberResponse, counted.body)).toEqual({ totalNumber: 2 })
  const synced = await client.request(opCode.sync, SyncRequest, { path: '/' })
  expect(readJute(SyncResponse, synced.body)).toEqual({ path: '/' })
})

test('create2 answers with the stat; containers and TTL nodes have their rules', async () => {
  const body = { data: null, acl: openAcl }
  const made = await client.request(opCode.create2, CreateRequest, { path: '/two', ...body, flags: 0 })
  expect(readJute(Create2Response, made.body)).toMatchObject({ path: '/two', stat: { dataLength: 0, version: 0 } })
  const container = await client.request(opCode.createContainer, CreateRequest, { path: '/cont', ...body, flags: 4 })
  expect(readJute(Create2Response, container.body).stat.ephemeralOwner).toBe(0n)
  const ttl = await client.request(opCode.createTTL, CreateTTLRequest, { path: '/ttl', ...body, flags: 5, ttl: 100 })
  expect(ttl.header.err).toBe(-6)
  expect((await client.request(opCode.create, CreateRequest, { path: '/bad', ...body, flags: 9 })).header.err).toBe(-8)
})

test('a multi happens as a whole', async () => {
  const reply = await multi(client, opCode.multi, [
    operation(opCode.create, CreateRequest, { path: '/m', data: Buffer.from('x'), acl: openAcl, flags: 0 }),
    operation(opCode.create2, CreateRequest, { path: '/m/c', data: null, acl: openAcl, flags: 0 }),
    operation(opCode.check, CheckVersionRequest, { path: '/m', version: 0 }),
    operation(opCode.setData, SetDataRequest, { path: '/m', data: Buffer.from('y'), version: 0 }),
    operation(opCode.delete, DeleteRequest, { path: '/m/c', version: -1 }),
  ])
  expect(reply.header.err).toBe(0)
  const types = []
  expect(readJute(MultiHeader, reply.body)).toEqual({ type: 1, done: false, err: 0 })
  expect(reply.body.text(reply.body.int32())).toBe('/m')
  expect(readJute(MultiHeader, reply.body).type).toBe(15)
  expect(readJute(Create2Response, reply.body).path).toBe('/m/c')
  types.push(readJute(MultiHeader, reply.body).type, readJute(MultiHeader, reply.body).type)
  const { stat } = readJute(StatResponse, reply.body)
  types.push(readJute(MultiHeader, reply.body).type)
  expect(types).toEqual([13, 5, 2])
  expect(readJute(MultiHeader, reply.body)).toEqual({ type: -1, done: true, err: -1 })
  expect(stat).toMatchObject({ version: 1, mzxid: reply.header.zxid, czxid: reply.header.zxid })
})

test('or not at all: each operation says why', async () => {
  const reply = await multi(client, opCode.multi, [
    operation(opCode.create, CreateRequest, { path: '/never', data: null, acl: openAcl, flags: 0 }),
    operation(opCode.create, CreateRequest, { path: '/never/child', data: null, acl: openAcl, flags: 0 }),
    operation(opCode.check, CheckVersionRequest, { path: '/never', version: 5 }),
    operation(opCode.delete, DeleteRequest, { path: '/never', version: 0 }),
  ])
  expect(reply.header.err).toBe(0)
  for (const err of [0, 0, -103, -2]) {
    expect(readJute(MultiHeader, reply.body)).toEqual({ type: -1, done: false, err })
    expect(readJute(ErrorResponse, reply.body)).toEqual({ err })
  }
  expect(await client.exists('/never')).toBe(false)
  expect(await client.create('/never')).toBe('/never')
})

test('multiRead answers each read on its own', async () => {
  await client.create('/r', 'data')
  const reply = await multi(client, opCode.multiRead, [
    operation(opCode.getData, GetChildrenRequest, { path: '/r', watch: false }),
    operation(opCode.getData, GetChildrenRequest, { path: '/nowhere', watch: false }),
    operation(opCode.getChildren, GetChildrenRequest, { path: '/zookeeper', watch: false }),
  ])
  expect(readJute(MultiHeader, reply.body)).toEqual({ type: 4, done: false, err: 0 })
  expect(readJute(GetDataResponse, reply.body).data?.toString()).toBe('data')
  expect(readJute(MultiHeader, reply.body)).toEqual({ type: -1, done: false, err: -101 })
  expect(readJute(ErrorResponse, reply.body)).toEqual({ err: -101 })
  expect(readJute(MultiHeader, reply.body).type).toBe(8)
})

test('pipelined requests are answered in order, reads after the writes before them', async () => {
  await client.create('/order', '0')
  const answers = []
  for (let i = 1; i <= 200; i++) answers.push(client.set('/order', String(i)), client.text('/order'))
  const seen = await Promise.all(answers)
  expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => [0, String(i + 1)]).flat())
})

test('watches fire once, before any answer that shows the change', async () => {
  await client.create('/w', '0')
  await client.get('/w', true)
  await client.exists('/w/child', true)
  await client.request(opCode.getChildren, GetChildrenRequest, { path: '/w', watch: true })
  await other.set('/w', '1')
  await other.create('/w/child')
  await other.set('/w', '2')
  await client.exists('/w')
  expect(client.events.splice(0).map(({ type, path }) => [type, path])).toEqual([
    [3, '/w'],
    [1, '/w/child'],
    [4, '/w'],
  ])
})

test('a deletion is told once to who watches both data and children', async () => {
  await client.create('/both')
  await client.get('/both', true)
  await client.request(opCode.getChildren, GetChildrenRequest, { path: '/both', watch: true })
  await other.delete('/both')
  await client.exists('/both')
  expect(client.events.splice(0).map(({ type, path }) => [type, path])).toEqual([[2, '/both']])
})

test('persistent and recursive watches stay, until removed', async () => {
  await client.create('/p')
  await client.request(opCode.addWatch, AddWatchRequest, { path: '/p', mode: 0 })
  await other.request(opCode.addWatch, AddWatchRequest, { path: '/p', mode: 1 })
  for (const step of ['1', '2']) await client.set('/p', step)
  await client.create('/p/c')
  await client.set('/p/c', 'x')
  await client.delete('/p/c')
  await other.exists('/p')
  const seen = (from: RawClient) => from.events.splice(0).map(({ type, path }) => `${type} ${path}`)
  expect(seen(client)).toEqual(['3 /p', '3 /p', '4 /p', '4 /p'])
  expect(seen(other)).toEqual(['3 /p', '3 /p', '1 /p/c', '3 /p/c', '2 /p/c'])
  const remove = { path: '/p', type: 3 }
  expect((await client.request(opCode.checkWatches, RemoveWatchesRequest, remove)).header.err).toBe(0)
  expect((await client.request(opCode.removeWatches, RemoveWatchesRequest, remove)).header.err).toBe(0)
  expect((await client.request(opCode.removeWatches, RemoveWatchesRequest, remove)).header.err).toBe(-121)
  await client.set('/p', '3')
  expect(client.events).toEqual([])
})

test('setWatches tells at once what was missed, and sets the rest again', async () => {
  await client.create('/s1', 'x')
  await client.create('/s2', 'x')
  const stat = await client.get('/s2')
  if (typeof stat === 'number') throw new Error('no /s2')
  const relativeZxid = stat.stat.czxid
  await client.set('/s1', 'y')
  client.events.length = 0
  const reply = await client.request(opCode.setWatches2, SetWatches2, {
    relativeZxid,
    dataWatches: ['/s1', '/s2', '/gone'],
    existWatches: ['/s2', '/later'],
    childWatches: ['/s1'],
    persistentWatches: [],
    persistentRecursiveWatches: ['/deep'],
  })
  expect(reply.header.err).toBe(0)
  await client.set('/s2', 'z')
  await client.create('/later')
  await client.create('/deep')
  await client.create('/deep/er')
  await client.exists('/')
  expect(client.events.splice(0).map(({ type, path }) => `${type} ${path}`)).toEqual([
    '3 /s1',
    '2 /gone',
    '1 /s2',
    '3 /s2',
    '1 /later',
    '1 /deep',
    '1 /deep/er',
  ])
})

test('access lists: digest, auth, ip, and what others see', async () => {
  const owner = await RawClient.connect(server.port)
  const auth = (from: RawClient, scheme: string, text: string) => {
    const writer = new Writer()
    writeJute(AuthPacket, writer, { type: 0, scheme, auth: Buffer.from(text) })
    return from.send(opCode.auth, writer.finishBytes(), -4)
  }
  expect((await auth(owner, 'digest', 'user:password')).header).toEqual({ xid: -4, zxid: 0n, err: 0 })
  const acl = [{ perms: 31, id: { scheme: 'auth', id: '' } }]
  const made = await owner.request(opCode.create, CreateRequest, { path: '/private', data: null, acl, flags: 0 })
  expect(made.header.err).toBe(0)
  expect(await owner.text('/private')).toBe(null)
  expect(await client.text('/private')).toBe(-102)
  expect(await client.exists('/private')).toBe(true)
  expect(await client.set('/private', 'x')).toBe(-102)
  expect(await client.create('/private/child')).toBe(-102)
  const own = await owner.request(opCode.getACL, GetACLRequest, { path: '/private' })
  expect(readJute(GetACLResponse, own.body).acl).toEqual([
    { perms: 31, id: { scheme: 'digest', id: 'user:tpUq/4Pn5A64fVZyQ0gOJ8ZWqkY=' } },
  ])
  const readable = [...acl, { perms: 1, id: { scheme: 'ip', id: '127.0.0.0/8' } }]
  await owner.request(opCode.setACL, SetACLRequest, { path: '/private', acl: readable, version: 0 })
  expect(await client.text('/private')).toBe(null)
  const shown = await client.request(opCode.getACL, GetACLRequest, { path: '/private' })
  expect(readJute(GetACLResponse, shown.body)).toMatchObject({
    acl: [{ id: { id: 'user:x' } }, { perms: 1 }],
    stat: { aversion: 1 },
  })
  const who = await owner.send(opCode.whoAmI)
  expect(readJute(WhoAmIResponse, who.body).clientInfo).toEqual([
    { authScheme: 'ip', user: '127.0.0.1' },
    { authScheme: 'digest', user: 'user' },
  ])
  const bad = { path: '/bad-acl', data: null, acl: [{ perms: 31, id: { scheme: 'nobody', id: 'x' } }], flags: 0 }
  expect((await client.request(opCode.create, CreateRequest, bad)).header.err).toBe(-114)
  expect((await client.request(opCode.create, CreateRequest, { ...bad, acl: [] })).header.err).toBe(-114)
  const stranger = await RawClient.connect(server.port)
  expect((await auth(stranger, 'kerberos', 'x')).header.err).toBe(-115)
  await stranger.closed
})

test('null for an empty text in access lists: only `auth` needs none', async () => {
  await client.request(opCode.auth, AuthPacket, { type: 0, scheme: 'digest', auth: Buffer.from('nobody:pw') })
  const create = async (scheme: string | null) => {
    const acl = [{ perms: 31, id: { scheme, id: null } }]
    return (await client.request(opCode.create, CreateRequest, { path: '/for-null', data: null, acl, flags: 0 })).header
      .err
  }
  expect(await create(null)).toBe(-114)
  expect(await create('bogus')).toBe(-114)
  for (const scheme of ['digest', 'ip', 'world']) expect(await create(scheme)).toBe(-5)
  expect(await create('auth')).toBe(0)
})

test('ephemeral nodes go with their session, and have no children', async () => {
  const shortLived = await RawClient.connect(server.port)
  expect(await shortLived.create('/eph', '', 1)).toBe('/eph')
  expect(await shortLived.create('/eph/child')).toBe(-108)
  const own = await shortLived.request(opCode.getEphemerals, GetEphemeralsRequest, { prefixPath: '/' })
  expect(readJute(GetEphemeralsResponse, own.body).ephemerals).toEqual(['/eph'])
  await client.exists('/eph', true)
  const bye = await shortLived.send(opCode.closeSession)
  expect(bye.header.err).toBe(0)
  await shortLived.closed
  expect(await client.exists('/eph')).toBe(false)
  expect(client.events.splice(0)).toMatchObject([{ type: 2, path: '/eph' }])
})

test('quota nodes count what happens below', async () => {
  await client.create('/q', '12345')
  for (const path of ['/zookeeper/quota/q', '/zookeeper/quota/q/zookeeper_limits']) await client.create(path)
  await client.create('/zookeeper/quota/q/zookeeper_stats', 'count=0,bytes=0')
  await client.create('/q/c', '123')
  await client.set('/q', '1')
  expect(await client.text('/zookeeper/quota/q/zookeeper_stats')).toBe('count=2,bytes=4')
  await client.delete('/q/c')
  expect(await client.text('/zookeeper/quota/q/zookeeper_stats')).toBe('count=1,bytes=1')
})

test('an unknown operation is refused and ends the connection', async () => {
  const strange = await RawClient.connect(server.port)
  expect((await strange.send(999)).header).toMatchObject({ zxid: -1n, err: -6 })
  await strange.closed
})

test('a body that is none is an error of that request alone', async () => {
  expect((await client.send(opCode.getData, Buffer.from([0, 0, 1]))).header.err).toBe(-5)
  expect((await client.send(opCode.create, Buffer.alloc(3))).header.err).toBe(-5)
  expect((await client.send(opCode.multi, Buffer.from([0, 0, 0, 99, 0, 0, 0, 0, 0]))).header.err).toBe(-5)
  expect(await client.exists('/')).toBe(true)
})

test('a frame that is none costs the sender its connection, and nobody else', async () => {
  for (const bytes of ['ffffffff', '7fffffff', '00000004', '0000000100', '0000001c00000000']) {
    const bad = await RawClient.open(server.port)
    bad.raw(Buffer.from(bytes, 'hex'))
    if (bytes === '00000004' || bytes === '0000001c00000000') bad.connection.end()
    await bad.closed
  }
  const large = await RawClient.connect(server.port)
  large.raw(Buffer.from([0, 0x10, 0, 0]))
  await large.closed
  expect(await client.exists('/')).toBe(true)
})

test('requests may follow the connect request at once', async () => {
  const hasty = await RawClient.open(server.port)
  const greeted = hasty.greet({})
  const made = hasty.create('/hasty')
  await greeted
  expect(hasty.session.sessionId).not.toBe(0n)
  expect(await made).toBe('/hasty')
  hasty.destroy()
})
