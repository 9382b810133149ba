import { afterEach, describe, expect, test } from 'vitest'
import type { Random } from '../../../src/base/random.ts'
import { errorCode } from '../../../src/wire/jute/errors.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { ConnectionThrottle } from '../../../src/zookeeper/server/limits/connection-throttle.ts'
import { RequestThrottle, type Throttled } from '../../../src/zookeeper/server/limits/request-throttle.ts'
import { ServerStats } from '../../../src/zookeeper/server/stats.ts'
import { RawClient } from './raw-client.ts'
import { startInMemory } from './running.ts'

const limitsOf = (settings: Record<string, string>) =>
  zooKeeperConfig(new Map(Object.entries({ dataDir: '/d', clientPort: '1', ...settings }))).limits

const never: Random = { int: () => 999_999, bytes: (count) => Buffer.alloc(count) }
const always: Random = { ...never, int: () => 0 }

describe('sessions that are asked for', () => {
  const throttle = (settings: Record<string, string>, random = never) => {
    const named = Object.entries(settings).map(([key, value]) => [`connection_throttle_${key}`, value])
    return new ConnectionThrottle(limitsOf(Object.fromEntries(named)).connections, random, 0)
  }

  test('are not limited unless that is wished', () => {
    const free = throttle({})
    for (let count = 0; count < 1000; count++) expect(free.admits(true, 0)).toBe(true)
  })

  test('cost a token each, and tokens come back with time', () => {
    const bucket = throttle({ tokens: '3', fill_time: '100', fill_count: '2' })
    const at = (now: number) => bucket.admits(true, now)
    expect([at(0), at(0), at(0), at(0), at(100)]).toEqual([true, true, true, false, false])
    expect([at(101), at(101), at(101)]).toEqual([true, true, false])
    expect([at(9000), at(9000), at(9000), at(9000)]).toEqual([true, true, true, false])
  })

  test('cost by their weights', () => {
    const bucket = throttle({ tokens: '5', fill_time: '1000', weight_enabled: 'true' })
    expect([bucket.admits(true, 0), bucket.admits(true, 0), bucket.admits(false, 0)]).toEqual([true, false, true])
  })

  test('are refused by chance the more often, the longer no token is left', () => {
    const settings = {
      tokens: '1',
      fill_time: '1000000',
      freeze_time: '10',
      drop_increase: '0.5',
      drop_decrease: '0.1',
    }
    const bucket = throttle(settings, always)
    expect(bucket.admits(true, 0)).toBe(true)
    expect([11, 12, 22, 33].map((now) => [bucket.admits(true, now), bucket.refusalProbability])).toEqual([
      [false, 0.5],
      [false, 0.5],
      [false, 1],
      [false, 1],
    ])
  })
})

describe('requests that wait', () => {
  function stage(settings: Record<string, string>) {
    const state = { outstanding: 0, now: 0 }
    const stats = new ServerStats()
    const throttle = new RequestThrottle({
      config: limitsOf(settings).requests,
      stats,
      outstanding: () => state.outstanding,
      now: () => state.now,
    })
    const done: string[] = []
    const request = (name: string, more: Partial<Throttled> = {}): Throttled => ({
      arrived: state.now,
      timeout: 1000,
      isConnected: true,
      carryOut: () => {
        done.push(name)
        state.outstanding++
      },
      refuse: () => done.push(`${name} refused`),
      drop: () => done.push(`${name} dropped`),
      ...more,
    })
    return { state, stats, throttle, done, request }
  }

  test('go on in their order as soon as there is room', () => {
    const { state, throttle, done, request, stats } = stage({ request_throttle_max_requests: '2' })
    state.outstanding = 2
    for (const name of ['a', 'b', 'c']) throttle.wait(request(name))
    throttle.drain()
    expect(done).toEqual([])
    state.outstanding = 0
    throttle.drain()
    expect(done).toEqual(['a', 'b'])
    state.outstanding = 1
    expect(throttle.isOpen).toBe(false)
    throttle.drain()
    expect([done, throttle.length, stats.throttleWaits]).toEqual([['a', 'b', 'c'], 0, 3])
  })

  test('are dropped when nobody waits for them any more, or refused when they waited long', () => {
    const { state, throttle, done, request } = stage({
      request_throttle_max_requests: '9',
      request_stale_latency_check: 'true',
      throttled_op_wait_time: '100',
    })
    throttle.wait(request('gone', { isConnected: false }))
    throttle.wait(request('late', { timeout: 50 }))
    throttle.wait(request('slow'))
    state.now = 101
    throttle.wait(request('new'))
    throttle.drain()
    expect(done).toEqual(['gone dropped', 'late dropped', 'slow refused', 'new'])
  })
})

