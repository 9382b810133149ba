import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isZooKeeperError } from '../../src/wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import { MultiError } from '../../src/zookeeper/client/multi.ts'
import type { WatchEvent } from '../../src/zookeeper/client/watches.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { eventually, removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'
import { connectTo } from './connect.ts'

const bytes = (text: string) => Buffer.from(text)
const failure = (answer: Promise<unknown>) =>
  answer.then(
    () => 'no failure',
    (error: Error) => error.message,
  )

describe.each(['ours', 'real'] as const)('on the ZooKeeper that is %s', (maker) => {
  const skip = maker === 'real' && !realKafka
  let server: Server
  let zookeeper: ZooKeeperClient
  let root: string
  let tests = 0

  beforeAll(async () => {
    if (skip) return
    server = await startZooKeeperServer(maker)
    zookeeper = await connectTo(server.port)
  })
  afterAll(async () => {
    await zookeeper?.close()
    await server?.stop()
    if (server) removeFolder(server.folder)
  })

  const freshRoot = async () => {
    root = `/test-${++tests}`
    await zookeeper.create(root, null)
    return root
  }
  const collect = () => {
    const events: WatchEvent[] = []
    return { events, watch: (event: WatchEvent) => void events.push(event) }
  }

  test.skipIf(skip)('nodes are created, read, changed and deleted', async () => {
    const path = await freshRoot()
    const { path: child, stat } = await zookeeper.create(`${path}/a`, bytes('1'))
    expect(child).toBe(`${path}/a`)
    expect(stat).toMatchObject({ version: 0, dataLength: 1, ephemeralOwner: 0n })
    expect(await zookeeper.set(child, bytes('22'), 0)).toMatchObject({ version: 1, dataLength: 2 })
    expect((await zookeeper.get(child)).data?.toString()).toBe('22')
    expect((await zookeeper.children(path)).children).toEqual(['a'])
    expect(await zookeeper.allChildrenNumber(path)).toBe(1)
    await zookeeper.delete(child, 1)
    expect(await zookeeper.exists(child)).toBeUndefined()
  })

  test.skipIf(skip)('sequential and ephemeral nodes get their names and owner', async () => {
    const path = await freshRoot()
    const first = await zookeeper.create(`${path}/n-`, null, { mode: 'persistentSequential' })
    const second = await zookeeper.create(`${path}/n-`, null, { mode: 'ephemeralSequential' })
    expect([first.path, second.path]).toEqual([`${path}/n-0000000000`, `${path}/n-0000000001`])
    expect(second.stat.ephemeralOwner).toBe(zookeeper.sessionId)
    expect(await zookeeper.ephemerals(path)).toEqual([second.path])
  })

  test.skipIf(skip)('refusals carry their code, path and ZooKeeper’s words', async () => {
    const path = await freshRoot()
    expect(await failure(zookeeper.create(path, null))).toBe(`KeeperErrorCode = NodeExists for ${path}`)
    expect(await failure(zookeeper.get(`${path}/x`))).toBe(`KeeperErrorCode = NoNode for ${path}/x`)
    expect(await failure(zookeeper.set(path, null, 9))).toBe(`KeeperErrorCode = BadVersion for ${path}`)
    expect(await failure(zookeeper.get('x'))).toBe('Path must start with / character')
    expect(await failure(zookeeper.create(`${path}/../x`, null))).toBe(
      `Invalid path string "${path}/../x" caused by relative paths not allowed @${path.length + 2}`,
    )
    expect(await failure(zookeeper.setAcl(path, []))).toBe('KeeperErrorCode = InvalidACL')
  })

  test.skipIf(skip)('requests go out behind one another and are answered in order', async () => {
    const path = await freshRoot()
    const versions = await Promise.all(Array.from({ length: 500 }, (_, n) => zookeeper.set(path, bytes(String(n)))))
    expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1))
  })

  test.skipIf(skip)('a multi does all or nothing', async () => {
    const path = await freshRoot()
    const results = await zookeeper.multi([
      { type: 'check', path, version: 0 },
      { type: 'create', path: `${path}/a`, data: bytes('x'), mode: 'ephemeral' },
      { type: 'set', path: `${path}/a`, data: bytes('y'), version: 0 },
      { type: 'create', path: `${path}/s-`, data: null, mode: 'persistentSequential' },
      { type: 'delete', path: `${path}/a` },
    ])
    expect(results.map((result) => result.path ?? result.stat?.version)).toEqual([
      undefined,
      `${path}/a`,
      1,
      `${path}/s-0000000001`,
      undefined,
    ])
    const failed = await zookeeper
      .multi([
        { type: 'set', path, data: null },
        { type: 'check', path, version: 0 },
        { type: 'delete', path: `${path}/none` },
      ])
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(MultiError)
    expect(failed).toMatchObject({ codes: [0, -103, -2], failed: 1, path, errorName: 'badVersion' })
    expect((await zookeeper.exists(path))?.version).toBe(0)
  })

  test.skipIf(skip)('one-shot watches fire once, before any later answer', async () => {
    const path = await freshRoot()
    const { events, watch } = collect()
    await zookeeper.exists(`${path}/a`, { watch })
    await zookeeper.children(path, { watch })
    await zookeeper.create(`${path}/a`, bytes('1'))
    expect(events).toEqual([
      { type: 'NodeCreated', path: `${path}/a` },
      { type: 'NodeChildrenChanged', path },
    ])
    await zookeeper.get(`${path}/a`, { watch })
    await Promise.all([zookeeper.set(`${path}/a`, null), zookeeper.set(`${path}/a`, null), zookeeper.exists(path)])
    expect(events.slice(2)).toEqual([{ type: 'NodeDataChanged', path: `${path}/a` }])
  })

  test.skipIf(skip)('a watch is no news before the answer that set it', async () => {
    const path = await freshRoot()
    const order: string[] = []
    const read = zookeeper.get(path, { watch: () => void order.push('event') }).then(() => order.push('answer'))
    await Promise.all([read, zookeeper.set(path, null)])
    await zookeeper.exists(path)
    expect(order).toEqual(['answer', 'event'])
  })

  test.skipIf(skip)('persistent watches stay, and can be taken back', async () => {
    const path = await freshRoot()
    const { events, watch } = collect()
    await zookeeper.addWatch(path, 'persistentRecursive', watch)
    await zookeeper.create(`${path}/a`, null)
    await zookeeper.create(`${path}/a/b`, null)
    await zookeeper.delete(`${path}/a/b`)
    expect(events.map(({ type }) => type)).toEqual(['NodeCreated', 'NodeCreated', 'NodeDeleted'])
    await zookeeper.removeWatches(path, 'any')
    expect(events.at(-1)).toEqual({ type: 'PersistentWatchRemoved', path })
    expect(await failure(zookeeper.removeWatches(path, 'any'))).toBe(`KeeperErrorCode = No such watcher for ${path}`)
    await zookeeper.delete(`${path}/a`)
    expect(events.length).toBe(4)
  })

  test.skipIf(skip)('below a chroot paths are the client’s own', async () => {
    const path = await freshRoot()
    const below = await connectTo(server.port, { chroot: path })
    const { events, watch } = collect()
    await below.exists('/a', { watch })
    expect((await below.create('/a', bytes('1'))).path).toBe('/a')
    expect(events).toEqual([{ type: 'NodeCreated', path: '/a' }])
    expect((await below.children('/')).children).toEqual(['a'])
    expect((await below.multi([{ type: 'create', path: '/m', data: null }]))[0]?.path).toBe('/m')
    expect((await zookeeper.children(path)).children.sort()).toEqual(['a', 'm'])
    await below.close()
  })

  test.skipIf(skip)('credentials open what they guard', async () => {
    const path = await freshRoot()
    const owner = await connectTo(server.port)
    owner.addAuth('digest', 'kate:secret')
    await owner.setAcl(path, [{ perms: 31, id: { scheme: 'auth', id: '' } }])
    expect(await owner.whoAmI()).toContainEqual({ authScheme: 'digest', user: 'kate' })
    expect(await failure(zookeeper.get(path))).toBe(`KeeperErrorCode = NoAuth for ${path}`)
    expect((await owner.get(path)).data).toBeNull()
    await owner.close()
  })

  test.skipIf(skip)('closing takes the ephemeral nodes along, abandoning does not', async () => {
    const path = await freshRoot()
    const [closing, leaving] = [await connectTo(server.port), await connectTo(server.port)]
    await closing.create(`${path}/closing`, null, { mode: 'ephemeral' })
    await leaving.create(`${path}/leaving`, null, { mode: 'ephemeral' })
    await closing.close()
    leaving.abandon()
    expect((await zookeeper.children(path)).children).toEqual(['leaving'])
    expect(await failure(closing.get(path))).toBe(`KeeperErrorCode = Session expired for ${path}`)
  })

  test.skipIf(skip)('a server that comes back finds the session, its watches and its retried requests', async () => {
    const path = await freshRoot()
    const client = await connectTo(server.port, { retryConnectionLoss: true })
    const states: string[] = []
    client.onState((state) => states.push(state))
    const { events, watch } = collect()
    await client.create(`${path}/mine`, null, { mode: 'ephemeral' })
    await client.get(path, { watch })
    await client.addWatch(path, 'persistent', watch)
    const id = client.sessionId
    await server.stop('SIGKILL')
    const meanwhile = client.get(`${path}/mine`)
    await server.restart()
    expect((await meanwhile).stat.ephemeralOwner).toBe(id)
    expect(client.sessionId).toBe(id)
    await zookeeper.connected(30_000)
    await zookeeper.set(path, bytes('news'))
    await eventually('the event', () => events.length === 1)
    expect(events).toEqual([{ type: 'NodeDataChanged', path }])
    expect(states).toEqual(['Disconnected', 'SyncConnected'])
    await client.close()
  })

  test.skipIf(skip)('without retries a lost connection is an error that says so', async () => {
    const client = await connectTo(server.port)
    const stopped = server.stop('SIGKILL')
    const error = await client.get('/zookeeper/quota').then(
      async () => {
        await stopped
        return client.get('/').catch((reason: unknown) => reason)
      },
      (reason: unknown) => reason,
    )
    expect(isZooKeeperError(error, 'connectionLoss')).toBe(true)
    await server.restart()
    client.abandon()
    await zookeeper.connected(30_000)
  })
})
