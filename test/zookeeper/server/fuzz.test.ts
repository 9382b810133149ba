import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { AuthPacket, CreateRequest, SaslRequest, SetWatches2 } from '../../../src/wire/jute/requests.ts'
import { ConnectRequest, RequestHeader } from '../../../src/wire/jute/session.ts'
import { encodeJute } from '../../../src/wire/schema/index.ts'
import { RawClient } from './raw-client.ts'
import { eventually, startInMemory } from './running.ts'

let server: Awaited<ReturnType<typeof startInMemory>>
let witness: RawClient
let count = 0

beforeAll(async () => {
  server = await startInMemory({ maxClientCnxns: '0', 'jute.maxbuffer': '65536', '4lw.commands.whitelist': '*' })
  witness = await RawClient.connect(server.port)
})
afterAll(async () => {
  witness?.destroy()
  await server?.close()
})

/** Another client's session goes on, and so does the server. */
async function othersLiveOn(): Promise<void> {
  const path = `/witness-${count++}`
  expect(await witness.create(path, 'seen')).toBe(path)
  expect(await witness.text(path)).toBe('seen')
  expect(await witness.delete(path)).toBe(0)
}

async function connections(): Promise<string | undefined> {
  const asker = await tcpTransport.connect({ host: '127.0.0.1', port: server.port }, { timeoutMs: 5000 })
  let answer = ''
  asker.onData((chunk) => {
    answer += chunk.toString()
  })
  asker.write([Buffer.from('srvr')])
  await new Promise<void>((resolve) => asker.onClose(() => resolve()))
  return /Connections: \d+/.exec(answer)?.[0]
}

const framed = (bytes: Uint8Array): Buffer => {
  const frame = Buffer.alloc(4 + bytes.length)
  frame.writeInt32BE(bytes.length)
  frame.set(bytes, 4)
  return frame
}

const connect = framed(
  Buffer.concat([
    encodeJute(ConnectRequest, {
      protocolVersion: 0,
      lastZxidSeen: 0n,
      timeOut: 10_000,
      sessionId: 0n,
      passwd: Buffer.alloc(16),
    }),
    Buffer.of(0),
  ]),
)

const bodies: readonly Buffer[] = [
  encodeJute(CreateRequest, { path: '/fuzz', data: Buffer.from('x'), acl: openAcl, flags: 2 }),
  encodeJute(AuthPacket, { type: 0, scheme: 'digest', auth: Buffer.from('a:b') }),
  encodeJute(SaslRequest, { token: Buffer.from('x') }),
  encodeJute(SetWatches2, {
    relativeZxid: 0n,
    dataWatches: ['/a'],
    existWatches: ['/b'],
    childWatches: [],
    persistentWatches: ['/c'],
    persistentRecursiveWatches: ['/'],
  }),
]

/** `createSession` and `error` are no requests of clients; the others with every kind of body. */
const requests = fc
  .record({
    xid: fc.integer(),
    type: fc.oneof(fc.constantFrom(...Object.values(opCode)), fc.integer()),
    body: fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(...bodies)),
    spoilt: fc.option(fc.record({ at: fc.nat(), value: fc.nat(255) })),
    cut: fc.option(fc.nat(80)),
  })
  .map(({ xid, type, body, spoilt, cut }) => {
    const bytes = Buffer.concat([encodeJute(RequestHeader, { xid, type }), body])
    if (spoilt !== null) bytes[spoilt.at % bytes.length] = spoilt.value
    return framed(bytes.subarray(0, cut ?? bytes.length))
  })

const spoiltConnect = fc.record({ at: fc.nat(connect.length - 1), value: fc.nat(255) }).map(({ at, value }) => {
  const bytes = Buffer.from(connect)
  bytes[at] = value
  return bytes
})

const streams = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.array(fc.oneof(requests, spoiltConnect), { maxLength: 6 }).map((parts) => Buffer.concat(parts)),
  fc.array(requests, { minLength: 1, maxLength: 10 }).map((parts) => Buffer.concat([connect, ...parts])),
  fc.constantFrom('ruok', 'stmk', 'what', 'mntr\0\0').map((word) => Buffer.from(word)),
)

test('whatever someone sends, in whatever pieces: the others live on', async () => {
  await fc.assert(
    fc.asyncProperty(streams, fc.array(fc.nat(400), { maxLength: 4 }), fc.boolean(), async (bytes, cuts, leaves) => {
      const client = await tcpTransport.connect({ host: '127.0.0.1', port: server.port }, { timeoutMs: 5000 })
      client.onData(() => {})
      let at = 0
      for (const end of [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]) {
        client.write([bytes.subarray(at, end)])
        at = end
      }
      if (leaves) client.destroy()
      await othersLiveOn()
      client.destroy()
    }),
    { numRuns: 400 },
  )
  await eventually('nothing is left of them', async () => (await connections()) === 'Connections: 2')
})
