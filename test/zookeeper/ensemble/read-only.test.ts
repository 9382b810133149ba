import { afterEach, expect, test } from 'vitest'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { connectTo } from '../../zookeeper-client/connect.ts'
import { RawClient } from '../server/raw-client.ts'
import { eventually } from '../server/running.ts'
import { MemoryEnsemble } from './memory-ensemble.ts'

let ensemble: MemoryEnsemble
const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0)) await each()
  await ensemble.close()
})

/** Three servers, of which only the first is left, and serves who only reads. */
async function left(): Promise<void> {
  ensemble = await MemoryEnsemble.of(3, { 'readonlymode.enabled': 'true' })
  await ensemble.start(1, 2, 3)
  await ensemble.leader(1, 2, 3)
  const writer = await ensemble.client(1)
  await writer.create('/kept', Buffer.from('old'))
  await writer.close()
  await ensemble.stop(2, 3)
  await eventually('the last one only reads', async () => (await ensemble.mode(1)) === 'read-only')
}

async function readerOf(id: number) {
  const client = await connectTo(ensemble.clientPort(id), { readOnly: true })
  undo.push(() => client.close().catch(() => {}))
  return client
}

test('a server without a leader shows what it knows, to who asked for no more, and changes nothing', async () => {
  await left()
  expect(await ensemble.ask(1, 'isro')).toBe('ro')
  expect(await ensemble.ask(1, 'srvr')).toContain('READ-ONLY mode; serving only read-only clients\n')
  const reader = await readerOf(1)
  expect(reader.state).toBe('ConnectedReadOnly')
  expect((await reader.get('/kept')).data?.toString()).toBe('old')
  await expect(reader.create('/new', null)).rejects.toThrow('Not a read-only call')
  await expect(reader.sync('/')).rejects.toThrow('Not a read-only call')
  await expect(reader.multi([{ type: 'delete', path: '/kept', version: -1 }])).rejects.toThrow('Not a read-only call')
  const other = await RawClient.connect(ensemble.clientPort(1))
  expect(other.session.sessionId).toBe(0n)
  await other.closed
})

test('who only reads is sent to the others when there is a leader again', async () => {
  await left()
  const reader = await readerOf(1)
  const { sessionId } = reader
  await ensemble.start(2)
  await ensemble.leader(1, 2)
  await eventually('it may write', () => reader.state === 'SyncConnected')
  await reader.create('/new', null)
  expect(reader.sessionId).not.toBe(sessionId)
})

test('sessions of those who only read end when nobody hears of them', async () => {
  await left()
  const client = await readerOf(1)
  const quiet = await RawClient.connect(ensemble.clientPort(1), { timeOut: 1000, readOnly: true })
  expect(quiet.session.sessionId).not.toBe(0n)
  await quiet.closed
  expect((await client.get('/kept')).data?.toString()).toBe('old')
  const leaving = await RawClient.connect(ensemble.clientPort(1), { readOnly: true })
  expect((await leaving.send(opCode.closeSession)).header.err).toBe(0)
  await leaving.closed
})
