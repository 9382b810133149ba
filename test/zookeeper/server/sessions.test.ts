import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { ExpiryQueue } from '../../../src/zookeeper/session/expiry.ts'
import { sessionPassword } from '../../../src/zookeeper/session/password.ts'
import { RawClient } from './raw-client.ts'
import { eventually, startInMemory } from './running.ts'
import { createContainer, createTTL } from './special-nodes.ts'

const fast = { tickTime: '20', minSessionTimeout: '40', maxSessionTimeout: '10000' }

test("a session's password is what java.util.Random gives", () => {
  expect(sessionPassword(0x100000be5e40000n).toString('hex')).toBe('5ea7654c93e8e3766ce482eb949226b1')
  expect(sessionPassword(-1n).toString('hex')).toBe('20f62cb5648dc2d771471c8a2486a9ee')
})

test('time-outs are negotiated within the limits', async () => {
  const server = await startInMemory({ tickTime: '1000' })
  const granted = async (timeOut: number) => (await RawClient.connect(server.port, { timeOut })).session.timeOut
  expect(await granted(1)).toBe(2000)
  expect(await granted(5000)).toBe(5000)
  expect(await granted(1_000_000)).toBe(20_000)
  await server.close()
})

test('a session can be taken up again with its password, and its old connection ends', async () => {
  const server = await startInMemory()
  const first = await RawClient.connect(server.port)
  await first.create('/eph', '', 1)
  const { sessionId, passwd } = first.session
  const second = await RawClient.connect(server.port, { sessionId, passwd })
  expect(second.session.sessionId).toBe(sessionId)
  await first.closed
  expect(await second.exists('/eph')).toBe(true)
  const thief = await RawClient.connect(server.port, { sessionId, passwd: Buffer.alloc(16, 1) })
  expect(thief.session).toMatchObject({ sessionId: 0n, timeOut: 0, passwd: Buffer.alloc(16) })
  await thief.closed
  expect(await second.exists('/eph')).toBe(true)
  await server.close()
})

test('an abandoned session expires, its nodes go, and it can not be taken up again', async () => {
  const server = await startInMemory(fast)
  const watcher = await RawClient.connect(server.port)
  const doomed = await RawClient.connect(server.port, { timeOut: 1000 })
  await doomed.create('/eph', '', 1)
  const { sessionId, passwd } = doomed.session
  doomed.destroy()
  await eventually('the node is gone', async () => !(await watcher.exists('/eph')))
  const late = await RawClient.connect(server.port, { sessionId, passwd })
  expect(late.session.timeOut).toBe(0)
  await late.closed
  await server.close()
})

test('a silent connection is closed when its session expires; pings keep it', async () => {
  const server = await startInMemory(fast)
  const alive = await RawClient.connect(server.port, { timeOut: 2000 })
  const silent = await RawClient.connect(server.port, { timeOut: 2000 })
  const pings = setInterval(() => void alive.send(opCode.ping, Buffer.alloc(0), -2), 20)
  await silent.closed
  expect(await alive.exists('/')).toBe(true)
  clearInterval(pings)
  await server.close()
})

test('a wall clock that jumps ends no session, and keeps none alive', async () => {
  let jump = 0
  const clock = { ...systemClock, now: () => systemClock.now() + jump }
  const server = await startInMemory(fast, undefined, undefined, clock)
  const [kept, silent] = [await RawClient.connect(server.port), await RawClient.connect(server.port, { timeOut: 1000 })]
  await kept.create('/kept', '', 1)
  await silent.create('/silent', '', 1)
  for (jump of [86_400_000, -86_400_000, 31_536_000_000]) {
    expect(await kept.text('/kept')).toBe('')
    expect(await kept.create(`/at${jump}`)).toBe(`/at${jump}`)
  }
  jump = -31_536_000_000
  await eventually('the silent one expires', async () => !(await kept.exists('/silent')))
  expect(await kept.exists('/kept')).toBe(true)
  await server.close()
})

test('sessions and their nodes outlive a restart of the server, and run from then on', async () => {
  const disk = new MemoryDisk()
  const before = await startInMemory(fast, disk)
  const client = await RawClient.connect(before.port, { timeOut: 10_000 })
  await client.create('/eph', '', 1)
  const doomed = await RawClient.connect(before.port, { timeOut: 1000 })
  await doomed.create('/doomed', '', 1)
  await before.close()
  const after = await startInMemory(fast, disk.reopen())
  const { sessionId, passwd } = client.session
  const again = await RawClient.connect(after.port, { sessionId, passwd, timeOut: 10_000 })
  expect(again.session.sessionId).toBe(sessionId)
  expect(await again.exists('/eph')).toBe(true)
  await eventually('the other is gone', async () => !(await again.exists('/doomed')))
  expect(await again.exists('/eph')).toBe(true)
  await after.close()
})

test('a client that has seen more than this server is sent away', async () => {
  const server = await startInMemory()
  const ahead = await RawClient.connect(server.port, { lastZxidSeen: 1000n })
  await ahead.closed
  expect(ahead.session.sessionId).toBe(0n)
  await server.close()
})

test('connections from one address are limited', async () => {
  const server = await startInMemory({ maxClientCnxns: '2' })
  const first = await RawClient.connect(server.port)
  await RawClient.connect(server.port)
  const third = await RawClient.connect(server.port)
  await third.closed
  first.destroy()
  await eventually('there is room again', async () => (await RawClient.connect(server.port)).session.sessionId !== 0n)
  await server.close()
})

test('empty containers and outlived TTL nodes are removed', async () => {
  const server = await startInMemory({ 'znode.container.checkIntervalMs': '20', extendedTypesEnabled: 'true' })
  const client = await RawClient.connect(server.port)
  await createContainer(client, '/used')
  await createContainer(client, '/unused')
  await createTTL(client, '/brief', 30)
  await createTTL(client, '/long', 1_000_000)
  await client.create('/used/child')
  await client.delete('/used/child')
  await eventually('both are gone', async () => !(await client.exists('/used')) && !(await client.exists('/brief')))
  expect(await client.exists('/unused')).toBe(true)
  expect(await client.exists('/long')).toBe(true)
  await server.close()
})

test('an expiry queue ends nothing early and everything in time', () => {
  const touches = fc.array(fc.record({ id: fc.nat(5), timeout: fc.integer({ min: 1, max: 500 }), wait: fc.nat(200) }))
  fc.assert(
    fc.property(touches, (steps) => {
      const queue = new ExpiryQueue<number>(50)
      const due = new Map<number, number>()
      let now = 1000
      for (const { id, timeout, wait } of steps) {
        queue.touch(id, timeout, now)
        due.set(id, now + timeout)
        now += wait
        for (const ended of queue.expired(now)) {
          expect(due.get(ended)).toBeLessThanOrEqual(now)
          due.delete(ended)
        }
        for (const end of due.values()) expect(end + 50).toBeGreaterThanOrEqual(now)
      }
    }),
  )
})
