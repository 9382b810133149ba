import { expect, test } from 'vitest'
import { settled } from './scripted.ts'
import { Stage } from './stage.ts'

const servers = ['one', 'two'].map((host) => ({ host, port: 2181 }))

test('a client that makes do with reading looks for a server that takes writes, and moves to it', async () => {
  const stage = new Stage()
  const client = stage.open({ readOnly: true, servers })
  await settled()
  const reading = stage.transport.last
  reading.accept(7n, 30_000, true)
  await stage.clock.pass(100)
  const [, other] = stage.transport.connections
  expect([other?.isAskedForItsMode, other?.host === reading.host]).toEqual([true, false])
  other?.say('ro')
  await stage.clock.pass(199)
  expect(stage.transport.connections).toHaveLength(2)
  await stage.clock.pass(1)
  stage.transport.last.say('null')
  await stage.clock.pass(400)
  const found = stage.transport.last
  found.say('rw')
  await settled()
  expect(reading.closed).toBe(true)
  expect(stage.transport.last.host).toBe(found.host)
  // What a server by itself calls a session is none of the ensemble's.
  expect(stage.transport.last.connect).toMatchObject({ sessionId: 0n })
  stage.transport.last.accept(8n)
  await stage.clock.pass(1000)
  expect(stage.states).toEqual(['ConnectedReadOnly', 'Disconnected', 'SyncConnected'])
  expect(client.sessionId).toBe(8n)
  client.abandon()
})

test('a session of the ensemble is kept across a server that only lets itself be read', async () => {
  const stage = new Stage()
  const client = await stage.connected({ readOnly: true, servers })
  stage.transport.last.drop()
  await stage.clock.pass(3000)
  expect(stage.transport.last.connect).toMatchObject({ sessionId: 5n })
  client.abandon()
})

test('an ended client looks for nothing', async () => {
  const stage = new Stage()
  const client = stage.open({ readOnly: true, servers })
  await settled()
  stage.transport.last.accept(7n, 30_000, true)
  client.abandon()
  await stage.clock.pass(1000)
  expect(stage.transport.connections).toHaveLength(1)
})