describe('a server with limits', () => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
  })
  const start = async (settings: Record<string, string>) => {
    const server = await startInMemory(settings)
    open.push(server)
    return server
  }

  test('answers all requests in order, whatever has to wait', async () => {
    const { port } = await start({ request_throttle_max_requests: '2' })
    const clients = await Promise.all(['a', 'b', 'c'].map(() => RawClient.connect(port)))
    const answers = await Promise.all(
      clients.flatMap((client, who) =>
        Array.from({ length: 50 }, (_, index) => [
          client.create(`/n-${who}-${index}`, String(index)),
          client.text(`/n-${who}-${index}`),
        ]).flat(),
      ),
    )
    for (const [index, answer] of answers.entries()) {
      const [who, which] = [Math.trunc(index / 100), Math.trunc((index % 100) / 2)]
      expect(answer).toBe(index % 2 === 0 ? `/n-${who}-${which}` : String(which))
    }
  })

  test('refuses what waited too long, and nothing else', async () => {
    const { port } = await start({ request_throttle_max_requests: '1', throttled_op_wait_time: '1' })
    const [busy, other] = [await RawClient.connect(port), await RawClient.connect(port)]
    const codes = new Set<number | string>()
    while (!codes.has(errorCode('throttledOp'))) {
      const many = Array.from({ length: 100 }, (_, index) => busy.create(`/x${codes.size}`, String(index), 2))
      const mine = other.send(
        opCode.exists,
        Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('/'), Buffer.alloc(1)]),
      )
      for (const answer of await Promise.all(many)) codes.add(typeof answer === 'number' ? answer : 'made')
      codes.add((await mine).header.err)
    }
    expect([...codes].filter((code) => code !== 'made' && code !== 0 && code !== errorCode('throttledOp'))).toEqual([])
    expect((await busy.send(opCode.ping, undefined, -2)).header.err).toBe(0)
  })

  test('sends away who asks too often for a session', async () => {
    const { port } = await start({ connection_throttle_tokens: '2', connection_throttle_fill_time: '1000000' })
    const clients = []
    for (let count = 0; count < 3; count++) clients.push(await RawClient.connect(port))
    expect(clients.map(({ session }) => session.sessionId !== 0n)).toEqual([true, true, false])
    expect(await clients[0]?.create('/on')).toBe('/on')
  })

  test('sends away who sends more large requests than fit, whose others go on', async () => {
    const { port } = await start({ largeRequestThreshold: '1000', largeRequestMaxBytes: '5000' })
    const [greedy, modest] = [await RawClient.connect(port), await RawClient.connect(port)]
    const data = 'x'.repeat(2000)
    const made = await Promise.allSettled(['/a', '/b', '/c'].map((path) => greedy.create(path, data)))
    expect(made.at(-1)?.status).toBe('rejected')
    for (const path of ['/d', '/e', '/f', '/g']) expect(await modest.create(path, data)).toBe(path)
  })

  test('counts connections in all and by their host', async () => {
    for (const key of ['maxClientCnxns', 'maxCnxns']) {
      const { port } = await start({ [key]: '2' })
      const clients = []
      for (let count = 0; count < 3; count++) clients.push(await RawClient.connect(port))
      expect(clients.map(({ session }) => session.sessionId !== 0n)).toEqual([true, true, false])
      clients[0]?.destroy()
      await clients[0]?.closed
      await expect.poll(async () => (await RawClient.connect(port)).session.sessionId !== 0n).toBe(true)
    }
  })

  test('takes requests of the largest size, and not of one byte more', async () => {
    const { port } = await start({ 'jute.maxbuffer': '5000' })
    const [fitting, larger] = [await RawClient.connect(port), await RawClient.connect(port)]
    const overhead = 8 + 4 + '/a'.length + 4 + 4 + 4 + 4 + 'world'.length + 4 + 'anyone'.length + 4
    expect(await fitting.create('/a', 'x'.repeat(5000 - overhead))).toBe('/a')
    await expect(larger.create('/b', 'x'.repeat(5001 - overhead))).rejects.toThrow('closed')
    expect(await fitting.exists('/b')).toBe(false)
  })
})

test.each([
  ['connection_throttle_drop_increase', '2', /from 0 to 1/],
  ['connection_throttle_decrease_ratio', 'x', /from 0 to 1/],
  ['request_throttle_max_requests', 'many', /For input string: "many"/],
])('says what is wrong with %s=%s', (key, value, message) => {
  expect(() => limitsOf({ [key]: value })).toThrow(message)
})
