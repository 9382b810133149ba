import { beforeEach, expect, test } from 'vitest'
import { errorCode } from '../../src/wire/jute/errors.ts'
import { opCode } from '../../src/wire/jute/op-codes.ts'
import { SaslRequest } from '../../src/wire/jute/requests.ts'
import { SaslResponse } from '../../src/wire/jute/responses.ts'
import { checkDigestMd5, digestMd5Challenge } from '../../src/wire/sasl/digest-md5.ts'
import { readJute, writeJute } from '../../src/wire/schema/index.ts'
import { digestLogin } from '../../src/zookeeper/client/digest-login.ts'
import { type ServerSide, settled } from './scripted.ts'
import { outcome, Stage } from './stage.ts'

const bob = digestLogin({ username: 'bob', password: 'secret', service: 'zookeeper' })
const server = { service: 'zookeeper', host: 'zk-sasl-md5', nonce: 'n0nce', passwordOf: () => 'secret' }
let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

/** Takes the client's word, the last of its requests, and answers with the server's. */
function converse(side: ServerSide, answer: (word: Buffer | null) => Buffer): void {
  const request = side.requests.at(-1)
  if (request?.type !== opCode.sasl) throw new Error('the last request is none of SASL')
  const token = answer(readJute(SaslRequest, request.body).token)
  side.send(side.reply(request.xid, 0, (writer) => writeJute(SaslResponse, writer, { token })))
}

async function logIn(side: ServerSide): Promise<void> {
  converse(side, () => digestMd5Challenge(server))
  await settled()
  converse(side, (word) => checkDigestMd5(word ?? Buffer.alloc(0), server).rspauth)
  await settled()
}

test('a client proves who it is before it asks for anything, on each connection', async () => {
  const client = await stage.connected({ sasl: bob })
  client.addAuth('digest', 'a:b')
  void outcome(client.sync('/'))
  await settled()
  const [first] = stage.transport.connections
  expect(first?.types()).toEqual([opCode.sasl])
  await logIn(stage.transport.last)
  expect(first?.types()).toEqual([opCode.sasl, opCode.sasl, opCode.auth, opCode.sync])
  first?.drop()
  await stage.clock.pass(5000)
  stage.transport.last.accept(5n)
  await settled()
  expect(stage.transport.last.types()).toEqual([opCode.sasl])
  await logIn(stage.transport.last)
  expect(stage.transport.last.types()).toEqual([opCode.sasl, opCode.sasl, opCode.auth])
  expect(stage.states).toEqual([
    'SyncConnected',
    'SaslAuthenticated',
    'Disconnected',
    'SyncConnected',
    'SaslAuthenticated',
  ])
  client.abandon()
})

test('a server that does not know the password is not trusted', async () => {
  const client = await stage.connected({ sasl: bob })
  const answer = outcome(client.sync('/'))
  converse(stage.transport.last, () => digestMd5Challenge(server))
  await settled()
  converse(stage.transport.last, () => Buffer.from('rspauth=00'))
  expect(await answer).toContain('AuthFailed')
  expect(stage.states).toEqual(['SyncConnected', 'AuthFailed'])
})

test('a refused proof is the end of the session', async () => {
  const client = await stage.connected({ sasl: bob })
  const answer = outcome(client.sync('/'))
  const side = stage.transport.last
  side.send(side.reply(side.requests[0]?.xid ?? 0, errorCode('authFailed')))
  side.drop()
  expect(await answer).toContain('AuthFailed')
  expect(stage.states).toEqual(['SyncConnected', 'AuthFailed'])
  expect(stage.log.join('')).toContain("SASL authentication failed using login context 'Client'.")
})

test('who was refused tries again where sessions are renewed', async () => {
  const client = await stage.connected({ sasl: bob, renewExpired: true })
  const answer = outcome(client.sync('/'))
  const side = stage.transport.last
  side.send(side.reply(side.requests[0]?.xid ?? 0, errorCode('authFailed')))
  side.drop()
  expect(await answer).toContain('AuthFailed')
  await stage.clock.pass(999)
  expect(stage.transport.connections).toHaveLength(1)
  await stage.clock.pass(1)
  await settled()
  stage.transport.last.accept(6n)
  await settled()
  await logIn(stage.transport.last)
  expect(stage.states).toEqual([
    'SyncConnected',
    'AuthFailed',
    'Expired',
    'Renewed',
    'SyncConnected',
    'SaslAuthenticated',
  ])
  client.abandon()
})

test('a connection that breaks in the middle of a proof is followed by another', async () => {
  const client = await stage.connected({ sasl: bob })
  const answer = outcome(client.sync('/'))
  stage.transport.last.drop()
  await stage.clock.pass(5000)
  expect(await answer).toContain('ConnectionLoss')
  stage.transport.last.accept(5n)
  await settled()
  await logIn(stage.transport.last)
  expect(stage.states).toEqual(['SyncConnected', 'Disconnected', 'SyncConnected', 'SaslAuthenticated'])
  client.abandon()
})

test('who can’t prove anything says so and goes on without', async () => {
  const client = await stage.connected({ sasl: { problem: 'no section' } })
  void outcome(client.sync('/'))
  await settled()
  expect(stage.transport.last.types()).toEqual([opCode.sync])
  expect(stage.states).toEqual(['LoginFailed', 'SyncConnected'])
  client.abandon()
})
